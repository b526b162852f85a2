package io.permvi.relaxations.linalg.internal;

/**
 * Multiples of rows added to rows: the loops that all plain-Java products share. Every array is a row of its own indexed
 * by the bare loop variable, and no loop is larger than the compiler still vectorizes: one row that takes four, or three
 * that take three, which needs fewer loads and stores for each multiplication and runs twice as fast.
 */
public final class RowUpdates {
    private RowUpdates() {}

    /**
     * {@code sum += a b} from element {@code from} to {@code to - 1}.
     *
     * @param sum Modified.
     * @param b Not modified.
     */
    public static void addRow(double[] sum, double a, double[] b, int from, int to) {
        for (int j = from; j < to; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    /**
     * {@code sum += a0 b0 + a1 b1 + a2 b2 + a3 b3} from element {@code from} to {@code to - 1}; the rows b are not
     * modified.
     *
     * @param sum Modified.
     */
    public static void addFourRows(
            double[] sum,
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            int from,
            int to) {
        for (int j = from; j < to; j++) {
            sum[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], Math.fma(a3, b3[j], sum[j]))));
        }
    }

    /**
     * Adds three rows to three: {@code sum_r += a_r b0 + a_(3+r) b1 + a_(6+r) b2} for r = 0, 1, 2, from element {@code
     * from} to {@code to - 1}; the rows b are not modified.
     *
     * <p>Larger than what the compiler puts into its callers (325 bytes of code), and it has to be: alone, the loop is
     * vectorized by Java 17 and 25 for vectors of 256 bits and of 512; inside some callers it is not and takes three times
     * as long.
     *
     * @param sum0 Modified.
     * @param sum1 Modified.
     * @param sum2 Modified.
     * @param a holds the nine factors from index {@code at}. Not modified.
     * @throws IndexOutOfBoundsException when a row or the factors are too short
     */
    public static void addThreeRowsToThree(
            double[] sum0,
            double[] sum1,
            double[] sum2,
            double[] a,
            int at,
            double[] b0,
            double[] b1,
            double[] b2,
            int from,
            int to) {
        if (from < 0
                || to > sum0.length
                || to > sum1.length
                || to > sum2.length
                || to > b0.length
                || to > b1.length
                || to > b2.length) {
            throw new IndexOutOfBoundsException("elements " + from + " to " + to + " of rows of " + sum0.length + ", "
                    + sum1.length + ", " + sum2.length + " and " + b0.length + ", " + b1.length + ", " + b2.length);
        }
        if (at < 0 || at + 9 > a.length) {
            throw new IndexOutOfBoundsException(
                    "nine factors from " + at + " of " + a.length + " for elements " + from + " to " + to);
        }
        double a0 = a[at];
        double a1 = a[at + 1];
        double a2 = a[at + 2];
        double a3 = a[at + 3];
        double a4 = a[at + 4];
        double a5 = a[at + 5];
        double a6 = a[at + 6];
        double a7 = a[at + 7];
        double a8 = a[at + 8];
        for (int j = from; j < to; j++) {
            double x = b0[j];
            double y = b1[j];
            double z = b2[j];
            double s0 = Math.fma(a0, x, sum0[j]);
            s0 = Math.fma(a3, y, s0);
            s0 = Math.fma(a6, z, s0);
            double s1 = Math.fma(a1, x, sum1[j]);
            s1 = Math.fma(a4, y, s1);
            s1 = Math.fma(a7, z, s1);
            double s2 = Math.fma(a2, x, sum2[j]);
            s2 = Math.fma(a5, y, s2);
            s2 = Math.fma(a8, z, s2);
            sum0[j] = s0;
            sum1[j] = s1;
            sum2[j] = s2;
        }
    }

    /**
     * {@code to[j][i] = from[i][j]}, eight rows at a time, so that each column is written by whole lines of the cache.
     *
     * @param from m rows of n elements at least. Not modified.
     * @param to n rows of m elements at least. Modified.
     */
    public static void transpose(double[][] from, int m, int n, double[][] to) {
        int i = 0;
        for (; i + 8 <= m; i += 8) {
            transposeEight(from, i, n, to);
        }
        for (; i < m; i++) {
            double[] row = from[i];
            for (int j = 0; j < n; j++) {
                to[j][i] = row[j];
            }
        }
    }

    private static void transposeEight(double[][] from, int i, int n, double[][] to) {
        double[] r0 = from[i];
        double[] r1 = from[i + 1];
        double[] r2 = from[i + 2];
        double[] r3 = from[i + 3];
        double[] r4 = from[i + 4];
        double[] r5 = from[i + 5];
        double[] r6 = from[i + 6];
        double[] r7 = from[i + 7];
        for (int j = 0; j < n; j++) {
            double[] column = to[j];
            column[i] = r0[j];
            column[i + 1] = r1[j];
            column[i + 2] = r2[j];
            column[i + 3] = r3[j];
            column[i + 4] = r4[j];
            column[i + 5] = r5[j];
            column[i + 6] = r6[j];
            column[i + 7] = r7[j];
        }
    }

    /**
     * The inner products of four rows, from their index {@code from}, with one vector from its start: eight sums in flight,
     * since the order of a sum of doubles is fixed and the compiler does not split it. Rows and vector are not modified.
     *
     * @param length the number of elements
     * @param s receives the four products from index {@code at}. Modified.
     */
    public static void fourDots(
            double[] b0, double[] b1, double[] b2, double[] b3, int from, double[] v, int length, double[] s, int at) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double t0 = 0;
        double t1 = 0;
        double t2 = 0;
        double t3 = 0;
        int half = length / 2;
        for (int j = 0; j < half; j++) {
            double v0 = v[j];
            double v1 = v[half + j];
            s0 = Math.fma(b0[from + j], v0, s0);
            t0 = Math.fma(b0[from + half + j], v1, t0);
            s1 = Math.fma(b1[from + j], v0, s1);
            t1 = Math.fma(b1[from + half + j], v1, t1);
            s2 = Math.fma(b2[from + j], v0, s2);
            t2 = Math.fma(b2[from + half + j], v1, t2);
            s3 = Math.fma(b3[from + j], v0, s3);
            t3 = Math.fma(b3[from + half + j], v1, t3);
        }
        for (int j = 2 * half; j < length; j++) {
            s0 = Math.fma(b0[from + j], v[j], s0);
            s1 = Math.fma(b1[from + j], v[j], s1);
            s2 = Math.fma(b2[from + j], v[j], s2);
            s3 = Math.fma(b3[from + j], v[j], s3);
        }
        s[at] = s0 + t0;
        s[at + 1] = s1 + t1;
        s[at + 2] = s2 + t2;
        s[at + 3] = s3 + t3;
    }

    /**
     * The inner product of a from index {@code from} with b from its start, in eight partial sums whose order is fixed:
     * enough to keep the multiply-add units busy while each sum waits for its last addition.
     *
     * @param a Not modified.
     * @param b Not modified.
     */
    public static double dot(double[] a, int from, double[] b, int length) {
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
            s0 = Math.fma(a[from + k], b[k], s0);
            s1 = Math.fma(a[from + k + 1], b[k + 1], s1);
            s2 = Math.fma(a[from + k + 2], b[k + 2], s2);
            s3 = Math.fma(a[from + k + 3], b[k + 3], s3);
            s4 = Math.fma(a[from + k + 4], b[k + 4], s4);
            s5 = Math.fma(a[from + k + 5], b[k + 5], s5);
            s6 = Math.fma(a[from + k + 6], b[k + 6], s6);
            s7 = Math.fma(a[from + k + 7], b[k + 7], s7);
        }
        for (; k < length; k++) {
            s0 = Math.fma(a[from + k], b[k], s0);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
