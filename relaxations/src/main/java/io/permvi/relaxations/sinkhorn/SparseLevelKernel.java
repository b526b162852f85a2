package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A plan of which only the entries above a threshold are kept, once, with the scalings of the last plan in them. Close to
 * a permutation, {@code I - transpose(p) p} is lost to cancellation when computed as it stands; everything here takes
 * differences from the largest entry of each row first.
 */
final class SparseLevelKernel implements LevelKernel {
    private final int m;
    private final int n;
    private final int capacity;
    private final int[] starts;
    private int end;
    private int[] columns = new int[0];
    private double[] p = new double[0];
    private final double[] inverseU;
    private final double[] inverseV;
    private final double[] ratio;
    private final int[] pivot;
    private final int[] columnStarts;
    private int[] rowsByColumn = new int[0];
    private double[] pByColumn = new double[0];
    private Margin rowMargin = Margin.of(0);
    private Margin columnMargin = Margin.of(0);

    /** Room for a number of entries, taken with the first build. */
    SparseLevelKernel(int m, int n, int capacity) {
        this.m = m;
        this.n = n;
        this.capacity = capacity;
        starts = new int[m + 1];
        pivot = new int[m];
        inverseU = new double[m];
        inverseV = new double[n];
        ratio = new double[n];
        columnStarts = new int[n + 2];
    }

    /** Starts to fill row 0. */
    void clear() {
        if (p.length == 0) {
            p = new double[capacity];
            columns = new int[capacity];
        }
        end = 0;
    }

    /** Adds an entry to the row being filled; false when there is no room. */
    boolean add(int column, double exponent) {
        if (end == capacity) {
            return false;
        }
        columns[end] = column;
        p[end++] = exponent;
        return true;
    }

    /** Closes row i. */
    void close(int i) {
        starts[i + 1] = end;
    }

    /** Turns the exponents into the kernel once all rows are there. */
    void finish() {
        FastExp.exp(p, starts[m]);
        Arrays.fill(inverseU, 1);
        Arrays.fill(inverseV, 1);
    }

    @Override
    public boolean isSparse() {
        return true;
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        for (int j = 0; j < n; j++) {
            ratio[j] = v[j] * inverseV[j];
        }
        for (int i = 0; i < m; i++) {
            double s0 = 0;
            double s1 = 0;
            int e = starts[i];
            int end = starts[i + 1];
            for (; e + 2 <= end; e += 2) {
                s0 = Math.fma(p[e], ratio[columns[e]], s0);
                s1 = Math.fma(p[e + 1], ratio[columns[e + 1]], s1);
            }
            if (e < end) {
                s0 = Math.fma(p[e], ratio[columns[e]], s0);
            }
            s[i] = (s0 + s1) * inverseU[i];
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        Arrays.fill(t, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double scale = u[i] * inverseU[i];
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                t[j] = Math.fma(p[e], scale, t[j]);
            }
        }
        for (int j = 0; j < n; j++) {
            t[j] *= inverseV[j];
        }
    }

    @Override
    public void fix(double[] u, double[] v, Margin rowMargin, Margin columnMargin) {
        this.rowMargin = rowMargin;
        this.columnMargin = columnMargin;
        for (int j = 0; j < n; j++) {
            ratio[j] = v[j] * inverseV[j];
            inverseV[j] = 1 / v[j];
        }
        for (int i = 0; i < m; i++) {
            double scale = u[i] * inverseU[i];
            inverseU[i] = 1 / u[i];
            double largest = rowMargin.dustbins()[i];
            int at = -1;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double value = p[e] * scale * ratio[columns[e]];
                p[e] = value;
                if (value > largest) {
                    largest = value;
                    at = e;
                }
            }
            pivot[i] = at;
        }
    }

    @Override
    public void curvature(double[] diagonal) {
        System.arraycopy(columnMargin.dustbins(), 0, diagonal, 0, n);
        for (int i = 0; i < m; i++) {
            double others = rowMargin.dustbins()[i];
            double scale = 1 / rowMargin.sums()[i];
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                if (e != pivot[i]) {
                    others += p[e];
                    diagonal[columns[e]] += p[e] * (1 - p[e] * scale);
                }
            }
            if (pivot[i] >= 0) {
                diagonal[columns[pivot[i]]] += p[pivot[i]] * others * scale;
            }
        }
    }

    @Override
    public void hessian(double[] x, double[] out) {
        for (int j = 0; j < n; j++) {
            out[j] = columnMargin.dustbins()[j] * x[j];
        }
        for (int i = 0; i < m; i++) {
            int from = starts[i];
            int end = starts[i + 1];
            double base = pivot[i] < 0 ? 0 : x[columns[pivot[i]]];
            double mean = -rowMargin.dustbins()[i] * base;
            for (int e = from; e < end; e++) {
                mean = Math.fma(p[e], x[columns[e]] - base, mean);
            }
            mean /= rowMargin.sums()[i];
            for (int e = from; e < end; e++) {
                int j = columns[e];
                out[j] = Math.fma(p[e], (x[j] - base) - mean, out[j]);
            }
        }
    }

    @Override
    public void addColumnWeights(double[][] weights, double[] toSlack) {
        System.arraycopy(columnMargin.dustbins(), 0, toSlack, 0, n);
        addWeights(m, starts, columns, p, rowMargin, weights, toSlack);
    }

    @Override
    public void addRowWeights(double[][] weights, double[] toSlack) {
        transpose();
        System.arraycopy(rowMargin.dustbins(), 0, toSlack, 0, m);
        addWeights(n, columnStarts, rowsByColumn, pByColumn, columnMargin, weights, toSlack);
    }

    /** Eliminates lines of entries, all rows or all columns: each connects the others that it meets. */
    private static void addWeights(
            int lines, int[] starts, int[] others, double[] p, Margin margin, double[][] weights, double[] toSlack) {
        for (int line = 0; line < lines; line++) {
            double scale = 1 / margin.sums()[line];
            double dustbin = margin.dustbins()[line];
            int end = starts[line + 1];
            for (int e = starts[line]; e < end; e++) {
                double[] row = weights[others[e]];
                double factor = p[e] * scale;
                toSlack[others[e]] += factor * dustbin;
                for (int f = e + 1; f < end; f++) {
                    row[others[f]] += factor * p[f];
                }
            }
        }
    }

    /** Sorts the plan by columns. */
    private void transpose() {
        if (pByColumn.length == 0) {
            pByColumn = new double[capacity];
            rowsByColumn = new int[capacity];
        }
        Arrays.fill(columnStarts, 0);
        for (int e = 0; e < starts[m]; e++) {
            columnStarts[columns[e] + 2]++;
        }
        for (int j = 2; j <= n; j++) {
            columnStarts[j] += columnStarts[j - 1];
        }
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int at = columnStarts[columns[e] + 1]++;
                pByColumn[at] = p[e];
                rowsByColumn[at] = i;
            }
        }
    }

    @Override
    public void toRows(double[] b, double[] y) {
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                sum = Math.fma(p[e], b[columns[e]] / columnMargin.sums()[columns[e]], sum);
            }
            y[i] = sum;
        }
    }

    @Override
    public void toColumns(double[] y, double[] b, double[] x) {
        System.arraycopy(b, 0, x, 0, n);
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                x[columns[e]] = Math.fma(p[e], y[i], x[columns[e]]);
            }
        }
        for (int j = 0; j < n; j++) {
            x[j] /= columnMargin.sums()[j];
        }
    }

    @Override
    public void center(DMatrixRMaj w, double[] beta, double[] columnSums, double[] rowMeans) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double base = pivot[i] < 0 ? 0 : value(w, beta, i, columns[pivot[i]]);
            double mean = -rowMargin.dustbins()[i] * base;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                mean = Math.fma(p[e], value(w, beta, i, columns[e]) - base, mean);
            }
            mean /= rowMargin.sums()[i];
            rowMeans[i] = base + mean;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                columnSums[j] = Math.fma(p[e], (value(w, beta, i, j) - base) - mean, columnSums[j]);
            }
        }
    }

    private double value(DMatrixRMaj w, double[] beta, int i, int j) {
        return (i < w.numRows ? w.data[i * n + j] : 0) - beta[j];
    }

    @Override
    public void centered(DMatrixRMaj w, double[] beta, double[] alpha, double scale, DMatrixRMaj out) {
        Arrays.fill(out.data, 0, out.numRows * n, 0);
        for (int i = 0; i < out.numRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                out.data[i * n + j] = scale * p[e] * (w.data[i * n + j] - beta[j] - alpha[i]);
            }
        }
    }

    @Override
    public void plan(double scale, DMatrixRMaj out) {
        Arrays.fill(out.data, 0, out.numRows * n, 0);
        for (int i = 0; i < out.numRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                out.data[i * n + columns[e]] = scale * p[e];
            }
        }
    }
}
