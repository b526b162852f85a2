package io.permvi.relaxations.linalg.internal;

import java.util.Arrays;

/**
 * A sparse m by k matrix whose pattern stays and whose values change, for products with vectors and with dense matrices
 * held as separate rows. Rows that share most of their columns are multiplied three at a time, with zeros where one of
 * them lacks a column; they are found by what they have in common, wherever they stand. Cost O(entries) for each column
 * of the dense matrix, in half the time where rows can be bundled.
 *
 * <p>For one thread, since it owns the values.
 */
public final class SparseRows {
    private final RowBundles.Bundle[] bundles;
    private final double[] values;
    private final int[] places;

    /**
     * All values zero.
     *
     * @param starts where each row's columns start, m + 1 elements. Not modified.
     * @param columns row by row, ascending in each row. Not modified.
     */
    public SparseRows(int[] starts, int[] columns) {
        bundles = RowBundles.of(starts, columns).toArray(new RowBundles.Bundle[0]);
        places = new int[columns.length];
        int count = 0;
        for (RowBundles.Bundle bundle : bundles) {
            int size = bundle.rows().length;
            for (int r = 0; r < size; r++) {
                int row = bundle.rows()[r];
                int at = 0;
                for (int e = starts[row]; e < starts[row + 1]; e++) {
                    while (bundle.columns()[at] != columns[e]) {
                        at++;
                    }
                    places[e] = bundle.firstValue() + at * size + r;
                }
            }
            count += size * bundle.columns().length;
        }
        values = new double[count];
    }

    /**
     * Sets the values.
     *
     * @param packed in the order of the pattern. Not modified.
     */
    public void set(double[] packed) {
        for (int e = 0; e < places.length; e++) {
            values[places[e]] = packed[e];
        }
    }

    /** Sets the values, each to the one of {@code packed} that {@code order} names. */
    public void set(double[] packed, int[] order) {
        for (int e = 0; e < places.length; e++) {
            values[places[e]] = packed[order[e]];
        }
    }

    /**
     * c = a b within a range of each row; others of its elements may be overwritten too, since rows that are multiplied
     * together share the union of their ranges.
     *
     * @param b k rows of finite elements. Not modified.
     * @param from the first element of each row. Not modified.
     * @param to one more than the last element of each row; fastest when a multiple of eight. Not modified.
     * @param c m rows. Modified.
     */
    public void multiply(double[][] b, int[] from, int[] to, double[][] c) {
        for (RowBundles.Bundle bundle : bundles) {
            int first = first(bundle, from);
            int last = last(bundle, to);
            for (int row : bundle.rows()) {
                Arrays.fill(c[row], Math.min(first, last), last, 0);
            }
            add(bundle, b, first, last, c);
        }
    }

    /** {@link #multiply} with the product added to c. */
    public void add(double[][] b, int[] from, int[] to, double[][] c) {
        for (RowBundles.Bundle bundle : bundles) {
            add(bundle, b, first(bundle, from), last(bundle, to), c);
        }
    }

    private static int first(RowBundles.Bundle bundle, int[] from) {
        int first = Integer.MAX_VALUE;
        for (int row : bundle.rows()) {
            first = Math.min(first, from[row]);
        }
        return first;
    }

    private static int last(RowBundles.Bundle bundle, int[] to) {
        int last = 0;
        for (int row : bundle.rows()) {
            last = Math.max(last, to[row]);
        }
        return last;
    }

    private void add(RowBundles.Bundle bundle, double[][] b, int from, int to, double[][] c) {
        if (bundle.rows().length == 1) {
            addRow(bundle, b, from, to, c[bundle.rows()[0]]);
        } else {
            addThreeRows(bundle, b, from, to, c);
        }
    }

    /**
     * s = a v.
     *
     * @param v k elements. Not modified.
     * @param s m elements. Modified.
     */
    public void timesColumn(double[] v, double[] s) {
        for (RowBundles.Bundle bundle : bundles) {
            if (bundle.rows().length == 1) {
                s[bundle.rows()[0]] = dot(bundle, v);
            } else {
                threeDots(bundle, v, s);
            }
        }
    }

    private double dot(RowBundles.Bundle bundle, double[] v) {
        int[] columns = bundle.columns();
        int at = bundle.firstValue();
        double s0 = 0;
        double s1 = 0;
        int e = 0;
        for (; e + 2 <= columns.length; e += 2) {
            s0 = Math.fma(values[at + e], v[columns[e]], s0);
            s1 = Math.fma(values[at + e + 1], v[columns[e + 1]], s1);
        }
        if (e < columns.length) {
            s0 = Math.fma(values[at + e], v[columns[e]], s0);
        }
        return s0 + s1;
    }

    /** Nine sums that do not wait for each other. */
    private void threeDots(RowBundles.Bundle bundle, double[] v, double[] s) {
        int[] columns = bundle.columns();
        int at = bundle.firstValue();
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double t0 = 0;
        double t1 = 0;
        double t2 = 0;
        double u0 = 0;
        double u1 = 0;
        double u2 = 0;
        for (int e = 0; e < columns.length; e += 3) {
            double x = v[columns[e]];
            double y = v[columns[e + 1]];
            double z = v[columns[e + 2]];
            s0 = Math.fma(values[at], x, s0);
            s1 = Math.fma(values[at + 1], x, s1);
            s2 = Math.fma(values[at + 2], x, s2);
            t0 = Math.fma(values[at + 3], y, t0);
            t1 = Math.fma(values[at + 4], y, t1);
            t2 = Math.fma(values[at + 5], y, t2);
            u0 = Math.fma(values[at + 6], z, u0);
            u1 = Math.fma(values[at + 7], z, u1);
            u2 = Math.fma(values[at + 8], z, u2);
            at += 9;
        }
        s[bundle.rows()[0]] = s0 + t0 + u0;
        s[bundle.rows()[1]] = s1 + t1 + u1;
        s[bundle.rows()[2]] = s2 + t2 + u2;
    }

    /**
     * t = a' u.
     *
     * @param u m elements. Not modified.
     * @param t its first k elements. Modified.
     * @param k the number of columns
     */
    public void timesRow(double[] u, double[] t, int k) {
        Arrays.fill(t, 0, k, 0);
        for (RowBundles.Bundle bundle : bundles) {
            int[] columns = bundle.columns();
            int[] rows = bundle.rows();
            int at = bundle.firstValue();
            double u0 = u[rows[0]];
            if (rows.length == 1) {
                for (int e = 0; e < columns.length; e++) {
                    t[columns[e]] = Math.fma(values[at + e], u0, t[columns[e]]);
                }
            } else {
                addThree(columns, at, u0, u[rows[1]], u[rows[2]], t);
            }
        }
    }

    private void addThree(int[] columns, int first, double u0, double u1, double u2, double[] t) {
        int at = first;
        for (int column : columns) {
            t[column] += Math.fma(values[at], u0, Math.fma(values[at + 1], u1, values[at + 2] * u2));
            at += 3;
        }
    }

    private void addThreeRows(RowBundles.Bundle bundle, double[][] b, int from, int to, double[][] c) {
        int[] columns = bundle.columns();
        double[] c0 = c[bundle.rows()[0]];
        double[] c1 = c[bundle.rows()[1]];
        double[] c2 = c[bundle.rows()[2]];
        int at = bundle.firstValue();
        for (int e = 0; e < columns.length; e += 3) {
            RowUpdates.addThreeRowsToThree(
                    c0, c1, c2, values, at, b[columns[e]], b[columns[e + 1]], b[columns[e + 2]], from, to);
            at += 9;
        }
    }

    private void addRow(RowBundles.Bundle bundle, double[][] b, int from, int to, double[] sum) {
        int[] columns = bundle.columns();
        int at = bundle.firstValue();
        int e = 0;
        for (; e + 4 <= columns.length; e += 4) {
            RowUpdates.addFourRows(
                    sum,
                    values[at + e],
                    b[columns[e]],
                    values[at + e + 1],
                    b[columns[e + 1]],
                    values[at + e + 2],
                    b[columns[e + 2]],
                    values[at + e + 3],
                    b[columns[e + 3]],
                    from,
                    to);
        }
        for (; e < columns.length; e++) {
            RowUpdates.addRow(sum, values[at + e], b[columns[e]], from, to);
        }
    }
}
