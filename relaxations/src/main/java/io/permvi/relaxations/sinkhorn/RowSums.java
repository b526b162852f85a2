package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.RowUpdates;

/** Sums of rows and of elements, written so that the compiler vectorizes them or keeps four sums in flight. */
final class RowSums {
    private static final int LANES = 8;

    private RowSums() {}

    /** A length at which vectorized loops leave no remainder; rows padded with zeros to it are a third faster at 50. */
    static int padded(int length) {
        return (length + LANES - 1) / LANES * LANES;
    }

    /** {@code s[i] = rows[i] . v} over the first n elements, for the first {@code count} rows. */
    static void dots(double[][] rows, double[] v, int count, double[] s, int n) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            RowUpdates.fourDots(rows[i], rows[i + 1], rows[i + 2], rows[i + 3], 0, v, n, s, i);
        }
        for (; i < count; i++) {
            double sum = 0;
            for (int j = 0; j < n; j++) {
                sum = Math.fma(rows[i][j], v[j], sum);
            }
            s[i] = sum;
        }
    }

    /** The largest of {@code a[from .. from + n - 1]}; NaN if one is. */
    static double largest(double[] a, int from, int n) {
        double m0 = Double.NEGATIVE_INFINITY;
        double m1 = m0;
        double m2 = m0;
        double m3 = m0;
        int j = from;
        int end = from + n;
        for (; j + 4 <= end; j += 4) {
            m0 = Math.max(m0, a[j]);
            m1 = Math.max(m1, a[j + 1]);
            m2 = Math.max(m2, a[j + 2]);
            m3 = Math.max(m3, a[j + 3]);
        }
        for (; j < end; j++) {
            m0 = Math.max(m0, a[j]);
        }
        return Math.max(Math.max(m0, m1), Math.max(m2, m3));
    }

    /** The sum of the first n elements. */
    static double sum(double[] a, int n) {
        return sum(a, 0, n);
    }

    /** The sum of {@code a[from .. from + n - 1]}. */
    static double sum(double[] a, int from, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int j = from;
        int end = from + n;
        for (; j + 4 <= end; j += 4) {
            s0 += a[j];
            s1 += a[j + 1];
            s2 += a[j + 2];
            s3 += a[j + 3];
        }
        for (; j < end; j++) {
            s0 += a[j];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
