package io.permvi.inference.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Weighted pairs of places of several matchings, to draw from. Grows while it is filled, then is only read. */
final class ScreenedPairs {
    static final ScreenedPairs NONE = new ScreenedPairs();

    /** Pairs below this weight are left to the uniform proposals. */
    private static final double LEAST_WEIGHT = 1e-4;

    private int[] pairs = new int[0];
    private double[] cumulative = new double[0];
    private int count;

    void add(int latent, int place, int other, double weight) {
        if (weight < LEAST_WEIGHT) {
            return;
        }
        if (count == cumulative.length) {
            cumulative = Arrays.copyOf(cumulative, Math.max(64, 2 * count));
            pairs = Arrays.copyOf(pairs, 3 * cumulative.length);
        }
        cumulative[count] = weight + (count == 0 ? 0 : cumulative[count - 1]);
        pairs[3 * count] = latent;
        pairs[3 * count + 1] = place;
        pairs[3 * count + 2] = other;
        count++;
    }

    boolean isEmpty() {
        return count == 0;
    }

    int count() {
        return count;
    }

    /** The index of a pair, drawn in proportion to its weight. */
    int draw(RandomGenerator rng) {
        double point = rng.nextDouble() * cumulative[count - 1];
        int found = Arrays.binarySearch(cumulative, 0, count, point);
        return Math.min(count - 1, found < 0 ? -found - 1 : found + 1);
    }

    double weight(int pair) {
        return pair == 0 ? cumulative[0] : cumulative[pair] - cumulative[pair - 1];
    }

    int latent(int pair) {
        return pairs[3 * pair];
    }

    int place(int pair) {
        return pairs[3 * pair + 1];
    }

    int other(int pair) {
        return pairs[3 * pair + 2];
    }
}
