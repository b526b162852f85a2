package io.permvi.relaxations.transport;

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
    private final double[] diagonal;
    private final double[] residual;
    private final double[] preconditioned;
    private final double[] direction;
    private final double[] image;
    private double[][] weights = new double[0][];
    private final double[] toSlack;
    private int conjugateSteps;
    private int eliminations;

    LevelSystem(int n) {
        this.n = n;
        diagonal = new double[n];
        residual = new double[n];
        preconditioned = new double[n];
        direction = new double[n];
        image = new double[n];
        toSlack = new double[n];
    }

    void resetCounts() {
        conjugateSteps = 0;
        eliminations = 0;
    }

    int conjugateSteps() {
        return conjugateSteps;
    }

    int eliminations() {
        return eliminations;
    }

    /**
     * Solves to a residual of {@code tolerance} times the right side in the 2-norm.
     *
     * @param columnSlack what each column's dustbin holds
     * @param columnMass scale of the diagonal
     * @param x the solution, 0 for separate columns. Modified.
     */
    void solve(
            LevelKernel kernel,
            double[] columnSlack,
            double[] columnMass,
            double[] rightSide,
            double tolerance,
            double[] x) {
        kernel.curvature(diagonal);
        for (int j = 0; j < n; j++) {
            double d = diagonal[j] + columnSlack[j];
            diagonal[j] = d < SEPARATE * columnMass[j] ? Double.POSITIVE_INFINITY : d;
        }
        int limit = Math.max(10, 2 * n / 3);
        if (!conjugateGradients(kernel, columnSlack, rightSide, tolerance, limit, x)) {
            eliminate(kernel, columnSlack, rightSide, Double.POSITIVE_INFINITY, x);
        }
    }

    private boolean conjugateGradients(
            LevelKernel kernel, double[] columnSlack, double[] b, double tolerance, int limit, double[] x) {
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
            conjugateSteps++;
            kernel.hessian(direction, image);
            double curvature = 0;
            for (int j = 0; j < n; j++) {
                image[j] = diagonal[j] == Double.POSITIVE_INFINITY ? 0 : image[j] + columnSlack[j] * direction[j];
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
     * Solves directly, by Gaussian elimination in which each pivot is the sum of the remaining weights of its row.
     *
     * @param columnSlack what each column's dustbin holds
     * @param negligible a block with hardly any connection to the rest counts as separate when its right side sums to
     *     at most this
     * @param x the solution, 0 for the last column of each separate block. Modified.
     */
    void eliminate(LevelKernel kernel, double[] columnSlack, double[] b, double negligible, double[] x) {
        eliminations++;
        if (weights.length != n) {
            weights = new double[n][n];
        }
        for (double[] row : weights) {
            Arrays.fill(row, 0);
        }
        System.arraycopy(columnSlack, 0, toSlack, 0, n);
        kernel.addWeights(weights, toSlack);
        System.arraycopy(b, 0, residual, 0, n);
        for (int j = 0; j < n; j++) {
            double[] row = weights[j];
            double pivot = toSlack[j];
            for (int k = j + 1; k < n; k++) {
                pivot += row[k];
            }
            boolean separate = pivot < SEPARATE * 1e-5 && Math.abs(residual[j]) <= negligible;
            diagonal[j] = separate ? 0 : pivot;
            if (diagonal[j] == 0) {
                continue;
            }
            for (int k = j + 1; k < n; k++) {
                double factor = row[k] / pivot;
                if (factor > 0) {
                    residual[k] = Math.fma(factor, residual[j], residual[k]);
                    toSlack[k] = Math.fma(factor, toSlack[j], toSlack[k]);
                    addScaled(weights[k], factor, row, k + 1, n);
                }
            }
        }
        for (int j = n - 1; j >= 0; j--) {
            if (diagonal[j] == 0) {
                x[j] = 0;
                continue;
            }
            double sum = residual[j];
            for (int k = j + 1; k < n; k++) {
                sum = Math.fma(weights[j][k], x[k], sum);
            }
            x[j] = sum / diagonal[j];
        }
    }

    private static void addScaled(double[] to, double factor, double[] from, int start, int n) {
        for (int k = start; k < n; k++) {
            to[k] = Math.fma(factor, from[k], to[k]);
        }
    }
}
