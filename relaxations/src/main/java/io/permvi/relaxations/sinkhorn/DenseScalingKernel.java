package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;

/** A kernel of which most entries are allowed; the others are 0. */
final class DenseScalingKernel implements ScalingKernel {
    private static final double CLEARED = 2e-200;
    private static final int CHECKED_ROWS = 64;

    private final int problemRows;
    private final int m;
    private final int n;
    private final SparsityPattern allowed;
    private final boolean full;
    private final ProductMatrix kernel;
    private final double[] work;
    private final double[] weight;

    /** With a matrix to hold the kernel, of as many rows as the problem or a slack row more. */
    DenseScalingKernel(SparsityPattern allowed, ProductMatrix kernel, int rows) {
        this.allowed = allowed;
        this.kernel = kernel;
        m = rows;
        problemRows = allowed.rows();
        full = allowed.isFull();
        n = allowed.columns();
        work = new double[n];
        weight = new double[n];
    }

    @Override
    public void rowShifts(double[] score, int at, double[] f) {
        for (int i = 0; i < m; i++) {
            loadRow(score, at, i, Double.NEGATIVE_INFINITY, work);
            f[i] = -RowSums.largest(work, 0, n);
        }
    }

    @Override
    public void columnShifts(double[] score, int at, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            loadRow(score, at, i, Double.NEGATIVE_INFINITY, work);
            for (int j = 0; j < n; j++) {
                g[j] = Math.min(g[j], -(work[j] + f[i]));
            }
        }
    }

    /** Copies a row, 0 for the slack row; entries that are not allowed are not read. */
    private void loadRow(double[] from, int at, int i, double elsewhere, double[] to) {
        if (i == problemRows) {
            Arrays.fill(to, 0, n, 0);
            return;
        }
        if (full) {
            System.arraycopy(from, at + i * n, to, 0, n);
            return;
        }
        Arrays.fill(to, 0, n, elsewhere);
        for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
            to[allowed.column(e)] = from[at + i * n + allowed.column(e)];
        }
    }

    /** Makes what the exponential clamps from below an exact 0, in a loop that the compiler vectorizes. */
    private static void clearLowest(double[] row, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(row[j] - CLEARED, 0);
        }
    }

    @Override
    public boolean buildModerate(double[] score, int at, double temperature) {
        if (!full) {
            return false;
        }
        double scale = 1 / temperature;
        Arrays.fill(weight, 0);
        for (int i = 0; i < m; i++) {
            double[] row = kernel.rowToWrite(i);
            loadRow(score, at, i, 0, row);
            raiseAbsolute(weight, row, n);
            if ((i % CHECKED_ROWS == 0 || i == m - 1) && !(RowSums.largest(weight, 0, n) * scale <= FastExp.MODERATE)) {
                return false;
            }
            FastExp.expModerate(row, scale, n);
            kernel.written(i);
        }
        kernel.finish();
        return true;
    }

    private static void raiseAbsolute(double[] largest, double[] values, int n) {
        for (int j = 0; j < n; j++) {
            largest[j] = Math.max(largest[j], Math.abs(values[j]));
        }
    }

    @Override
    public void build(double[] score, int at, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            double[] row = kernel.rowToWrite(i);
            loadRow(score, at, i, Double.NEGATIVE_INFINITY, row);
            exponents(row, f[i], g, scale, n);
            FastExp.exp(row, row.length);
            Arrays.fill(row, n, row.length, 0);
            if (!full) {
                clearLowest(row, n);
            }
            kernel.written(i);
        }
        kernel.finish();
    }

    private static void exponents(double[] row, double shift, double[] g, double scale, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = (row[j] + shift + g[j]) * scale;
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        kernel.timesColumn(v, s);
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        kernel.timesRow(u, t);
    }

    @Override
    public void products(double[] v, double[] s, ProductMatrix.RowStep step, double[] u, double[] t) {
        kernel.products(v, s, step, u, t);
    }

    @Override
    public void plan(double[] u, double[] v, double[] x, int at, double[] rowSums) {
        for (int i = 0; i < m; i++) {
            product(kernel.row(i), u[i], v, work, n);
            rowSums[i] = RowSums.sum(work, n);
            if (i < problemRows) {
                System.arraycopy(work, 0, x, at + i * n, n);
            }
        }
    }

    private static void product(double[] row, double u, double[] v, double[] out, int n) {
        for (int j = 0; j < n; j++) {
            out[j] = row[j] * (u * v[j]);
        }
    }

    @Override
    public void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            loadRow(w, at, i, 0, weight);
            addWeighted(kernel.row(i), u[i], v, weight, work, columnSums, n);
            rowSums[i] = RowSums.sum(work, n);
        }
    }

    private static void addWeighted(
            double[] row, double u, double[] v, double[] w, double[] out, double[] columnSums, int n) {
        for (int j = 0; j < n; j++) {
            double p = row[j] * (u * v[j]) * w[j];
            out[j] = p;
            columnSums[j] += p;
        }
    }

    @Override
    public void gradient(double[] u, double[] v, double[] w, int at, OuterProducts sum, double scale, double[] out) {
        for (int from = 0; from < problemRows; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), problemRows - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                int i = from + r;
                System.arraycopy(tile, r * sum.stride(), work, 0, n);
                if (full) {
                    combine(kernel.row(i), u[i], v, w, work, scale, at + i * n, out, n);
                } else {
                    loadRow(w, at, i, 0, weight);
                    combine(kernel.row(i), u[i], v, weight, work, scale, 0, work, n);
                    System.arraycopy(work, 0, out, at + i * n, n);
                }
            }
        }
    }

    /** The elements of w and out from {@code start} on. */
    private static void combine(
            double[] row,
            double u,
            double[] v,
            double[] w,
            double[] sum,
            double scale,
            int start,
            double[] out,
            int n) {
        for (int j = 0; j < n; j++) {
            out[start + j] = scale * row[j] * (w[start + j] * (u * v[j]) - sum[j]);
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        for (int from = 0; from < problemRows; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), problemRows - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                double[] row = kernel.row(from + r);
                int start = at + (from + r) * n;
                int term = r * sum.stride();
                for (int j = 0; j < n; j++) {
                    out[start + j] = Math.fma(-scale * row[j], tile[term + j], out[start + j]);
                }
            }
        }
    }
}
