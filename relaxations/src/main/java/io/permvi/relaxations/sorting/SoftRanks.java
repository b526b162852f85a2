package io.permvi.relaxations.sorting;

import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.sorting.PermutahedronProjection.Regularizer;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Soft ranks: the {@link PermutahedronProjection} of the scores over the temperature gives each item a place r_i between 0
 * and n - 1, and x spreads it over the two places around it,
 *
 * <pre>  x_ij = max(0, 1 - |r_i - j|),     so that  sum_j j x_ij = r_i.</pre>
 *
 * Rows sum to one, columns only on average. Piecewise smooth; with the quadratic regularizer x <em>is</em> the sorted
 * permutation below some temperature above 0, and the gradient vanishes there. Best where ranks themselves are the goal:
 * {@link #newRanks} gives them without the n^2 entries of x. Blondel, Teboul, Berthet and Djolonga, Fast differentiable
 * sorting and ranking (ICML 2020), section 4. O(n log n) for the ranks, O(n^2) to write x.
 *
 * @param regularizer of the projection
 */
public record SoftRanks(Regularizer regularizer) implements SortingRelaxation {

    /** With the quadratic regularizer. */
    public SoftRanks() {
        this(Regularizer.QUADRATIC);
    }

    @Override
    public Pass newPass(Space space) {
        return new RanksPass(this, space);
    }

    /** The ranks alone of n scores; for one thread. */
    public Ranks newRanks(int n) {
        return new Ranks(n, regularizer);
    }

    /** Soft ranks of scores and their derivative. */
    public static final class Ranks {
        private final PermutahedronProjection projection;
        private final double[] negative;
        private final double[] places;
        private final double[] ignored;
        private final boolean entropic;
        private double temperature;

        private Ranks(int n, Regularizer regularizer) {
            projection = new PermutahedronProjection(n, regularizer);
            entropic = regularizer == Regularizer.ENTROPIC;
            negative = new double[n];
            places = new double[n];
            ignored = new double[n];
            for (int k = 0; k < n; k++) {
                places[k] = entropic ? Math.log(n - k) : n - k;
            }
        }

        /**
         * The ranks, 0 for the largest score.
         *
         * @param score of length n. Not modified.
         * @param rank of length n. Modified.
         */
        public void rank(double[] score, double temperature, double[] rank) {
            this.temperature = temperature;
            for (int i = 0; i < negative.length; i++) {
                negative[i] = -score[i] / temperature;
            }
            projection.project(negative, places, rank);
            for (int i = 0; i < negative.length; i++) {
                rank[i] = (entropic ? Math.exp(rank[i]) : rank[i]) - 1;
            }
        }

        /**
         * The pullback at the last ranks.
         *
         * @param rank that were found. Not modified.
         * @param adjoint of the ranks. Not modified.
         * @param scoreAdjoint of the scores, overwritten. Modified.
         */
        public void pullBack(double[] rank, double[] adjoint, double[] scoreAdjoint) {
            for (int i = 0; i < negative.length; i++) {
                negative[i] = entropic ? adjoint[i] * (rank[i] + 1) : adjoint[i];
            }
            projection.pullBack(negative, scoreAdjoint, ignored);
            for (int i = 0; i < negative.length; i++) {
                scoreAdjoint[i] = -scoreAdjoint[i] / temperature;
            }
        }
    }

    private static final class RanksPass extends SortingPass {
        private final Ranks ranks;
        private final double[] rank;
        private final double[] rankAdjoint;

        RanksPass(SoftRanks relaxation, Space space) {
            super(relaxation, space);
            ranks = relaxation.newRanks(n);
            rank = new double[n];
            rankAdjoint = new double[n];
        }

        private int placeBelow(int r) {
            return (int) Math.max(0, Math.min(n - 1, Math.floor(rank[r])));
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            ranks.rank(sorted, temperature, rank);
            x.zero();
            for (int r = 0; r < n; r++) {
                int below = placeBelow(r);
                double share = Math.max(0, rank[r] - below);
                int at = order[r] * n + below;
                x.data[at] = 1 - share;
                if (below + 1 < n) {
                    x.data[at + 1] = share;
                }
            }
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(rankAdjoint, 0);
            for (int r = 0; r < n; r++) {
                int below = Math.min(placeBelow(r), n - 2);
                if (below >= 0) {
                    int at = order[r] * n + below;
                    rankAdjoint[r] = xAdjoint.data[at + 1] - xAdjoint.data[at];
                }
            }
            ranks.pullBack(rank, rankAdjoint, adjoint);
        }
    }
}
