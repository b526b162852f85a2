package io.permvi.relaxations.sorting;

import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * NeuralSort: at each place j = 0 ... n - 1 a softmax over the items,
 *
 * <pre>  x_ij = softmax over i of ((n - 1 - 2 j) s_i - sum_k |s_i - s_k|) / temperature,</pre>
 *
 * whose largest entry is that of the item with the j-th largest score. Columns sum to one, rows only nearly: x is a
 * transposed unimodal row-stochastic matrix. Smooth but where scores tie. Grover, Wang, Zweig and Ermon, Stochastic
 * optimization of sorting networks via continuous relaxations (ICLR 2019), equation 5.
 *
 * <p>In sorted order the exponents fall away from the diagonal, {@code e_(r, j+1) - e_(r, j) = (s_j + s_(j+1) - 2 s_r) /
 * temperature}, so that what is below exp(-40) is left out: O(n log n) and the entries that count, at most n^2.
 */
public record NeuralSort() implements SortingRelaxation {

    @Override
    public Pass newPass(Space space) {
        return new NeuralPass(this, space);
    }

    private static final class NeuralPass extends SortingPass {
        private static final double SMALLEST_EXPONENT = -40;
        /** Places by which a row is widened until its end counts no more. */
        private static final int STRIDE = 16;

        /** The weights of the sorted items, those that count: from {@link #first} to {@link #end}. */
        private final double[][] weight;

        private final int[] first;
        private final int[] end;
        /** Sums of neighboring scores up to each place. */
        private final double[] prefix;

        private final double[] perColumn;
        private final double[] share;
        private final double[] line;
        private final double[] ones;
        /** n - 1 - 2 j. */
        private final double[] places;

        NeuralPass(NeuralSort relaxation, Space space) {
            super(relaxation, space);
            weight = new double[n][n];
            first = new int[n];
            end = new int[n];
            prefix = new double[n];
            perColumn = new double[n];
            share = new double[n];
            line = new double[n];
            ones = new double[n];
            places = new double[n];
            Arrays.fill(ones, 1);
            Arrays.setAll(places, j -> n - 1 - 2 * j);
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            Arrays.fill(perColumn, 0);
            for (int j = 1; j < n; j++) {
                prefix[j] = prefix[j - 1] + sorted[j - 1] + sorted[j];
            }
            for (int r = 0; r < n; r++) {
                weigh(r, temperature);
                double[] row = weight[r];
                for (int j = first[r]; j < end[r]; j++) {
                    perColumn[j] += row[j];
                }
            }
            for (int j = 0; j < n; j++) {
                perColumn[j] = 1 / perColumn[j];
            }
            x.zero();
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                for (int j = first[r]; j < end[r]; j++) {
                    row[j] *= perColumn[j];
                }
                System.arraycopy(row, first[r], x.data, order[r] * n + first[r], end[r] - first[r]);
            }
        }

        /**
         * exp of the exponents of one sorted item less those of the best item of each place: 0 at place r, falling on
         * both sides.
         */
        private void weigh(int r, double temperature) {
            int low = r;
            while (low > 0 && exponent(r, low, temperature) > SMALLEST_EXPONENT) {
                low = Math.max(0, low - STRIDE);
            }
            int high = r;
            while (high < n - 1 && exponent(r, high, temperature) > SMALLEST_EXPONENT) {
                high = Math.min(n - 1, high + STRIDE);
            }
            int count = high + 1 - low;
            double own = sorted[r];
            double base = prefix[r];
            double scale = 1 / temperature;
            for (int k = 0; k < count; k++) {
                share[k] = (prefix[low + k] - base - 2 * own * (low + k - r)) * scale;
            }
            FastExp.exp(share, count);
            System.arraycopy(share, 0, weight[r], low, count);
            first[r] = low;
            end[r] = high + 1;
        }

        private double exponent(int r, int j, double temperature) {
            return (prefix[j] - prefix[r] - 2 * sorted[r] * (j - r)) / temperature;
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(perColumn, 0);
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                int at = order[r] * n;
                for (int j = first[r]; j < end[r]; j++) {
                    perColumn[j] += row[j] * xAdjoint.data[at + j];
                }
            }
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                int at = order[r] * n;
                int count = end[r] - first[r];
                for (int k = 0; k < count; k++) {
                    int j = first[r] + k;
                    line[k] = row[j] * (xAdjoint.data[at + j] - perColumn[j]);
                }
                double total = RowUpdates.dot(ones, 0, line, count);
                double moment = RowUpdates.dot(places, first[r], line, count);
                share[r] = total;
                adjoint[r] = moment;
            }
            addDistances(temperature, adjoint);
        }

        /** Through the sums of distances: sign(s_r - s_k) is 1 for all that stand behind r. */
        private void addDistances(double temperature, double[] adjoint) {
            double before = 0;
            double behind = 0;
            for (int r = 0; r < n; r++) {
                behind += share[r];
            }
            for (int r = 0; r < n; r++) {
                behind -= share[r];
                adjoint[r] = (adjoint[r] - share[r] * (n - 1 - 2 * r) - behind + before) / temperature;
                before += share[r];
            }
        }
    }
}
