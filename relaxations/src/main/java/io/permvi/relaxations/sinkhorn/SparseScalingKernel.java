package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.linalg.internal.SparseRows;
import java.util.Arrays;

/** A kernel on allowed entries, packed row by row; every operation costs O(allowed entries). */
final class SparseScalingKernel implements ScalingKernel {
    private final int problemRows;
    private final int m;
    private final int n;
    private final int[] starts;
    private final int[] columns;
    private final double[] k;
    private final SparseRows products;
    private final double[] sums;
    private final double[][] left;
    private final double[][] right;

    /** On allowed entries and, where there are more rows than those, a slack row of all columns. */
    SparseScalingKernel(SparsityPattern allowed, int rows) {
        problemRows = allowed.rows();
        m = rows;
        n = allowed.columns();
        SparsityPattern pattern = m == problemRows
                ? allowed
                : SparsityPattern.where(m, n, (i, j) -> i == problemRows || allowed.allows(i, j));
        starts = pattern.copyOfRowStarts();
        columns = pattern.copyOfColumns();
        k = new double[columns.length];
        products = new SparseRows(starts, columns);
        sums = new double[k.length];
        left = new double[m][0];
        right = new double[n][0];
    }

    @Override
    public void rowShifts(double[] score, int at, double[] f) {
        Arrays.fill(f, problemRows, m, 0);
        for (int i = 0; i < problemRows; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                largest = Math.max(largest, score[at + i * n + columns[e]]);
            }
            f[i] = -largest;
        }
    }

    @Override
    public void columnShifts(double[] score, int at, double[] f, double[] g) {
        Arrays.fill(g, 0, n, m > problemRows ? -f[problemRows] : Double.POSITIVE_INFINITY);
        for (int i = 0; i < problemRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                g[j] = Math.min(g[j], -(score[at + i * n + j] + f[i]));
            }
        }
    }

    @Override
    public void build(double[] score, int at, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < problemRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                k[e] = (score[at + i * n + j] + f[i] + g[j]) * scale;
            }
        }
        for (int e = starts[problemRows]; e < k.length; e++) {
            k[e] = (f[problemRows] + g[columns[e]]) * scale;
        }
        FastExp.exp(k, k.length);
        products.set(k);
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        products.timesColumn(v, s);
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        products.timesRow(u, t, n);
    }

    @Override
    public void plan(double[] u, double[] v, double[] x, int at, double[] rowSums) {
        Arrays.fill(x, at, at + problemRows * n, 0);
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double p = k[e] * (u[i] * v[columns[e]]);
                sum += p;
                if (i < problemRows) {
                    x[at + i * n + columns[e]] = p;
                }
            }
            rowSums[i] = sum;
        }
    }

    @Override
    public void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        Arrays.fill(rowSums, problemRows, m, 0);
        for (int i = 0; i < problemRows; i++) {
            double sum = 0;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                double p = k[e] * (u[i] * v[j]) * w[at + i * n + j];
                sum += p;
                columnSums[j] += p;
            }
            rowSums[i] = sum;
        }
    }

    @Override
    public void gradient(double[] u, double[] v, double[] w, int at, OuterProducts sum, double scale, double[] out) {
        sumAtEntries(sum);
        Arrays.fill(out, at, at + problemRows * n, 0);
        for (int i = 0; i < problemRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int to = at + i * n + columns[e];
                out[to] = scale * k[e] * (w[to] * u[i] * v[columns[e]] - sums[e]);
            }
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        sumAtEntries(sum);
        for (int i = 0; i < problemRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                out[at + i * n + columns[e]] -= scale * k[e] * sums[e];
            }
        }
    }

    private void sumAtEntries(OuterProducts sum) {
        int rank = sum.rank();
        transpose(sum.left(), m, rank, left);
        transpose(sum.right(), n, rank, right);
        for (int i = 0; i < problemRows; i++) {
            int e = starts[i];
            for (; e + 4 <= starts[i + 1]; e += 4) {
                RowUpdates.fourDots(
                        right[columns[e]],
                        right[columns[e + 1]],
                        right[columns[e + 2]],
                        right[columns[e + 3]],
                        0,
                        left[i],
                        rank,
                        sums,
                        e);
            }
            for (; e < starts[i + 1]; e++) {
                sums[e] = RowUpdates.dot(right[columns[e]], 0, left[i], rank);
            }
        }
    }

    private static void transpose(double[] from, int columns, int rows, double[][] to) {
        if (to[0].length < rows) {
            Arrays.setAll(to, i -> new double[rows]);
        }
        for (int c = 0; c < columns; c++) {
            double[] column = to[c];
            for (int r = 0; r < rows; r++) {
                column[r] = from[r * columns + c];
            }
        }
    }
}
