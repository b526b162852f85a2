package io.permvi.models.fields;

import java.util.Arrays;

/** Matrices of order 2 or 3 kept in flat arrays, row by row: the kernels that run once a pair of point and place. */
public final class SmallMatrices {
    private SmallMatrices() {}

    /**
     * The lower triangular W with {@code W^T W = covariance^-1}, so that |W r|^2 is a squared Mahalanobis distance.
     *
     * @param covariance n * n numbers, symmetric positive definite. Not modified.
     * @throws ArithmeticException when it is not positive definite
     */
    public static double[] inverseRoot(double[] covariance, int n) {
        double[] w = new double[n * n];
        inverseRoot(covariance, n, w, new double[n * n]);
        return w;
    }

    /**
     * The same into a buffer.
     *
     * @param w n * n numbers. Modified.
     * @param cholesky n * n numbers: the lower triangular root of the covariance. Modified.
     */
    public static void inverseRoot(double[] covariance, int n, double[] w, double[] cholesky) {
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = covariance[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= cholesky[i * n + k] * cholesky[j * n + k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        throw new ArithmeticException("a covariance of order " + n + " is not positive definite");
                    }
                    cholesky[i * n + i] = Math.sqrt(sum);
                } else {
                    cholesky[i * n + j] = sum / cholesky[j * n + j];
                }
            }
        }
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                if (i < j) {
                    w[i * n + j] = 0;
                    continue;
                }
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++) {
                    sum -= cholesky[i * n + k] * w[k * n + j];
                }
                w[i * n + j] = sum / cholesky[i * n + i];
            }
        }
    }

    /** The log determinant of W, the product of its diagonal. */
    public static double logDeterminant(double[] w, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += Math.log(w[i * n + i]);
        }
        return sum;
    }

    /** |W r|^2 for a lower triangular W. */
    public static double squareNorm(double[] w, double[] r) {
        int n = r.length;
        double square = 0;
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += w[i * n + j] * r[j];
            }
            square += sum * sum;
        }
        return square;
    }

    /**
     * W^T W r for a lower triangular W: the residual times the precision.
     *
     * @param out as many numbers as r, not the same array. Modified.
     */
    public static void precisionProduct(double[] w, double[] r, double[] out) {
        int n = r.length;
        Arrays.fill(out, 0);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j <= i; j++) {
                sum += w[i * n + j] * r[j];
            }
            for (int j = 0; j <= i; j++) {
                out[j] += w[i * n + j] * sum;
            }
        }
    }
}
