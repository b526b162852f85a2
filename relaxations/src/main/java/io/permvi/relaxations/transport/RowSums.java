package io.permvi.relaxations.transport;

import java.util.Arrays;

/** Sums of rows and of elements, written so that the compiler vectorizes them or keeps four sums in flight. */
final class RowSums {
    private RowSums() {}

    /** {@code sum = weights[0] rows[0] + ... + weights[count - 1] rows[count - 1]}, over the first n elements. */
    static void addRows(double[][] rows, double[] weights, int count, double[] sum, int n) {
        Arrays.fill(sum, 0, n, 0);
        int p = 0;
        for (; p + 4 <= count; p += 4) {
            addFour(
                    sum,
                    weights[p],
                    rows[p],
                    weights[p + 1],
                    rows[p + 1],
                    weights[p + 2],
                    rows[p + 2],
                    weights[p + 3],
                    rows[p + 3],
                    n);
        }
        for (; p < count; p++) {
            addOne(sum, weights[p], rows[p], n);
        }
    }

    private static void addFour(
            double[] sum,
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            int n) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], Math.fma(a3, b3[j], sum[j]))));
        }
    }

    private static void addOne(double[] sum, double a, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            sum[j] = Math.fma(a, b[j], sum[j]);
        }
    }

    /** The sum of the first n elements. */
    static double sum(double[] a, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = 0;
        for (; j + 4 <= n; j += 4) {
            s0 += a[j];
            s1 += a[j + 1];
            s2 += a[j + 2];
            s3 += a[j + 3];
        }
        for (; j < n; j++) {
            s0 += a[j];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
