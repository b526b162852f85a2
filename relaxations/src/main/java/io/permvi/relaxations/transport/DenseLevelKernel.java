package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** A plan of which most entries matter: temperatures at which no difference is lost to cancellation. */
final class DenseLevelKernel implements LevelKernel {
    private static final int TILE = 16;

    private final int m;
    private final int n;
    private final AllowedEntries allowed;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] u;
    private final double[] v;
    private final double[] sumOfColumns;
    private final double[] sumOfRows;
    private final double[] work;
    private final double[] weight;
    private final double[] product;
    private final double[] columnSums;
    private double[] rowMass = new double[0];
    private double[] rowSlack = new double[0];

    DenseLevelKernel(int m, int n, AllowedEntries allowed) {
        this.m = m;
        this.n = n;
        this.allowed = allowed;
        byRow = new double[m][RowSums.padded(n)];
        byColumn = (long) m * n <= DenseScalingKernel.LARGEST_WITH_COLUMNS
                ? new double[n][RowSums.padded(m)]
                : new double[0][];
        sumOfColumns = new double[RowSums.padded(m)];
        sumOfRows = new double[RowSums.padded(n)];
        u = new double[m];
        v = new double[n];
        work = new double[n];
        weight = new double[n];
        product = new double[m];
        columnSums = new double[n];
    }

    /** Sets row i to the exponentials of n exponents. */
    void set(int i, double[] exponents) {
        System.arraycopy(exponents, 0, byRow[i], 0, n);
        FastExp.exp(byRow[i], byRow[i].length);
        Arrays.fill(byRow[i], n, byRow[i].length, 0);
    }

    /** Copies the rows into columns once all are set. */
    void finish() {
        for (int i0 = 0; i0 < m && byColumn.length > 0; i0 += TILE) {
            int i1 = Math.min(i0 + TILE, m);
            for (int j = 0; j < n; j++) {
                double[] column = byColumn[j];
                for (int i = i0; i < i1; i++) {
                    column[i] = byRow[i][j];
                }
            }
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        if (byColumn.length > 0) {
            RowSums.addRows(byColumn, v, n, sumOfColumns, sumOfColumns.length);
            System.arraycopy(sumOfColumns, 0, s, 0, m);
        } else {
            RowSums.dots(byRow, v, m, s, n);
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        RowSums.addRows(byRow, u, m, sumOfRows, sumOfRows.length);
        System.arraycopy(sumOfRows, 0, t, 0, n);
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
            addCurvature(byRow[i], u[i], v, 1 / rowMass[i], diagonal, n);
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
        timesColumn(work, product);
        for (int i = 0; i < m; i++) {
            product[i] = u[i] * (u[i] * product[i] / rowMass[i]);
        }
        timesRow(product, out);
        for (int j = 0; j < n; j++) {
            out[j] = columnSums[j] * x[j] - v[j] * out[j];
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
        double[] row = byRow[i];
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
