package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.linalg.MatrixProducts;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/** A full kernel, kept by rows and by columns so that both products add rows, the form that the compiler vectorizes. */
final class DenseScalingKernel implements ScalingKernel {
    private static final int TILE = 16;

    private final int m;
    private final int n;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] column;
    private final DMatrixRMaj lowRank;

    DenseScalingKernel(int m, int n) {
        this.m = m;
        this.n = n;
        byRow = new double[m][n];
        byColumn = new double[n][m];
        column = new double[n];
        lowRank = new DMatrixRMaj(m, n);
    }

    @Override
    public void rowShifts(DMatrixRMaj score, double[] f) {
        for (int i = 0; i < m; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int at = i * n; at < (i + 1) * n; at++) {
                largest = Math.max(largest, score.data[at]);
            }
            f[i] = -largest;
        }
    }

    @Override
    public void columnShifts(DMatrixRMaj score, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                g[j] = Math.min(g[j], -(score.data[i * n + j] + f[i]));
            }
        }
    }

    @Override
    public void build(DMatrixRMaj score, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            double[] row = byRow[i];
            System.arraycopy(score.data, i * n, row, 0, n);
            exponents(row, f[i], g, scale, n);
            FastExp.exp(row, n);
        }
        for (int i0 = 0; i0 < m; i0 += TILE) {
            int i1 = Math.min(i0 + TILE, m);
            for (int j = 0; j < n; j++) {
                double[] to = byColumn[j];
                for (int i = i0; i < i1; i++) {
                    to[i] = byRow[i][j];
                }
            }
        }
    }

    private static void exponents(double[] row, double shift, double[] g, double scale, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = (row[j] + shift + g[j]) * scale;
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        RowSums.addRows(byColumn, v, n, s, m);
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        RowSums.addRows(byRow, u, m, t, n);
    }

    @Override
    public void plan(double[] u, double[] v, DMatrixRMaj x, double[] rowSums) {
        for (int i = 0; i < m; i++) {
            scale(byRow[i], u[i], v, column, n);
            System.arraycopy(column, 0, x.data, i * n, n);
            rowSums[i] = RowSums.sum(column, n);
        }
    }

    @Override
    public void weightedPlan(
            double[] u, double[] v, DMatrixRMaj w, DMatrixRMaj out, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            scale(byRow[i], u[i], v, column, n);
            for (int j = 0; j < n; j++) {
                column[j] *= w.data[i * n + j];
            }
            addTo(columnSums, column, n);
            System.arraycopy(column, 0, out.data, i * n, n);
            rowSums[i] = RowSums.sum(column, n);
        }
    }

    private static void scale(double[] row, double u, double[] v, double[] out, int n) {
        for (int j = 0; j < n; j++) {
            out[j] = row[j] * (u * v[j]);
        }
    }

    private static void addTo(double[] sum, double[] row, int n) {
        for (int j = 0; j < n; j++) {
            sum[j] += row[j];
        }
    }

    @Override
    public void subtractLowRank(DMatrixRMaj a, DMatrixRMaj b, int rank, DMatrixRMaj out) {
        a.numRows = rank;
        b.numRows = rank;
        MatrixProducts.multiply(true, false, 1, a, b, 0, lowRank);
        for (int i = 0; i < m; i++) {
            double[] row = byRow[i];
            int at = i * n;
            for (int j = 0; j < n; j++) {
                out.data[at + j] = Math.fma(-row[j], lowRank.data[at + j], out.data[at + j]);
            }
        }
    }
}
