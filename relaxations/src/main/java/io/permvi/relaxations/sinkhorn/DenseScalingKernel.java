package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;

/** A kernel of which most entries are allowed; the others are 0. */
final class DenseScalingKernel implements ScalingKernel {
    private final int problemRows;
    private final int m;
    private final int n;
    private final int width;
    private final KernelRows rows;
    private final boolean full;
    private final ProductMatrix kernel;
    private final RowExp exponentials;
    private final double[] work;
    private final double[] weight;

    /** With a matrix to hold the kernel, of as many rows as the problem or a slack row more. */
    DenseScalingKernel(SparsityPattern allowed, ProductMatrix kernel, int rowCount) {
        rows = new KernelRows(allowed);
        this.kernel = kernel;
        m = rowCount;
        problemRows = allowed.rows();
        full = allowed.isFull();
        n = allowed.columns();
        width = RowSums.padded(n);
        exponentials = new RowExp(m, n);
        work = new double[n];
        weight = new double[n];
    }

    @Override
    public void rowShifts(double[] score, int at, double[] f) {
        for (int i = 0; i < m; i++) {
            rows.load(score, at, i, Double.NEGATIVE_INFINITY, work, 0);
            f[i] = -RowSums.largest(work, 0, n);
        }
    }

    @Override
    public void columnShifts(double[] score, int at, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            rows.load(score, at, i, Double.NEGATIVE_INFINITY, work, 0);
            for (int j = 0; j < n; j++) {
                g[j] = Math.min(g[j], -(work[j] + f[i]));
            }
        }
    }

    @Override
    public boolean buildModerate(double[] score, int at, double temperature) {
        if (!full) {
            return false;
        }
        double scale = 1 / temperature;
        exponentials.begin();
        boolean moderate = true;
        for (int i = 0; i < m && moderate; i++) {
            double[] row = kernel.rowToWrite(i);
            int start = kernel.rowStart(i);
            rows.load(score, at, i, 0, row, start);
            moderate = exponentials.expModerate(row, start, scale, width);
            Arrays.fill(row, start + n, start + width, 0);
            kernel.written(i);
        }
        moderate &= exponentials.allModerate(scale);
        if (moderate) {
            kernel.finish();
        }
        return moderate;
    }

    @Override
    public void build(double[] score, int at, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            double[] row = kernel.rowToWrite(i);
            int start = kernel.rowStart(i);
            rows.load(score, at, i, Double.NEGATIVE_INFINITY, row, start);
            exponents(row, start, f[i], g, scale, n);
            exponentials.exp(row, start, width);
            Arrays.fill(row, start + n, start + width, 0);
            rows.clear(row, start);
            kernel.written(i);
        }
        kernel.finish();
    }

    private static void exponents(double[] row, int start, double shift, double[] g, double scale, int n) {
        for (int j = 0; j < n; j++) {
            row[start + j] = (row[start + j] + shift + g[j]) * scale;
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
            KernelRows.plan(rows.atZero(kernel, i, work), u[i], v, work, n);
            rowSums[i] = RowSums.sum(work, n);
            if (i < problemRows) {
                System.arraycopy(work, 0, x, at + i * n, n);
            }
        }
    }

    @Override
    public void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        Arrays.fill(rowSums, problemRows, m, 0);
        for (int i = 0; i < problemRows; i++) {
            rows.load(w, at, i, 0, weight, 0);
            addWeighted(rows.atZero(kernel, i, work), u[i], v, weight, work, columnSums, n);
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
            int count = Math.min(sum.tileRows(), problemRows - from);
            double[] tile = sum.rows(from, count);
            for (int r = 0; r < count; r++) {
                int i = from + r;
                double[] row = kernel.row(i);
                int start = kernel.rowStart(i);
                if (full) {
                    combine(row, start, u[i], v, w, at + i * n, tile, r * sum.stride(), scale, out, at + i * n, n);
                } else {
                    rows.load(w, at, i, 0, weight, 0);
                    combine(row, start, u[i], v, weight, 0, tile, r * sum.stride(), scale, out, at + i * n, n);
                }
            }
        }
    }

    private static void combine(
            double[] row,
            int start,
            double u,
            double[] v,
            double[] w,
            int from,
            double[] sum,
            int term,
            double scale,
            double[] out,
            int to,
            int n) {
        for (int j = 0; j < n; j++) {
            out[to + j] = scale * row[start + j] * (w[from + j] * (u * v[j]) - sum[term + j]);
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        for (int from = 0; from < problemRows; from += sum.tileRows()) {
            int count = Math.min(sum.tileRows(), problemRows - from);
            double[] tile = sum.rows(from, count);
            for (int r = 0; r < count; r++) {
                double[] row = kernel.row(from + r);
                int start = kernel.rowStart(from + r);
                int to = at + (from + r) * n;
                int term = r * sum.stride();
                for (int j = 0; j < n; j++) {
                    out[to + j] = Math.fma(-scale * row[start + j], tile[term + j], out[to + j]);
                }
            }
        }
    }
}
