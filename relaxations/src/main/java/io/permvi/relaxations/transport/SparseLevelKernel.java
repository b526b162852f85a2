package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A plan of which only the entries above a threshold are kept. Close to a permutation, {@code I - transpose(p) p} is
 * lost to cancellation when computed as it stands; everything here takes differences from the largest entry of each
 * row first.
 */
final class SparseLevelKernel implements LevelKernel {
    private final int m;
    private final int n;
    private final int capacity;
    private final int[] starts;
    private int end;
    private int[] columns = new int[0];
    private double[] k = new double[0];
    private double[] p = new double[0];
    private final int[] pivot;
    private double[] rowMass = new double[0];
    private double[] rowSlack = new double[0];

    /** Room for a number of entries, taken with the first build. */
    SparseLevelKernel(int m, int n, int capacity) {
        this.m = m;
        this.n = n;
        this.capacity = capacity;
        starts = new int[m + 1];
        pivot = new int[m];
    }

    /** Starts to fill row 0. */
    void clear() {
        if (k.length == 0) {
            k = new double[capacity];
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
        k[end++] = exponent;
        return true;
    }

    /** Closes row i. */
    void close(int i) {
        starts[i + 1] = end;
    }

    /** Turns the exponents into the kernel once all rows are there. */
    void finish() {
        FastExp.exp(k, starts[m]);
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        for (int i = 0; i < m; i++) {
            double s0 = 0;
            double s1 = 0;
            int e = starts[i];
            int end = starts[i + 1];
            for (; e + 2 <= end; e += 2) {
                s0 = Math.fma(k[e], v[columns[e]], s0);
                s1 = Math.fma(k[e + 1], v[columns[e + 1]], s1);
            }
            if (e < end) {
                s0 = Math.fma(k[e], v[columns[e]], s0);
            }
            s[i] = s0 + s1;
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        Arrays.fill(t, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double scale = u[i];
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                t[j] = Math.fma(k[e], scale, t[j]);
            }
        }
    }

    @Override
    public void fix(double[] u, double[] v, double[] rowMass, double[] rowSlack) {
        this.rowMass = rowMass;
        this.rowSlack = rowSlack;
        for (int i = 0; i < m; i++) {
            double largest = rowSlack[i];
            int at = -1;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double value = k[e] * u[i] * v[columns[e]];
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
        Arrays.fill(diagonal, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double others = rowSlack[i];
            double scale = 1 / rowMass[i];
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
        Arrays.fill(out, 0, n, 0);
        for (int i = 0; i < m; i++) {
            int from = starts[i];
            int end = starts[i + 1];
            double base = pivot[i] < 0 ? 0 : x[columns[pivot[i]]];
            double mean = -rowSlack[i] * base;
            for (int e = from; e < end; e++) {
                mean = Math.fma(p[e], x[columns[e]] - base, mean);
            }
            mean /= rowMass[i];
            for (int e = from; e < end; e++) {
                int j = columns[e];
                out[j] = Math.fma(p[e], (x[j] - base) - mean, out[j]);
            }
        }
    }

    @Override
    public void addWeights(double[][] weights, double[] toSlack) {
        for (int i = 0; i < m; i++) {
            double scale = 1 / rowMass[i];
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double[] row = weights[columns[e]];
                double factor = p[e] * scale;
                toSlack[columns[e]] += factor * rowSlack[i];
                for (int f = e + 1; f < starts[i + 1]; f++) {
                    row[columns[f]] += factor * p[f];
                }
            }
        }
    }

    @Override
    public void center(DMatrixRMaj w, double[] beta, double[] columnSums, double[] rowMeans) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double base = pivot[i] < 0 ? 0 : value(w, beta, i, columns[pivot[i]]);
            double mean = -rowSlack[i] * base;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                mean = Math.fma(p[e], value(w, beta, i, columns[e]) - base, mean);
            }
            mean /= rowMass[i];
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
    public void plan(DMatrixRMaj out) {
        Arrays.fill(out.data, 0, out.numRows * n, 0);
        for (int i = 0; i < out.numRows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                out.data[i * n + columns[e]] = p[e];
            }
        }
    }
}
