package io.permvi.applications.tracks;

import java.util.Arrays;

/** Pairs of links with their odds, as they are found. */
final class PairList {
    private int[] one = new int[64];
    private int[] other = new int[64];
    private double[] odds = new double[64];
    private int size;

    int size() {
        return size;
    }

    void add(int first, int second, double value) {
        if (size == odds.length) {
            one = Arrays.copyOf(one, 2 * size);
            other = Arrays.copyOf(other, 2 * size);
            odds = Arrays.copyOf(odds, 2 * size);
        }
        one[size] = first;
        other[size] = second;
        odds[size++] = value;
    }

    /** All of them in the order of the parts. */
    static PairList join(PairList[] parts) {
        PairList all = new PairList();
        for (PairList part : parts) {
            for (int p = 0; p < part.size; p++) {
                all.add(part.one[p], part.other[p], part.odds[p]);
            }
        }
        return all;
    }

    int[] one() {
        return Arrays.copyOf(one, size);
    }

    int[] other() {
        return Arrays.copyOf(other, size);
    }

    double[] odds() {
        return Arrays.copyOf(odds, size);
    }
}
