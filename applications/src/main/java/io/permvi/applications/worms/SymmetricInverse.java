package io.permvi.applications.worms;

import java.util.Arrays;

/** Inverse and determinant of small positive definite matrices in rows, by Cholesky, without allocation. */
final class SymmetricInverse {
    private SymmetricInverse() {}

    /**
     * Inverts the leading k by k block.
     *
     * @param matrix positive definite. Not modified.
     * @param inverse Modified.
     * @return the log determinant of the matrix
     * @throws ArithmeticException when the matrix is not positive definite
     */
    static double invert(double[][] matrix, double[][] inverse, int k) {
        double logDeterminant = factor(matrix, inverse, k);
        invertFactor(inverse, k);
        multiplyFactors(inverse, k);
        return logDeterminant;
    }

    /** The lower Cholesky factor of the leading block; the log determinant of the matrix. */
    static double factor(double[][] matrix, double[][] lower, int k) {
        double logDeterminant = 0;
        for (int i = 0; i < k; i++) {
            double[] rowI = lower[i];
            for (int j = 0; j < i; j++) {
                double[] rowJ = lower[j];
                double sum = matrix[i][j];
                for (int l = 0; l < j; l++) {
                    sum -= rowI[l] * rowJ[l];
                }
                rowI[j] = sum / rowJ[j];
            }
            double pivot = matrix[i][i];
            for (int l = 0; l < i; l++) {
                pivot -= rowI[l] * rowI[l];
            }
            if (!(pivot > 0)) {
                throw new ArithmeticException("matrix is not positive definite: pivot " + i + " is " + pivot);
            }
            rowI[i] = Math.sqrt(pivot);
            logDeterminant += Math.log(pivot);
        }
        return logDeterminant;
    }

    /** b' m^-1 b from the lower factor of m: the squared length of the forward solution. */
    static double quadratic(double[][] lower, double[] b, double[] solution, int k) {
        double total = 0;
        for (int i = 0; i < k; i++) {
            double[] row = lower[i];
            double sum = b[i];
            for (int l = 0; l < i; l++) {
                sum -= row[l] * solution[l];
            }
            solution[i] = sum / row[i];
            total += solution[i] * solution[i];
        }
        return total;
    }

    /** Replaces the lower factor by its inverse, row by row. */
    private static void invertFactor(double[][] lower, int k) {
        for (int i = 0; i < k; i++) {
            double[] row = lower[i];
            double pivot = 1 / row[i];
            for (int j = 0; j < i; j++) {
                double sum = 0;
                for (int l = j; l < i; l++) {
                    sum += row[l] * lower[l][j];
                }
                row[j] = -sum * pivot;
            }
            row[i] = pivot;
            Arrays.fill(row, i + 1, k, 0);
        }
    }

    /** Replaces the inverse factor f by f' f. */
    private static void multiplyFactors(double[][] f, int k) {
        for (int i = 0; i < k; i++) {
            for (int j = i; j < k; j++) {
                double sum = 0;
                for (int l = j; l < k; l++) {
                    sum += f[l][i] * f[l][j];
                }
                // entries (l, i) and (l, j) with l > j are still of f, and (j, i), (j, j) are read here for the last
                // time
                f[i][j] = sum;
            }
        }
        for (int i = 0; i < k; i++) {
            for (int j = 0; j < i; j++) {
                f[i][j] = f[j][i];
            }
        }
    }
}
