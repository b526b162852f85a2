package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Permutations;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Repeated insertion around a center, the generalized Mallows distribution (Fligner and Verducci 1986): the items of the
 * center are inserted one after the other, that of its place k before v of the k that are there already, with
 *
 * <pre>  log q(x) = sum_k [-theta_k v_k - log sum_(v = 0 .. k) exp(-theta_k v)].</pre>
 *
 * Equal theta are Mallows with Kendall's distance; n - 1 parameters, each how sure one item is behind those before it. The
 * center is a setting: take that of a fit or a search. Permutations only. O(n^2) a draw.
 *
 * @param latent a permutation, every one allowed
 * @param center the place of each item in the middle of the distribution
 */
public record InsertionFactor(MatchingLatent latent, Permutation center) implements DiscreteFactor {
    private static final double LARGEST_SHARE = 0.99;

    /**
     * Checks the space.
     *
     * @throws IllegalArgumentException when it is not that of all permutations, or the center is of another order
     */
    public InsertionFactor {
        if (!(latent.space() instanceof Permutations)
                || !latent.space().allowed().isFull()) {
            throw new IllegalArgumentException(
                    "insertion serves permutations without a mask, got " + latent + "; use SequentialMatching");
        }
        if (center.order() != latent.rows()) {
            throw new IllegalArgumentException(
                    "the center has " + center.order() + " items, the latent " + latent.rows());
        }
    }

    @Override
    public int parameterCount() {
        return latent.rows() - 1;
    }

    @Override
    public int noiseCount() {
        return latent.rows() - 1;
    }

    /** The center is a setting, so a start only says how sure: theta from the share of the center's places. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int n = latent.rows();
        double[] row = new double[n];
        double share = 0;
        for (int i = 0; i < n; i++) {
            System.arraycopy(start.values().data, i * n, row, 0, n);
            LogSumExp.softmax(row, 0, n, 1);
            share += row[center.place(i)] / n;
        }
        // a geometric v is 0 with probability 1 - exp(-theta)
        double theta = -Math.log1p(-Math.min(share, LARGEST_SHARE));
        Arrays.fill(parameters, offset, offset + parameterCount(), theta);
    }

    @Override
    public Pass newPass() {
        return new InsertionPass();
    }

    private final class InsertionPass extends HardPass {
        private final int n = latent.rows();
        private final int[] centerOrder = center.inverse().places();
        private final int[] inserted = new int[n];
        /** How many are overtaken by the item of each place of the center. */
        private final int[] overtaken = new int[n];

        private final double[] probability = new double[n];
        private final double[] meanOvertaken = new double[n];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double logProbability = 0;
            inserted[0] = centerOrder[0];
            for (int k = 1; k < n; k++) {
                double theta = parameters[parameterOffset + k - 1];
                double logSum = softmax(theta, k);
                overtaken[k] = pick(k, noise[noiseOffset + k - 1]);
                logProbability -= theta * overtaken[k] + logSum;
                int at = k - overtaken[k];
                System.arraycopy(inserted, at, inserted, at + 1, overtaken[k]);
                inserted[at] = centerOrder[k];
            }
            z.zero();
            for (int place = 0; place < n; place++) {
                z.set(inserted[place], place, 1);
            }
            return -scored(logProbability);
        }

        /** Leaves the probabilities of 0 .. k overtaken, and their mean; returns the log normalizer. */
        private double softmax(double theta, int k) {
            for (int v = 0; v <= k; v++) {
                probability[v] = -theta * v;
            }
            double logSum = LogSumExp.softmax(probability, 0, k + 1, 1);
            meanOvertaken[k] = 0;
            for (int v = 1; v <= k; v++) {
                meanOvertaken[k] += v * probability[v];
            }
            return logSum;
        }

        private int pick(int k, double uniform) {
            double left = uniform;
            int v = 0;
            while (v < k && left >= probability[v]) {
                left -= probability[v++];
            }
            return v;
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] places) {
            double logProbability = 0;
            for (int k = 1; k < n; k++) {
                overtaken[k] = 0;
                for (int before = 0; before < k; before++) {
                    overtaken[k] += places[centerOrder[before]] > places[centerOrder[k]] ? 1 : 0;
                }
                double theta = parameters[parameterOffset + k - 1];
                logProbability -= theta * overtaken[k] + softmax(theta, k);
            }
            return scored(logProbability);
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            for (int k = 1; k < n; k++) {
                gradient[parameterOffset + k - 1] += advantage * (meanOvertaken[k] - overtaken[k]);
            }
        }
    }
}
