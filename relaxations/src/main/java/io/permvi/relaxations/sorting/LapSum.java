package io.permvi.relaxations.sorting;

import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * LapSum: with F the distribution function of the Laplace distribution, thresholds b_k at which the items above them
 * count k in all,
 *
 * <pre>  sum_i F((s_i - b_k) / temperature) = k,     x_ij = F((s_i - b_(j+1)) / temperature) - F((s_i - b_j) / temperature),</pre>
 *
 * with b_0 infinite and b_n minus infinite. Rows and columns sum to one exactly, and x is smooth. The thresholds solve
 * a quadratic equation each, after a sort. Struski, Bednarczyk, Podolak and Tabor, LapSum: one method to differentiate
 * them all (ICML 2025), sections 3 and 4. O(n log n) for the thresholds, n^2 exponentials for x; backward O(n^2) by the
 * implicit function theorem.
 */
public record LapSum() implements SortingRelaxation {

    @Override
    public Pass newPass(Space space) {
        return new LapPass(this, space);
    }

    private static final class LapPass extends SortingPass {
        private static final double LN_2 = Math.log(2);

        /** threshold[k] has k items above it, k = 1 .. n - 1. */
        private final double[] threshold;
        /** Sums of exp of the distances, over the scores above each one and below it, itself included. */
        private final double[] above;

        private final double[] below;
        /** Half the exponentials of the distances of the sorted items from the thresholds. */
        private final double[][] half;

        private final double[] perThreshold;
        private final double[] change;

        LapPass(LapSum relaxation, Space space) {
            super(relaxation, space);
            threshold = new double[n];
            above = new double[n];
            below = new double[n];
            half = new double[n][n];
            perThreshold = new double[n];
            change = new double[n];
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            solve(temperature);
            for (int r = 0; r < n; r++) {
                double[] row = half[r];
                for (int k = 1; k < n; k++) {
                    row[k] = -Math.abs(sorted[r] - threshold[k]) / temperature - LN_2;
                }
                row[0] = 0;
                FastExp.exp(row, n);
                int at = order[r] * n;
                double before = 0;
                for (int k = 1; k < n; k++) {
                    double share = sorted[r] > threshold[k] ? 1 - row[k] : row[k];
                    x.data[at + k - 1] = share - before;
                    before = share;
                }
                x.data[at + n - 1] = 1 - before;
            }
        }

        private void solve(double temperature) {
            above[0] = 1;
            for (int r = 1; r < n; r++) {
                above[r] = 1 + above[r - 1] * Math.exp((sorted[r] - sorted[r - 1]) / temperature);
            }
            below[n - 1] = 1;
            for (int r = n - 2; r >= 0; r--) {
                below[r] = 1 + below[r + 1] * Math.exp((sorted[r + 1] - sorted[r]) / temperature);
            }
            int r = 0;
            for (int k = 1; k < n; k++) {
                // the count of a threshold at the r-th score is r + 1 - above / 2 + (below - 1) / 2
                while (r < n && r + 0.5 + 0.5 * (below[r] - above[r]) < k) {
                    r++;
                }
                threshold[k] = threshold(k, r, temperature);
            }
        }

        /** The threshold of count k, below the scores before r and above the others. */
        private double threshold(int k, int r, double temperature) {
            if (r == 0) {
                return sorted[0] - temperature * Math.log(2 * k / below[0]);
            }
            if (r == n) {
                return sorted[n - 1] + temperature * Math.log(2 * (n - k) / above[n - 1]);
            }
            // with t = exp of the distance from score r - 1 over the temperature: below D t^2 - 2 c t - above = 0
            double c = k - r;
            double gap = (sorted[r - 1] - sorted[r]) / temperature;
            double product = above[r - 1] * below[r] * Math.exp(-gap);
            double root = Math.sqrt(c * c + product);
            double logT;
            if (c == 0) {
                logT = 0.5 * (Math.log(above[r - 1] / below[r]) + gap);
            } else if (c > 0) {
                logT = Math.log((c + root) / below[r]) + gap;
            } else {
                logT = Math.log(above[r - 1] / (root - c));
            }
            return sorted[r - 1] - temperature * logT;
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(perThreshold, 0);
            Arrays.fill(change, 0);
            for (int r = 0; r < n; r++) {
                int at = order[r] * n;
                for (int k = 1; k < n; k++) {
                    perThreshold[k] += half[r][k];
                    change[k] += half[r][k] * (xAdjoint.data[at + k - 1] - xAdjoint.data[at + k]);
                }
            }
            for (int k = 1; k < n; k++) {
                // far from all scores the density may vanish; then so does what it multiplies
                change[k] = perThreshold[k] > 0 ? change[k] / perThreshold[k] : 0;
            }
            for (int r = 0; r < n; r++) {
                int at = order[r] * n;
                double sum = 0;
                for (int k = 1; k < n; k++) {
                    sum += half[r][k] * (xAdjoint.data[at + k - 1] - xAdjoint.data[at + k] - change[k]);
                }
                adjoint[r] = sum / temperature;
            }
        }
    }
}
