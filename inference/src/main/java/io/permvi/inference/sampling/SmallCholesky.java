package io.permvi.inference.sampling;

/** Symmetric positive definite systems in plain arrays, row by row, without allocation. */
final class SmallCholesky {
    private SmallCholesky() {}

    /**
     * Factors A = L L' in place, in the lower triangle.
     *
     * @param a n by n by rows. Modified.
     * @return log det A, or NaN where A is not positive definite
     */
    static double factor(double[] a, int n) {
        double logDeterminant = 0;
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                double sum = a[i * n + j];
                for (int k = 0; k < j; k++) {
                    sum -= a[i * n + k] * a[j * n + k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        return Double.NaN;
                    }
                    logDeterminant += Math.log(sum);
                    a[j * n + j] = Math.sqrt(sum);
                } else {
                    a[i * n + j] = sum / a[j * n + j];
                }
            }
        }
        return logDeterminant;
    }

    /** Solves L y = b in place. */
    static void solveLower(double[] factor, int n, double[] b) {
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = 0; k < i; k++) {
                sum -= factor[i * n + k] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
    }

    /** Solves L' y = b in place. */
    static void solveUpper(double[] factor, int n, double[] b) {
        for (int i = n - 1; i >= 0; i--) {
            double sum = b[i];
            for (int k = i + 1; k < n; k++) {
                sum -= factor[k * n + i] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
    }

    /**
     * The inverse of A from its factor.
     *
     * @param column of length n. Modified.
     * @param inverse n by n by rows. Modified.
     */
    static void inverse(double[] factor, int n, double[] column, double[] inverse) {
        for (int j = 0; j < n; j++) {
            for (int i = 0; i < n; i++) {
                column[i] = i == j ? 1 : 0;
            }
            solveLower(factor, n, column);
            solveUpper(factor, n, column);
            for (int i = 0; i < n; i++) {
                inverse[i * n + j] = column[i];
            }
        }
    }
}
