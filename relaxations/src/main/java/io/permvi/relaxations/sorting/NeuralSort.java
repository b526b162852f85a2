package io.permvi.relaxations.sorting;

import io.permvi.relaxations.linalg.internal.FastExp;
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

        /** The weights of the sorted items, those that count: from {@link #first} to {@link #end}. */
        private final double[][] weight;

        private final int[] first;
        private final int[] end;
        private final double[] exponent;
        private final double[] perColumn;
        private final double[] share;

        NeuralPass(NeuralSort relaxation, Space space) {
            super(relaxation, space);
            weight = new double[n][n];
            first = new int[n];
            end = new int[n];
            exponent = new double[n];
            perColumn = new double[n];
            share = new double[n];
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            Arrays.fill(perColumn, 0);
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

        /** exp of the exponents of one sorted item less those of the best item of each place. */
        private void weigh(int r, double temperature) {
            double e = 0;
            int low = r;
            while (low > 0 && e > SMALLEST_EXPONENT) {
                exponent[low] = e;
                e -= (sorted[low - 1] + sorted[low] - 2 * sorted[r]) / temperature;
                low--;
            }
            exponent[low] = e;
            e = 0;
            int high = r;
            while (high < n - 1 && e > SMALLEST_EXPONENT) {
                e += (sorted[high] + sorted[high + 1] - 2 * sorted[r]) / temperature;
                exponent[++high] = e;
            }
            int count = high + 1 - low;
            System.arraycopy(exponent, low, share, 0, count);
            FastExp.exp(share, count);
            System.arraycopy(share, 0, weight[r], low, count);
            first[r] = low;
            end[r] = high + 1;
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
                double total = 0;
                double moment = 0;
                for (int j = first[r]; j < end[r]; j++) {
                    double change = row[j] * (xAdjoint.data[at + j] - perColumn[j]);
                    total += change;
                    moment += (n - 1 - 2 * j) * change;
                }
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
