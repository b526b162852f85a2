package io.permvi.relaxations.sorting;

import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * SoftSort: at each place j a softmax over the items by how near their scores are to the j-th largest,
 *
 * <pre>  x_ij = softmax over i of -|s_(j) - s_i|^power / temperature.</pre>
 *
 * Columns sum to one, rows only nearly. It is kinked where scores tie (power 1). Prillo and Eisenschlos, SoftSort: a
 * continuous relaxation for the argsort operator (ICML 2020), equation 3. O(n^2); with power 1 it takes n exponentials
 * only, since the weights are products of those of neighbors.
 *
 * @param power of the distance, 1 or 2
 */
public record SoftSort(int power) implements SortingRelaxation {

    /** Checks the power. */
    public SoftSort {
        if (power != 1 && power != 2) {
            throw new IllegalArgumentException("power must be 1 or 2, got " + power);
        }
    }

    /** With power 1. */
    public SoftSort() {
        this(1);
    }

    @Override
    public Pass newPass(Space space) {
        return power == 1 ? new DistancePass(this, space) : new SquarePass(this, space);
    }

    /**
     * Power 1: with f_r = exp of minus the distance of neighbors r and r + 1, entries next to each other in a column
     * differ by f alone, on either side of the diagonal, and so do the sums of a column from place to place.
     */
    private static final class DistancePass extends SortingPass {
        private final double[][] entry;
        private final double[] factor;
        /** Of each column: the sum of the weights above the diagonal, below it, and one over all. */
        private final double[] above;

        private final double[] below;
        private final double[] scale;
        /** What comes back to the entries of each column above the diagonal and below it, then to its sum. */
        private final double[] upper;

        private final double[] lower;
        private final double[] mean;
        private final double[] line;
        private final double[] ones;

        DistancePass(SoftSort relaxation, Space space) {
            super(relaxation, space);
            entry = new double[n][n];
            factor = new double[n];
            above = new double[n];
            below = new double[n];
            scale = new double[n];
            upper = new double[n];
            lower = new double[n];
            mean = new double[n];
            line = new double[n];
            ones = new double[n];
            Arrays.fill(ones, 1);
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            for (int r = 0; r < n - 1; r++) {
                factor[r] = (sorted[r + 1] - sorted[r]) / temperature;
            }
            FastExp.exp(factor, n - 1);
            for (int j = 1; j < n; j++) {
                above[j] = factor[j - 1] * (1 + above[j - 1]);
            }
            for (int j = n - 2; j >= 0; j--) {
                below[j] = factor[j] * (1 + below[j + 1]);
            }
            for (int r = 0; r < n; r++) {
                scale[r] = 1 / (1 + above[r] + below[r]);
                entry[r][r] = scale[r];
                if (r > 0) {
                    scaled(factor[r - 1], entry[r - 1], entry[r], 0, r);
                }
            }
            for (int r = n - 1; r >= 0; r--) {
                if (r < n - 1) {
                    scaled(factor[r], entry[r + 1], entry[r], r + 1, n);
                }
                System.arraycopy(entry[r], 0, x.data, order[r] * n, n);
            }
        }

        private static void scaled(double factor, double[] from, double[] to, int first, int end) {
            for (int j = first; j < end; j++) {
                to[j] = factor * from[j];
            }
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(upper, 0);
            Arrays.fill(lower, 0);
            for (int r = 0; r < n; r++) {
                System.arraycopy(xAdjoint.data, order[r] * n, line, 0, n);
                weigh(entry[r], 0, r, lower);
                weigh(entry[r], r + 1, n, upper);
                mean[r] = entry[r][r] * line[r];
                adjoint[r] = RowUpdates.dot(line, 0, ones, r) - RowUpdates.dot(line, r + 1, ones, n - 1 - r);
            }
            for (int j = 0; j < n; j++) {
                mean[j] += upper[j] + lower[j];
                adjoint[j] += upper[j] - lower[j] - mean[j] * scale[j] * (above[j] - below[j]);
            }
            // the means of a row, whose entries fall away from the diagonal by f as well
            double left = 0;
            for (int r = 1; r < n; r++) {
                left = factor[r - 1] * (left + scale[r - 1] * mean[r - 1]);
                adjoint[r] -= left;
            }
            double right = 0;
            for (int r = n - 2; r >= 0; r--) {
                right = factor[r] * (right + scale[r + 1] * mean[r + 1]);
                adjoint[r] += right;
            }
            for (int r = 0; r < n; r++) {
                adjoint[r] /= temperature;
            }
        }

        private void weigh(double[] row, int from, int to, double[] sum) {
            for (int j = from; j < to; j++) {
                double weighted = line[j] * row[j];
                line[j] = weighted;
                sum[j] += weighted;
            }
        }
    }

    /** Power 2. */
    private static final class SquarePass extends SortingPass {
        private final double[][] entry;
        private final double[] sum;

        SquarePass(SoftSort relaxation, Space space) {
            super(relaxation, space);
            entry = new double[n][n];
            sum = new double[n];
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            Arrays.fill(sum, 0);
            for (int r = 0; r < n; r++) {
                double[] row = entry[r];
                for (int j = 0; j < n; j++) {
                    double distance = sorted[j] - sorted[r];
                    row[j] = -distance * distance / temperature;
                }
                FastExp.exp(row, n);
                RowUpdates.addRow(sum, 1, row, 0, n);
            }
            for (int r = 0; r < n; r++) {
                for (int j = 0; j < n; j++) {
                    entry[r][j] /= sum[j];
                }
                System.arraycopy(entry[r], 0, x.data, order[r] * n, n);
            }
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(sum, 0);
            for (int r = 0; r < n; r++) {
                for (int j = 0; j < n; j++) {
                    sum[j] += entry[r][j] * xAdjoint.data[order[r] * n + j];
                }
            }
            for (int r = 0; r < n; r++) {
                for (int j = 0; j < n; j++) {
                    double logit = entry[r][j] * (xAdjoint.data[order[r] * n + j] - sum[j]);
                    double change = logit * 2 * (sorted[j] - sorted[r]) / temperature;
                    adjoint[j] -= change;
                    adjoint[r] += change;
                }
            }
        }
    }
}
