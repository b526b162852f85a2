package io.permvi.inference.structure;

import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** Dispersed values of discrete latents, masks kept: starts of chains and places where a model is probed. */
public final class RandomMatchings {
    private RandomMatchings() {}

    /**
     * A random value: uniform without a mask, the best for random scores within one; a partial matching keeps a random
     * share of its pairs.
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the mask allows none
     */
    public static int[] draw(DiscreteLatent latent, RandomGenerator rng) {
        if (latent instanceof CategoricalLatent) {
            return categories(latent.space().allowed(), rng);
        }
        int[] places = complete(latent.space().allowed(), latent.space().partial(), rng);
        if (latent.space().partial()) {
            double kept = rng.nextDouble();
            for (int i = 0; i < places.length; i++) {
                places[i] = rng.nextDouble() < kept ? places[i] : Matching.UNMATCHED;
            }
        }
        return places;
    }

    private static int[] categories(SparsityPattern allowed, RandomGenerator rng) {
        int[] places = new int[allowed.rows()];
        for (int i = 0; i < places.length; i++) {
            do {
                places[i] = rng.nextInt(allowed.columns());
            } while (!allowed.allows(i, places[i]));
        }
        return places;
    }

    private static int[] complete(SparsityPattern allowed, boolean partial, RandomGenerator rng) {
        int m = allowed.rows();
        int n = allowed.columns();
        int[] places = new int[m];
        if (partial) {
            return greedy(allowed, rng);
        }
        if (allowed.isFull()) {
            int[] shuffled = shuffled(n, rng);
            System.arraycopy(shuffled, 0, places, 0, m);
            return places;
        }
        DMatrixRMaj scores = new DMatrixRMaj(m, n);
        for (int e = 0; e < m * n; e++) {
            scores.data[e] = rng.nextDouble();
        }
        new LinearAssignment(m, n).maximize(scores, allowed, places);
        return places;
    }

    private static int[] greedy(SparsityPattern allowed, RandomGenerator rng) {
        int[] places = new int[allowed.rows()];
        Arrays.fill(places, Matching.UNMATCHED);
        boolean[] taken = new boolean[allowed.columns()];
        int[] order = shuffled(allowed.columns(), rng);
        for (int i : shuffled(places.length, rng)) {
            for (int j : order) {
                if (places[i] == Matching.UNMATCHED && !taken[j] && allowed.allows(i, j)) {
                    places[i] = j;
                    taken[j] = true;
                }
            }
        }
        return places;
    }

    /** The numbers 0 to n - 1 in random order. */
    public static int[] shuffled(int n, RandomGenerator rng) {
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            int k = rng.nextInt(i + 1);
            order[i] = order[k];
            order[k] = i;
        }
        return order;
    }
}
