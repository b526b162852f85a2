package io.permvi.relaxations.linalg;

import java.util.Arrays;

/**
 * Products of a sparse matrix, stored by rows, with a dense one held as separate rows. Row i of the sparse matrix has
 * the values {@code values[starts[i]] .. values[starts[i + 1] - 1]} in columns {@code columns[...]}. Four rows of the
 * dense matrix are added at a time, in a loop that the compiler vectorizes.
 */
public final class SparseRows {
    private SparseRows() {}

    /**
     * c = a b, or c += a b.
     *
     * @param starts of the sparse a, m + 1 elements. Not modified.
     * @param columns of the sparse a. Not modified.
     * @param values of the sparse a. Not modified.
     * @param b k rows of at least {@code width} elements. Not modified.
     * @param width the number of columns of b and c
     * @param add whether the product is added to c
     * @param c m rows of at least {@code width} elements. Modified.
     */
    public static void multiply(
            int[] starts, int[] columns, double[] values, double[][] b, int width, boolean add, double[][] c) {
        for (int i = 0; i + 1 < starts.length; i++) {
            double[] sum = c[i];
            if (!add) {
                Arrays.fill(sum, 0, width, 0);
            }
            int e = starts[i];
            int end = starts[i + 1];
            for (; e + 4 <= end; e += 4) {
                addFourRows(
                        sum,
                        values[e],
                        b[columns[e]],
                        values[e + 1],
                        b[columns[e + 1]],
                        values[e + 2],
                        b[columns[e + 2]],
                        values[e + 3],
                        b[columns[e + 3]],
                        width);
            }
            for (; e < end; e++) {
                addRow(sum, values[e], b[columns[e]], width);
            }
        }
    }

    /**
     * The inner product of the first {@code length} elements, in eight partial sums whose order is fixed: enough to keep
     * the multiply-add units busy while each sum waits for its last addition.
     *
     * @param a Not modified.
     * @param b Not modified.
     */
    public static double dot(double[] a, double[] b, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int k = 0;
        for (; k + 8 <= length; k += 8) {
            s0 = Math.fma(a[k], b[k], s0);
            s1 = Math.fma(a[k + 1], b[k + 1], s1);
            s2 = Math.fma(a[k + 2], b[k + 2], s2);
            s3 = Math.fma(a[k + 3], b[k + 3], s3);
            s4 = Math.fma(a[k + 4], b[k + 4], s4);
            s5 = Math.fma(a[k + 5], b[k + 5], s5);
            s6 = Math.fma(a[k + 6], b[k + 6], s6);
            s7 = Math.fma(a[k + 7], b[k + 7], s7);
        }
        for (; k < length; k++) {
            s0 = Math.fma(a[k], b[k], s0);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    static void addFourRows(
            double[] sum,
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            int width) {
        for (int j = 0; j < width; j++) {
            sum[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], Math.fma(a3, b3[j], sum[j]))));
        }
    }

    static void addRow(double[] sum, double a, double[] b, int width) {
        for (int j = 0; j < width; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }
}
