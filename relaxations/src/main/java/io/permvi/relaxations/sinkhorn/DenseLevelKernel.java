package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** A plan of which most entries matter: temperatures at which no difference is lost to cancellation. */
final class DenseLevelKernel implements LevelKernel {
    private static final int BLOCK = 4;

    private final int m;
    private final int n;
    private final KernelRows entries;
    private final ProductMatrix kernel;
    private final RowExp exponentials;
    private double[] u = new double[0];
    private double[] v = new double[0];
    private final double[] work;
    private final double[] weight;
    private double[][] block = new double[0][];
    private final double[] product;
    private final ProductMatrix.RowStep scaleTwice = this::scaleTwice;
    private Margin rows = Margin.of(0);
    private Margin columns = Margin.of(0);

    DenseLevelKernel(int m, int n, SparsityPattern allowed) {
        this.m = m;
        this.n = n;
        entries = new KernelRows(allowed);
        kernel = KernelChoice.newMatrix(m, n);
        exponentials = new RowExp(m, n);
        work = new double[n];
        weight = new double[n];
        product = new double[m];
    }

    /** Sets row i to the exponentials of n exponents. */
    void set(int i, double[] exponents) {
        double[] row = kernel.rowToWrite(i);
        int start = kernel.rowStart(i);
        int width = RowSums.padded(n);
        System.arraycopy(exponents, 0, row, start, n);
        exponentials.exp(row, start, width);
        Arrays.fill(row, start + n, start + width, 0);
        entries.clear(row, start);
        kernel.written(i);
    }

    /** To be called once all rows are set. */
    void finish() {
        kernel.finish();
    }

    @Override
    public boolean isSparse() {
        return false;
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
    public void fix(double[] u, double[] v, Margin rows, Margin columns) {
        this.u = u;
        this.v = v;
        this.rows = rows;
        this.columns = columns;
    }

    @Override
    public void curvature(double[] diagonal) {
        System.arraycopy(columns.dustbins(), 0, diagonal, 0, n);
        for (int i = 0; i < m; i++) {
            addCurvature(entries.atZero(kernel, i, work), u[i], v, 1 / rows.sums()[i], diagonal, n);
        }
    }

    private static void addCurvature(double[] row, double u, double[] v, double scale, double[] sum, int n) {
        for (int j = 0; j < n; j++) {
            double p = row[j] * (u * v[j]);
            sum[j] += p * (1 - p * scale);
        }
    }

    @Override
    public void hessian(double[] x, double[] out) {
        for (int j = 0; j < n; j++) {
            work[j] = x[j] * v[j];
        }
        kernel.products(work, product, scaleTwice, product, out);
        for (int j = 0; j < n; j++) {
            out[j] = columns.sums()[j] * x[j] - v[j] * out[j];
        }
    }

    private void scaleTwice(double[] sums, double[] out, int from, int to) {
        for (int i = from; i < to; i++) {
            out[i] = u[i] * (u[i] * sums[i] / rows.sums()[i]);
        }
    }

    @Override
    public void addColumnWeights(double[][] weights, double[] toSlack) {
        if (block.length == 0) {
            block = new double[BLOCK][n];
        }
        System.arraycopy(columns.dustbins(), 0, toSlack, 0, n);
        for (int i = 0; i < m; i += BLOCK) {
            for (int k = 0; k < BLOCK; k++) {
                loadBlockRow(i + k, block[k], toSlack);
            }
            for (int j = 0; j < n; j++) {
                RowUpdates.addFourRows(
                        weights[j],
                        block[0][j],
                        block[0],
                        block[1][j],
                        block[1],
                        block[2][j],
                        block[2],
                        block[3][j],
                        block[3],
                        j + 1,
                        n);
            }
        }
    }

    /** Row i of {@code diag(r)^(-1/2) p}, 0 beyond the last, and what it connects to the dustbins. */
    private void loadBlockRow(int i, double[] row, double[] toSlack) {
        if (i >= m) {
            Arrays.fill(row, 0);
            return;
        }
        planRow(i);
        double scale = 1 / Math.sqrt(rows.sums()[i]);
        double dustbin = rows.dustbins()[i] * scale;
        for (int j = 0; j < n; j++) {
            row[j] = work[j] * scale;
            toSlack[j] = Math.fma(row[j], dustbin, toSlack[j]);
        }
    }

    @Override
    public void addRowWeights(double[][] weights, double[] toSlack) {
        for (int i = 0; i < m; i++) {
            planRow(i);
            divide(work, columns.sums(), n);
            toSlack[i] = rows.dustbins()[i] + RowUpdates.dot(work, 0, columns.dustbins(), n);
            multiply(work, v, work, n);
            kernel.timesColumn(work, product);
            for (int k = i + 1; k < m; k++) {
                weights[i][k] = Math.fma(u[k], product[k], weights[i][k]);
            }
        }
    }

    private static void divide(double[] a, double[] b, int n) {
        for (int j = 0; j < n; j++) {
            a[j] /= b[j];
        }
    }

    @Override
    public void toRows(double[] b, double[] y) {
        for (int j = 0; j < n; j++) {
            work[j] = v[j] * (b[j] / columns.sums()[j]);
        }
        kernel.timesColumn(work, y);
        for (int i = 0; i < m; i++) {
            y[i] *= u[i];
        }
    }

    @Override
    public void toColumns(double[] y, double[] b, double[] x) {
        for (int i = 0; i < m; i++) {
            product[i] = u[i] * y[i];
        }
        kernel.timesRow(product, x);
        for (int j = 0; j < n; j++) {
            x[j] = (b[j] + v[j] * x[j]) / columns.sums()[j];
        }
    }

    private void planRow(int i) {
        planRow(i, 1);
    }

    private void planRow(int i, double scale) {
        KernelRows.plan(entries.atZero(kernel, i, work), scale * u[i], v, work, n);
    }

    @Override
    public void center(DMatrixRMaj w, double[] beta, double[] centeredSums, double[] rowMeans) {
        Arrays.fill(centeredSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            planRow(i);
            loadValues(w, beta, i);
            multiply(work, weight, weight, n);
            double mean = RowSums.sum(weight, n) / rows.sums()[i];
            rowMeans[i] = mean;
            addCentered(work, weight, mean, centeredSums, n);
        }
    }

    private void loadValues(DMatrixRMaj w, double[] beta, int i) {
        entries.load(w.data, 0, i, 0, weight, 0);
        for (int j = 0; j < n; j++) {
            weight[j] -= beta[j];
        }
    }

    private static void multiply(double[] a, double[] b, double[] out, int n) {
        for (int j = 0; j < n; j++) {
            out[j] = a[j] * b[j];
        }
    }

    private static void addCentered(double[] p, double[] weighted, double mean, double[] sums, int n) {
        for (int j = 0; j < n; j++) {
            sums[j] += weighted[j] - p[j] * mean;
        }
    }

    @Override
    public void centered(DMatrixRMaj w, double[] beta, double[] alpha, double scale, DMatrixRMaj out) {
        for (int i = 0; i < out.numRows; i++) {
            planRow(i);
            loadValues(w, beta, i);
            scaleCentered(work, weight, alpha[i], scale, n);
            System.arraycopy(work, 0, out.data, i * n, n);
        }
    }

    private static void scaleCentered(double[] p, double[] y, double mean, double scale, int n) {
        for (int j = 0; j < n; j++) {
            p[j] = scale * p[j] * (y[j] - mean);
        }
    }

    @Override
    public void plan(double scale, DMatrixRMaj out) {
        for (int i = 0; i < out.numRows; i++) {
            planRow(i, scale);
            System.arraycopy(work, 0, out.data, i * n, n);
        }
    }
}
