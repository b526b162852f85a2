package io.permvi.inference.factor;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutations;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Plackett-Luce: places 0, 1, ... choose their items in turn, each left over with a chance proportional to {@code exp
 * theta_i},
 *
 * <pre>  log q(x) = sum_p [theta_(i_p) - log sum_(l at p or later) exp theta_(i_l)],</pre>
 *
 * n parameters where a {@link SequentialMatching} has n^2, so it learns fast where places are ranks; it cannot say that an
 * item is first or last. Permutations only. Draws sort {@code theta_i} plus Gumbel noise; O(n^2) comparisons at worst.
 *
 * @param latent a permutation, every one allowed
 */
public record PlackettLuceFactor(MatchingLatent latent) implements DiscreteFactor {
    private static final double SMALLEST_VARIANCE = 0.05;

    /**
     * Checks the space.
     *
     * @throws IllegalArgumentException when it is not that of all permutations
     */
    public PlackettLuceFactor {
        MatchingSpace space = latent.space();
        if (!(space instanceof Permutations) || !space.allowed().isFull()) {
            throw new IllegalArgumentException(
                    "Plackett-Luce serves permutations without a mask, got " + latent + "; use SequentialMatching");
        }
    }

    @Override
    public int parameterCount() {
        return latent.rows();
    }

    @Override
    public int noiseCount() {
        return latent.rows();
    }

    /** Minus each item's mean place by the scores, in units of how far places spread. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int n = latent.rows();
        double[] row = new double[n];
        double spread = 0;
        for (int i = 0; i < n; i++) {
            System.arraycopy(start.values().data, i * n, row, 0, n);
            LogSumExp.softmax(row, 0, n, 1);
            double mean = 0;
            double square = 0;
            for (int j = 0; j < n; j++) {
                mean += row[j] * j;
                square += row[j] * j * j;
            }
            spread += Math.sqrt(Math.max(SMALLEST_VARIANCE, square - mean * mean)) / n;
            parameters[offset + i] = -mean;
        }
        for (int i = 0; i < n; i++) {
            parameters[offset + i] /= spread;
        }
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        StandardGumbel.fill(noise, offset, offset + noiseCount(), rng);
    }

    @Override
    public Pass newPass() {
        return new RankingPass();
    }

    private final class RankingPass extends HardPass {
        private final int n = latent.rows();
        private final double[] noisy = new double[n];
        /** The item at each place. */
        private final int[] order = new int[n];

        /** The log sum of what is left at each place. */
        private final double[] logLeft = new double[n];

        private final double[] theta = new double[n];

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            for (int i = 0; i < n; i++) {
                noisy[i] = parameters[parameterOffset + i] + noise[noiseOffset + i];
                order[i] = i;
            }
            sort();
            z.zero();
            for (int place = 0; place < n; place++) {
                z.set(order[place], place, 1);
            }
            return -score(parameters, parameterOffset);
        }

        /** Insertion by the noisy utilities, the largest first: no allocation, and n is small where items are ranked. */
        private void sort() {
            for (int k = 1; k < n; k++) {
                int item = order[k];
                int at = k;
                while (at > 0 && noisy[order[at - 1]] < noisy[item]) {
                    order[at] = order[--at];
                }
                order[at] = item;
            }
        }

        private double score(double[] parameters, int offset) {
            System.arraycopy(parameters, offset, theta, 0, n);
            double left = Double.NEGATIVE_INFINITY;
            double logProbability = 0;
            for (int place = n - 1; place >= 0; place--) {
                left = LogSumExp.add(left, theta[order[place]]);
                logLeft[place] = left;
                logProbability += theta[order[place]] - left;
            }
            return scored(logProbability);
        }

        @Override
        public double logProbability(double[] parameters, int parameterOffset, int[] places) {
            for (int i = 0; i < n; i++) {
                order[places[i]] = i;
            }
            return score(parameters, parameterOffset);
        }

        @Override
        void addScore(double advantage, double[] gradient, int parameterOffset) {
            double logChosen = Double.NEGATIVE_INFINITY;
            for (int place = 0; place < n; place++) {
                logChosen = LogSumExp.add(logChosen, -logLeft[place]);
                int item = order[place];
                gradient[parameterOffset + item] += advantage * (1 - Math.exp(theta[item] + logChosen));
            }
        }
    }
}
