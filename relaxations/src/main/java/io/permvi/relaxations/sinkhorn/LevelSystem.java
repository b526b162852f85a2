package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;

/**
 * Solves {@code S x = b}, {@code S = diag(c) - transpose(p) diag(1 / r) p}, the system of Newton's method and of the
 * implicit gradient: conjugate gradients with the diagonal as preconditioner, and where they crawl (nearly separate
 * blocks), elimination of the graph Laplacian S without any subtraction. One thread; owns its buffers.
 */
final class LevelSystem {
    /** Columns that no other column competes with are left to the plain scalings. */
    private static final double SEPARATE = 1e-13;

    private final int n;
    private final int smaller;
    private final double[] diagonal;
    private final double[] residual;
    private final double[] preconditioned;
    private final double[] direction;
    private final double[] image;
    private double[][] weights = new double[0][];
    private double[] toSlack = new double[0];
    private double[] ofRows = new double[0];

    LevelSystem(int m, int n) {
        this.n = n;
        smaller = Math.min(m, n);
        diagonal = new double[n];
        residual = new double[n];
        preconditioned = new double[n];
        direction = new double[n];
        image = new double[n];
    }

    /**
     * Solves to a residual of {@code tolerance} times the right side in the 2-norm.
     *
     * @param columnMass scale of the diagonal
     * @param x the solution, 0 for separate columns. Modified.
     */
    void solve(LevelKernel kernel, double[] columnMass, double[] rightSide, double tolerance, double[] x) {
        kernel.curvature(diagonal);
        for (int j = 0; j < n; j++) {
            if (diagonal[j] < SEPARATE * columnMass[j]) {
                diagonal[j] = Double.POSITIVE_INFINITY;
            }
        }
        int limit = Math.max(10, 2 * smaller / 3);
        if (!conjugateGradients(kernel, rightSide, tolerance, limit, x)) {
            eliminate(kernel, rightSide, Double.POSITIVE_INFINITY, x);
        }
    }

    private boolean conjugateGradients(LevelKernel kernel, double[] b, double tolerance, int limit, double[] x) {
        Arrays.fill(x, 0, n, 0);
        double rz = 0;
        double norm = 0;
        for (int j = 0; j < n; j++) {
            residual[j] = diagonal[j] == Double.POSITIVE_INFINITY ? 0 : b[j];
            direction[j] = residual[j] / diagonal[j];
            rz += residual[j] * direction[j];
            norm += residual[j] * residual[j];
        }
        double target = tolerance * tolerance * norm;
        for (int step = 0; step < limit && norm > target && rz > 0; step++) {
            kernel.hessian(direction, image);
            double curvature = 0;
            for (int j = 0; j < n; j++) {
                image[j] = diagonal[j] == Double.POSITIVE_INFINITY ? 0 : image[j];
                curvature += image[j] * direction[j];
            }
            if (!(curvature > 0)) {
                return step > 0 && norm <= 1e-2 * target / (tolerance * tolerance);
            }
            double length = rz / curvature;
            norm = 0;
            double next = 0;
            for (int j = 0; j < n; j++) {
                x[j] = Math.fma(length, direction[j], x[j]);
                residual[j] = Math.fma(-length, image[j], residual[j]);
                preconditioned[j] = residual[j] / diagonal[j];
                norm += residual[j] * residual[j];
                next += residual[j] * preconditioned[j];
            }
            double ratio = next / rz;
            rz = next;
            for (int j = 0; j < n; j++) {
                direction[j] = Math.fma(ratio, direction[j], preconditioned[j]);
            }
        }
        return norm <= target || rz == 0;
    }

    /**
     * Solves directly. S is what remains of the Laplacian of the graph that joins rows and columns by the plan, once the
     * rows are eliminated. Where there are fewer rows than columns, the columns are eliminated instead:
     *
     * <pre>
     *   (diag(r) - p diag(1/c) p') y = p diag(1/c) b,   x = diag(1/c) (b + p' y)
     * </pre>
     *
     * <p>O(m n k + k^3), k the smaller of m and n.
     *
     * @param negligible a block with hardly any connection to the rest counts as separate when its right side sums to
     *     at most this
     * @param x a solution, which is determined up to a constant in each separate block. Modified.
     */
    void eliminate(LevelKernel kernel, double[] b, double negligible, double[] x) {
        if (weights.length != smaller) {
            weights = new double[smaller][smaller];
            toSlack = new double[smaller];
            ofRows = new double[smaller];
        }
        for (double[] row : weights) {
            Arrays.fill(row, 0);
        }
        if (smaller < n) {
            kernel.addRowWeights(weights, toSlack);
            kernel.toRows(b, residual);
            solveLaplacian(negligible, ofRows);
            kernel.toColumns(ofRows, b, x);
        } else {
            kernel.addColumnWeights(weights, toSlack);
            System.arraycopy(b, 0, residual, 0, n);
            solveLaplacian(negligible, x);
        }
    }

    /** Gaussian elimination in which each pivot is the sum of the remaining weights of its row. */
    private void solveLaplacian(double negligible, double[] x) {
        for (int j = 0; j < smaller; j++) {
            double[] row = weights[j];
            double pivot = toSlack[j];
            for (int k = j + 1; k < smaller; k++) {
                pivot += row[k];
            }
            boolean separate = pivot < SEPARATE * 1e-5 && Math.abs(residual[j]) <= negligible;
            diagonal[j] = separate ? 0 : pivot;
            if (diagonal[j] == 0) {
                continue;
            }
            for (int k = j + 1; k < smaller; k++) {
                double factor = row[k] / pivot;
                if (factor > 0) {
                    residual[k] = Math.fma(factor, residual[j], residual[k]);
                    toSlack[k] = Math.fma(factor, toSlack[j], toSlack[k]);
                    RowUpdates.addRow(weights[k], factor, row, k + 1, smaller);
                }
            }
        }
        for (int j = smaller - 1; j >= 0; j--) {
            if (diagonal[j] == 0) {
                x[j] = 0;
                continue;
            }
            double sum = residual[j];
            for (int k = j + 1; k < smaller; k++) {
                sum = Math.fma(weights[j][k], x[k], sum);
            }
            x[j] = sum / diagonal[j];
        }
    }
}
