package io.permvi.inference.sampling;

/**
 * Symmetric positive definite systems in plain arrays, row by row, without allocation. A matrix may have an envelope: row
 * i is zero before column {@code first[i]}, and so is its factor.
 */
final class SmallCholesky {
    private SmallCholesky() {}

    /**
     * Factors A = L L' in place, in the lower triangle.
     *
     * @param a n by n by rows. Modified.
     * @param first the envelope. Not modified.
     * @return log det A, or NaN where A is not positive definite
     */
    static double factor(double[] a, int n, int[] first) {
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            for (int j = first[i]; j <= i; j++) {
                double sum = a[i * n + j];
                for (int k = Math.max(first[i], first[j]); k < j; k++) {
                    sum -= a[i * n + k] * a[j * n + k];
                }
                if (i == j) {
                    if (!(sum > 0)) {
                        return Double.NaN;
                    }
                    logDeterminant += Math.log(sum);
                    a[i * n + i] = Math.sqrt(sum);
                } else {
                    a[i * n + j] = sum / a[j * n + j];
                }
            }
        }
        return logDeterminant;
    }

    /** Solves L y = b in place. */
    static void solveLower(double[] factor, int n, int[] first, double[] b) {
        for (int i = 0; i < n; i++) {
            double sum = b[i];
            for (int k = first[i]; k < i; k++) {
                sum -= factor[i * n + k] * b[k];
            }
            b[i] = sum / factor[i * n + i];
        }
    }

    /** Solves L' y = b in place. */
    static void solveUpper(double[] factor, int n, int[] first, double[] b) {
        for (int i = n - 1; i >= 0; i--) {
            b[i] /= factor[i * n + i];
            for (int k = first[i]; k < i; k++) {
                b[k] -= factor[i * n + k] * b[i];
            }
        }
    }

    /**
     * The inverse of A from its factor, block by block.
     *
     * @param blocks for each row the first of its block
     * @param column of length n. Modified.
     * @param inverse n by n by rows; zero outside the blocks is left so. Modified.
     */
    static void inverse(double[] factor, int n, int[] first, int[] blocks, double[] column, double[] inverse) {
        for (int from = 0; from < n; ) {
            int to = from;
            while (to < n && blocks[to] == from) {
                to++;
            }
            for (int j = from; j < to; j++) {
                inverseColumn(factor, n, first, from, to, j, column);
                for (int i = from; i < to; i++) {
                    inverse[i * n + j] = column[i];
                }
            }
            from = to;
        }
    }

    private static void inverseColumn(double[] factor, int n, int[] first, int from, int to, int j, double[] column) {
        for (int i = from; i < to; i++) {
            double sum = i == j ? 1 : 0;
            for (int k = Math.max(j, first[i]); k < i; k++) {
                sum -= factor[i * n + k] * column[k];
            }
            column[i] = i < j ? 0 : sum / factor[i * n + i];
        }
        for (int i = to - 1; i >= from; i--) {
            column[i] /= factor[i * n + i];
            for (int k = first[i]; k < i; k++) {
                column[k] -= factor[i * n + k] * column[i];
            }
        }
    }
}
