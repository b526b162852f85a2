package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * The posterior of Bayesian Mallows (Vitelli et al. 2018): {@code p(r | rho, alpha) = exp(-alpha/n d(r, rho)) /
 * Z(alpha/n)}, the consensus rho uniform, alpha gamma.
 *
 * @param distance of the rankings
 * @param rankings how many were observed
 * @param alpha the posterior of the spread
 * @param places the probability of each item's place in the consensus, n by n
 * @param before the probability that the row item stands before the column item in the consensus, n by n
 * @param best the most probable consensus found
 * @param logEvidence the log probability of the individual observations; NaN where it was not found
 * @param evidenceError of it, an upper bound or a standard error
 * @param method how it was found, in words
 */
public record MallowsPosterior(
        PermutationDistance distance,
        long rankings,
        SpreadPosterior alpha,
        DMatrixRMaj places,
        DMatrixRMaj before,
        Permutation best,
        double logEvidence,
        double evidenceError,
        String method) {

    /** The posterior of draws of equal weight; its evidence is not found. */
    static MallowsPosterior ofDraws(
            PermutationDistance distance, long rankings, double[] alphas, List<int[]> draws, String method) {
        double[] weights = new double[draws.size()];
        Arrays.fill(weights, 1.0 / weights.length);
        return ofDraws(
                distance, rankings, SpreadPosterior.ofDraws(alphas), draws, weights, Double.NaN, Double.NaN, method);
    }

    /** The posterior of draws with weights that sum to one. */
    static MallowsPosterior ofDraws(
            PermutationDistance distance,
            long rankings,
            SpreadPosterior alpha,
            List<int[]> draws,
            double[] weights,
            double logEvidence,
            double evidenceError,
            String method) {
        int n = draws.get(0).length;
        DMatrixRMaj places = new DMatrixRMaj(n, n);
        DMatrixRMaj before = new DMatrixRMaj(n, n);
        Map<Permutation, Double> shares = new LinkedHashMap<>();
        for (int s = 0; s < weights.length; s++) {
            int[] draw = draws.get(s);
            shares.merge(Permutation.of(draw), weights[s], Double::sum);
            for (int i = 0; i < n; i++) {
                places.add(i, draw[i], weights[s]);
                for (int j = 0; j < n; j++) {
                    before.add(i, j, draw[i] < draw[j] ? weights[s] : 0);
                }
            }
        }
        Permutation best =
                Collections.max(shares.entrySet(), Map.Entry.comparingByValue()).getKey();
        return new MallowsPosterior(
                distance, rankings, alpha, places, before, best, logEvidence, evidenceError, method);
    }

    /** The same with another best consensus. */
    MallowsPosterior withBest(Permutation value) {
        return new MallowsPosterior(
                distance, rankings, alpha, places, before, value, logEvidence, evidenceError, method);
    }

    /**
     * The consensus by cumulative probability (Vitelli et al. 2018): place after place gets, of the items that are
     * left, the one that most probably stands there or before; the first of equals.
     *
     * @param items from the first place to the last
     * @param probabilities that the item stands at its place or before
     */
    public record Consensus(int[] items, double[] probabilities) {}

    /** The consensus by cumulative probability. */
    public Consensus consensus() {
        int n = places.numRows;
        int[] items = new int[n];
        double[] probabilities = new double[n];
        boolean[] used = new boolean[n];
        double[] below = new double[n];
        for (int k = 0; k < n; k++) {
            int best = -1;
            for (int i = 0; i < n; i++) {
                below[i] += places.get(i, k);
                // equal up to rounding is equal
                best = !used[i] && (best < 0 || below[i] > below[best] + 1e-12) ? i : best;
            }
            used[best] = true;
            items[k] = best;
            probabilities[k] = Math.min(1, below[best]);
        }
        return new Consensus(items, probabilities);
    }

    /** The mean place of an item, from 0. */
    public double meanPlace(int item) {
        double mean = 0;
        for (int k = 0; k < places.numCols; k++) {
            mean += k * places.get(item, k);
        }
        return mean;
    }

    /** The standard deviation of an item's place. */
    public double placeSd(int item) {
        double mean = meanPlace(item);
        double variance = 0;
        for (int k = 0; k < places.numCols; k++) {
            variance += (k - mean) * (k - mean) * places.get(item, k);
        }
        return Math.sqrt(variance);
    }

    /** The first place, from 0, up to which an item stands with at least this probability. */
    public int placeQuantile(int item, double probability) {
        double sum = 0;
        for (int k = 0; k < places.numCols; k++) {
            sum += places.get(item, k);
            if (sum >= probability - 1e-12) {
                return k;
            }
        }
        return places.numCols - 1;
    }

    /** The probability that an item stands among the first k. */
    public double probabilityInFirst(int item, int k) {
        double sum = 0;
        for (int j = 0; j < Math.min(k, places.numCols); j++) {
            sum += places.get(item, j);
        }
        return Math.min(1, sum);
    }
}
