package io.permvi.relaxations.sorting;

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
 * temperature}, so that what is below exp(-40) is left out: O(n log n) and the entries that count, at most n^2. The weights of
 * neighboring items differ by a geometric sequence, {@code w_rj = exp(s_(r+1) - s_r)^(2 (j - r) - 1) w_(r+1, j)} behind r, so
 * that n exponentials are enough.
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
        /** 0, 1, 2, ... */
        private final double[] steps;
        /** exp of minus the distance between neighbors. */
        private final double[] factor;

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
            steps = new double[n];
            factor = new double[n];
            Arrays.fill(ones, 1);
            Arrays.setAll(steps, j -> j);
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            for (int j = 1; j < n; j++) {
                prefix[j] = prefix[j - 1] + sorted[j - 1] + sorted[j];
                factor[j - 1] = Math.exp((sorted[j] - sorted[j - 1]) / temperature);
            }
            for (int r = 0; r < n; r++) {
                weight[r][r] = 1;
                first[r] = r == 0 ? 0 : Math.max(first[r - 1], low(r, temperature));
                if (r > 0) {
                    fall(factor[r - 1], weight[r - 1], weight[r], r, -1, r - first[r]);
                }
            }
            Arrays.fill(perColumn, 0);
            for (int r = n - 1; r >= 0; r--) {
                end[r] = r == n - 1 ? n : Math.min(end[r + 1], high(r, temperature) + 1);
                if (r < n - 1) {
                    fall(factor[r], weight[r + 1], weight[r], r, 1, end[r] - 1 - r);
                }
                RowUpdates.addRow(perColumn, 1, weight[r], first[r], end[r]);
            }
            for (int j = 0; j < n; j++) {
                perColumn[j] = 1 / perColumn[j];
            }
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                for (int j = first[r]; j < end[r]; j++) {
                    row[j] *= perColumn[j];
                }
                int at = order[r] * n;
                Arrays.fill(x.data, at, at + first[r], 0);
                System.arraycopy(row, first[r], x.data, at + first[r], end[r] - first[r]);
                Arrays.fill(x.data, at + end[r], at + n, 0);
            }
        }

        /** Where a row counts no more before its diagonal, or a little further. */
        private int low(int r, double temperature) {
            int low = r;
            while (low > 0 && exponent(r, low, temperature) > SMALLEST_EXPONENT) {
                low = Math.max(0, low - STRIDE);
            }
            return low;
        }

        private int high(int r, double temperature) {
            int high = r;
            while (high < n - 1 && exponent(r, high, temperature) > SMALLEST_EXPONENT) {
                high = Math.min(n - 1, high + STRIDE);
            }
            return high;
        }

        /**
         * {@code row[at + step k] = f^(2 k - 1) neighbor[at + step k]} for k = 1 ... count: four powers at a time, so that
         * none waits for the one before.
         */
        private static void fall(double f, double[] neighbor, double[] row, int at, int step, int count) {
            double square = f * f;
            double jump = square * square * square * square;
            double p0 = f;
            double p1 = p0 * square;
            double p2 = p1 * square;
            double p3 = p2 * square;
            int k = 1;
            int j = at + step;
            for (; k + 3 <= count; k += 4, j += 4 * step) {
                row[j] = p0 * neighbor[j];
                row[j + step] = p1 * neighbor[j + step];
                row[j + 2 * step] = p2 * neighbor[j + 2 * step];
                row[j + 3 * step] = p3 * neighbor[j + 3 * step];
                p0 *= jump;
                p1 *= jump;
                p2 *= jump;
                p3 *= jump;
            }
            for (; k <= count; k++, j += step) {
                row[j] = p0 * neighbor[j];
                p0 *= square;
            }
        }

        private double exponent(int r, int j, double temperature) {
            return (prefix[j] - prefix[r] - 2 * sorted[r] * (j - r)) / temperature;
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(perColumn, 0);
            for (int r = 0; r < n; r++) {
                weigh(r, xAdjoint);
            }
            for (int r = 0; r < n; r++) {
                center(r, xAdjoint);
                int count = end[r] - first[r];
                share[r] = RowUpdates.dot(line, first[r], ones, count);
                // places fall by two
                adjoint[r] = (n - 1 - 2 * first[r]) * share[r] - 2 * RowUpdates.dot(line, first[r], steps, count);
            }
            addDistances(temperature, adjoint);
        }

        private void weigh(int r, DMatrixRMaj xAdjoint) {
            load(r, xAdjoint);
            double[] row = weight[r];
            for (int j = first[r]; j < end[r]; j++) {
                perColumn[j] += row[j] * line[j];
            }
        }

        private void center(int r, DMatrixRMaj xAdjoint) {
            load(r, xAdjoint);
            double[] row = weight[r];
            for (int j = first[r]; j < end[r]; j++) {
                line[j] = row[j] * (line[j] - perColumn[j]);
            }
        }

        private void load(int r, DMatrixRMaj xAdjoint) {
            System.arraycopy(xAdjoint.data, order[r] * n + first[r], line, first[r], end[r] - first[r]);
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
