package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A kernel of which most entries are allowed; the others are 0. Up to {@link #LARGEST_WITH_COLUMNS} elements it is kept by rows and by columns, so that both products
 * add rows, the form that the compiler vectorizes; beyond, the second copy would cost more memory traffic than the
 * faster loop saves.
 */
final class DenseScalingKernel implements ScalingKernel {
    static final int LARGEST_WITH_COLUMNS = 600 * 600;
    private static final double CLEARED = 2e-200;
    private static final int TILE = 16;
    private static final int PRODUCT_ROWS = 32;

    private final int m;
    private final int n;
    private final AllowedEntries allowed;
    private final boolean full;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] sumOfColumns;
    private final double[] sumOfRows;
    private final double[] work;
    private final double[] weight;
    private final DMatrixRMaj leftTile;
    private final DMatrixRMaj productTile;

    DenseScalingKernel(AllowedEntries allowed) {
        this.allowed = allowed;
        full = allowed.isFull();
        m = allowed.rows();
        n = allowed.columns();
        byRow = new double[m][RowSums.padded(n)];
        byColumn = (long) m * n <= LARGEST_WITH_COLUMNS ? new double[n][RowSums.padded(m)] : new double[0][];
        sumOfColumns = new double[RowSums.padded(m)];
        sumOfRows = new double[RowSums.padded(n)];
        work = new double[n];
        weight = new double[n];
        leftTile = new DMatrixRMaj(1, PRODUCT_ROWS);
        productTile = new DMatrixRMaj(PRODUCT_ROWS, n);
    }

    @Override
    public void rowShifts(DMatrixRMaj score, double[] f) {
        for (int i = 0; i < m; i++) {
            loadRow(score, i, Double.NEGATIVE_INFINITY, work);
            f[i] = -RowSums.largest(work, 0, n);
        }
    }

    @Override
    public void columnShifts(DMatrixRMaj score, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            loadRow(score, i, Double.NEGATIVE_INFINITY, work);
            for (int j = 0; j < n; j++) {
                g[j] = Math.min(g[j], -(work[j] + f[i]));
            }
        }
    }

    /** Copies a row; entries that are not allowed are not read. */
    private void loadRow(DMatrixRMaj from, int i, double elsewhere, double[] to) {
        if (full) {
            System.arraycopy(from.data, i * n, to, 0, n);
            return;
        }
        Arrays.fill(to, 0, n, elsewhere);
        int[] columns = allowed.columnIndices();
        for (int e = allowed.rowStarts()[i]; e < allowed.rowStarts()[i + 1]; e++) {
            to[columns[e]] = from.data[i * n + columns[e]];
        }
    }

    /** Makes what the exponential clamps from below an exact 0, in a loop that the compiler vectorizes. */
    private static void clearLowest(double[] row, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = Math.max(row[j] - CLEARED, 0);
        }
    }

    @Override
    public void build(DMatrixRMaj score, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            double[] row = byRow[i];
            loadRow(score, i, Double.NEGATIVE_INFINITY, row);
            exponents(row, f[i], g, scale, n);
            FastExp.exp(row, row.length);
            Arrays.fill(row, n, row.length, 0);
            if (!full) {
                clearLowest(row, n);
            }
        }
        for (int i = 0; i < m && byColumn.length > 0; i += TILE) {
            transpose(i, Math.min(i + TILE, m));
        }
    }

    private void transpose(int from, int to) {
        for (int j = 0; j < n; j++) {
            double[] column = byColumn[j];
            for (int i = from; i < to; i++) {
                column[i] = byRow[i][j];
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
    public void plan(double[] u, double[] v, DMatrixRMaj x) {
        for (int i = 0; i < m; i++) {
            product(byRow[i], u[i], v, work, n);
            System.arraycopy(work, 0, x.data, i * n, n);
        }
    }

    private static void product(double[] row, double u, double[] v, double[] out, int n) {
        for (int j = 0; j < n; j++) {
            out[j] = row[j] * (u * v[j]);
        }
    }

    @Override
    public void weightedSums(double[] u, double[] v, DMatrixRMaj w, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            loadRow(w, i, 0, weight);
            addWeighted(byRow[i], u[i], v, weight, work, columnSums, n);
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
    public void gradient(
            double[] u,
            double[] v,
            DMatrixRMaj w,
            DMatrixRMaj a,
            DMatrixRMaj b,
            int rank,
            double scale,
            DMatrixRMaj out) {
        for (int i0 = 0; i0 < m; i0 += PRODUCT_ROWS) {
            int rows = Math.min(PRODUCT_ROWS, m - i0);
            multiplyTile(a, b, rank, i0, rows);
            for (int r = 0; r < rows; r++) {
                int i = i0 + r;
                System.arraycopy(productTile.data, r * n, work, 0, n);
                loadRow(w, i, 0, weight);
                combine(byRow[i], u[i], v, weight, work, scale, n);
                System.arraycopy(work, 0, out.data, i * n, n);
            }
        }
    }

    private static void combine(double[] row, double u, double[] v, double[] w, double[] sum, double scale, int n) {
        for (int j = 0; j < n; j++) {
            sum[j] = scale * row[j] * (w[j] * (u * v[j]) - sum[j]);
        }
    }

    @Override
    public void subtractLowRank(DMatrixRMaj a, DMatrixRMaj b, int rank, double scale, DMatrixRMaj out) {
        for (int i0 = 0; i0 < m; i0 += PRODUCT_ROWS) {
            int rows = Math.min(PRODUCT_ROWS, m - i0);
            multiplyTile(a, b, rank, i0, rows);
            for (int r = 0; r < rows; r++) {
                double[] row = byRow[i0 + r];
                int at = (i0 + r) * n;
                for (int j = 0; j < n; j++) {
                    out.data[at + j] = Math.fma(-scale * row[j], productTile.data[r * n + j], out.data[at + j]);
                }
            }
        }
    }

    /** Rows i0 .. i0 + rows - 1 of transpose(a) b. */
    private void multiplyTile(DMatrixRMaj a, DMatrixRMaj b, int rank, int i0, int rows) {
        if (leftTile.data.length < rank * PRODUCT_ROWS) {
            leftTile.data = new double[rank * PRODUCT_ROWS];
        }
        leftTile.numRows = rank;
        leftTile.numCols = rows;
        for (int k = 0; k < rank; k++) {
            System.arraycopy(a.data, k * m + i0, leftTile.data, k * rows, rows);
        }
        productTile.numRows = rows;
        int rowsOfB = b.numRows;
        b.numRows = rank;
        MatrixProducts.multiply(true, false, 1, leftTile, b, 0, productTile);
        b.numRows = rowsOfB;
    }
}
