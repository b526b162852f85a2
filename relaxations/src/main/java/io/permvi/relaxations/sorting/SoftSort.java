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
        return new SoftPass(this, space);
    }

    private static final class SoftPass extends SortingPass {
        private final int power;
        /** exp of the negative distances between sorted scores; symmetric. */
        private final double[][] weight;

        private final double[] scale;
        private final double[] mean;
        private final double[] line;
        private final double[] ones;

        SoftPass(SoftSort relaxation, Space space) {
            super(relaxation, space);
            power = relaxation.power;
            weight = new double[n][n];
            scale = new double[n];
            mean = new double[n];
            line = new double[n];
            ones = new double[n];
            Arrays.fill(ones, 1);
        }

        @Override
        protected void mapSorted(double temperature, DMatrixRMaj x) {
            if (power == 1) {
                weighByNeighbors(temperature);
            } else {
                weighEach(temperature);
            }
            Arrays.fill(scale, 0);
            for (double[] row : weight) {
                for (int j = 0; j < n; j++) {
                    scale[j] += row[j];
                }
            }
            for (int j = 0; j < n; j++) {
                scale[j] = 1 / scale[j];
            }
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                int at = order[r] * n;
                for (int j = 0; j < n; j++) {
                    x.data[at + j] = row[j] * scale[j];
                }
            }
        }

        /** Each row but for a factor is that of its neighbor, on either side of the diagonal. */
        private void weighByNeighbors(double temperature) {
            for (int r = 0; r < n - 1; r++) {
                mean[r] = (sorted[r + 1] - sorted[r]) / temperature;
            }
            FastExp.exp(mean, n - 1);
            for (int r = 0; r < n; r++) {
                weight[r][r] = 1;
                if (r > 0) {
                    scaled(mean[r - 1], weight[r - 1], weight[r], 0, r);
                }
            }
            for (int r = n - 2; r >= 0; r--) {
                scaled(mean[r], weight[r + 1], weight[r], r + 1, n);
            }
        }

        private static void scaled(double factor, double[] from, double[] to, int first, int end) {
            for (int j = first; j < end; j++) {
                to[j] = factor * from[j];
            }
        }

        private void weighEach(double temperature) {
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                for (int j = 0; j < n; j++) {
                    double distance = sorted[j] - sorted[r];
                    row[j] = -distance * distance / temperature;
                }
                FastExp.exp(row, n);
            }
        }

        @Override
        protected void pullBackSorted(DMatrixRMaj xAdjoint, double temperature, double[] adjoint) {
            Arrays.fill(mean, 0);
            for (int r = 0; r < n; r++) {
                double[] row = weight[r];
                int at = order[r] * n;
                for (int j = 0; j < n; j++) {
                    mean[j] += row[j] * xAdjoint.data[at + j];
                }
            }
            for (int j = 0; j < n; j++) {
                mean[j] *= scale[j];
            }
            for (int r = 0; r < n; r++) {
                double own = power == 1 ? pullBackRow(r, xAdjoint, adjoint) : pullBackSquares(r, xAdjoint, adjoint);
                adjoint[r] += own;
            }
            for (int r = 0; r < n; r++) {
                adjoint[r] /= temperature;
            }
        }

        /** Adds what the places owe to a row; returns what its item owes. */
        private double pullBackRow(int r, DMatrixRMaj xAdjoint, double[] adjoint) {
            changes(weight[r], xAdjoint.data, order[r] * n);
            for (int j = 0; j < r; j++) {
                adjoint[j] -= line[j];
            }
            for (int j = r + 1; j < n; j++) {
                adjoint[j] += line[j];
            }
            return RowUpdates.dot(line, 0, ones, r) - RowUpdates.dot(line, r + 1, ones, n - 1 - r);
        }

        /** What each logit of a row owes. */
        private void changes(double[] row, double[] xAdjoint, int at) {
            for (int j = 0; j < n; j++) {
                line[j] = row[j] * scale[j] * (xAdjoint[at + j] - mean[j]);
            }
        }

        private double pullBackSquares(int r, DMatrixRMaj xAdjoint, double[] adjoint) {
            changes(weight[r], xAdjoint.data, order[r] * n);
            double own = 0;
            for (int j = 0; j < n; j++) {
                double change = line[j] * 2 * (sorted[j] - sorted[r]);
                adjoint[j] -= change;
                own += change;
            }
            return own;
        }
    }
}
