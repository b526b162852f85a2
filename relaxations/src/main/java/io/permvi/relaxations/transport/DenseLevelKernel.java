package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.linalg.ProductMatrix;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** A plan of which most entries matter: temperatures at which no difference is lost to cancellation. */
final class DenseLevelKernel implements LevelKernel {
    private final int m;
    private final int n;
    private final AllowedEntries allowed;
    private final KernelMatrix kernel;
    private final double[] u;
    private final double[] v;
    private final double[] work;
    private final double[] weight;
    private final double[] product;
    private final double[] columnSums;
    private final ProductMatrix.RowStep scaleTwice = this::scaleTwice;
    private double[] rowMass = new double[0];
    private double[] rowSlack = new double[0];

    DenseLevelKernel(int m, int n, AllowedEntries allowed) {
        this.m = m;
        this.n = n;
        this.allowed = allowed;
        kernel = new KernelMatrix(m, n);
        u = new double[m];
        v = new double[n];
        work = new double[n];
        weight = new double[n];
        product = new double[m];
        columnSums = new double[n];
    }

    /** Sets row i to the exponentials of n exponents. */
    void set(int i, double[] exponents) {
        double[] row = kernel.rowToWrite(i);
        System.arraycopy(exponents, 0, row, 0, n);
        FastExp.exp(row, row.length);
        Arrays.fill(row, n, row.length, 0);
        kernel.written(i);
    }

    /** To be called once all rows are set. */
    void finish() {
        kernel.finish();
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
    public void fix(double[] u, double[] v, double[] rowMass, double[] rowSlack) {
        System.arraycopy(u, 0, this.u, 0, m);
        System.arraycopy(v, 0, this.v, 0, n);
        this.rowMass = rowMass;
        this.rowSlack = rowSlack;
        timesRow(u, columnSums);
        for (int j = 0; j < n; j++) {
            columnSums[j] *= v[j];
        }
    }

    @Override
    public void curvature(double[] diagonal) {
        Arrays.fill(diagonal, 0, n, 0);
        for (int i = 0; i < m; i++) {
            addCurvature(kernel.row(i), u[i], v, 1 / rowMass[i], diagonal, n);
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
            out[j] = columnSums[j] * x[j] - v[j] * out[j];
        }
    }

    private void scaleTwice(int from, int to) {
        for (int i = from; i < to; i++) {
            product[i] = u[i] * (u[i] * product[i] / rowMass[i]);
        }
    }

    @Override
    public void addWeights(double[][] weights, double[] toSlack) {
        for (int i = 0; i < m; i++) {
            planRow(i);
            for (int j = 0; j < n; j++) {
                double factor = work[j] / rowMass[i];
                toSlack[j] += factor * rowSlack[i];
                double[] row = weights[j];
                for (int k = j + 1; k < n; k++) {
                    row[k] = Math.fma(factor, work[k], row[k]);
                }
            }
        }
    }

    private void planRow(int i) {
        double[] row = kernel.row(i);
        double scale = u[i];
        for (int j = 0; j < n; j++) {
            work[j] = row[j] * (scale * v[j]);
        }
    }

    @Override
    public void center(DMatrixRMaj w, double[] beta, double[] centeredSums, double[] rowMeans) {
        Arrays.fill(centeredSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            planRow(i);
            loadValues(w, beta, i);
            multiply(work, weight, weight, n);
            double mean = RowSums.sum(weight, n) / rowMass[i];
            rowMeans[i] = mean;
            addCentered(work, weight, mean, centeredSums, n);
        }
    }

    private void loadValues(DMatrixRMaj w, double[] beta, int i) {
        if (i < w.numRows) {
            System.arraycopy(w.data, i * n, weight, 0, n);
        } else {
            Arrays.fill(weight, 0);
        }
        for (int j = 0; j < n; j++) {
            weight[j] -= beta[j];
        }
        if (!allowed.isFull() && i < w.numRows) {
            zeroWhereNotAllowed(i, weight);
        }
    }

    private void zeroWhereNotAllowed(int i, double[] row) {
        int e = allowed.rowStarts()[i];
        int end = allowed.rowStarts()[i + 1];
        for (int j = 0; j < n; j++) {
            if (e < end && allowed.columnIndices()[e] == j) {
                e++;
            } else {
                row[j] = 0;
            }
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
            if (!allowed.isFull()) {
                zeroWhereNotAllowed(i, work);
            }
            System.arraycopy(work, 0, out.data, i * n, n);
        }
    }

    private static void scaleCentered(double[] p, double[] y, double mean, double scale, int n) {
        for (int j = 0; j < n; j++) {
            p[j] = scale * p[j] * (y[j] - mean);
        }
    }

    @Override
    public void plan(DMatrixRMaj out) {
        for (int i = 0; i < out.numRows; i++) {
            planRow(i);
            if (!allowed.isFull()) {
                zeroWhereNotAllowed(i, work);
            }
            System.arraycopy(work, 0, out.data, i * n, n);
        }
    }
}
