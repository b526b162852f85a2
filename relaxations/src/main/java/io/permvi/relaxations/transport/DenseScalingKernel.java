package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.NativeMatrix;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;
import java.util.Optional;

/**
 * A kernel of which most entries are allowed; the others are 0. A small one is kept by rows and by columns, so that both
 * products add rows, the form that the compiler vectorizes. Of a larger one, of which two copies would not fit the
 * second-level cache, one in native memory serves both products; where there is no native library, the two copies or, when
 * they would take more memory than all the rest, one by rows.
 */
final class DenseScalingKernel implements ScalingKernel {
    private static final int LARGEST_IN_CACHE = 200 * 200;
    static final int LARGEST_WITH_COLUMNS = 600 * 600;
    private static final double CLEARED = 2e-200;
    private static final int TILE = 8;

    private final int m;
    private final int n;
    private final AllowedEntries allowed;
    private final boolean full;
    private final Optional<NativeMatrix> outside;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] sumOfColumns;
    private final double[] sumOfRows;
    private final double[] work;
    private final double[] weight;

    DenseScalingKernel(AllowedEntries allowed) {
        this(
                allowed,
                allowed.rows() * (long) allowed.columns() > LARGEST_IN_CACHE
                        ? MatrixProducts.nativeMatrix(allowed.rows(), allowed.columns())
                        : Optional.empty());
    }

    private DenseScalingKernel(AllowedEntries allowed, Optional<NativeMatrix> outside) {
        this(allowed, outside.isEmpty() && allowed.rows() * (long) allowed.columns() <= LARGEST_WITH_COLUMNS, outside);
    }

    /** Kept by rows and columns, outside the heap, or else by rows. */
    DenseScalingKernel(AllowedEntries allowed, boolean byBoth, Optional<NativeMatrix> outside) {
        this.allowed = allowed;
        this.outside = outside;
        full = allowed.isFull();
        m = allowed.rows();
        n = allowed.columns();
        byRow = new double[outside.isPresent() ? 1 : m][RowSums.padded(n)];
        byColumn = new double[byBoth ? n : 0][RowSums.padded(m)];
        sumOfColumns = new double[RowSums.padded(m)];
        sumOfRows = new double[RowSums.padded(n)];
        work = new double[n];
        weight = new double[n];
    }

    /** Row i of the kernel, to be read until the next call. */
    private double[] row(int i) {
        if (outside.isEmpty()) {
            return byRow[i];
        }
        outside.get().row(i, byRow[0]);
        return byRow[0];
    }

    /** Where row i is to be written before {@link #rowWritten}. */
    private double[] rowToWrite(int i) {
        return byRow[outside.isPresent() ? 0 : i];
    }

    private void rowWritten(int i) {
        if (outside.isPresent()) {
            outside.get().setRow(i, byRow[0]);
        }
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

    /** Copies a row; entries that are not allowed are not read. */
    private void loadRow(double[] from, int at, int i, double elsewhere, double[] to) {
        if (full) {
            System.arraycopy(from, at + i * n, to, 0, n);
            return;
        }
        Arrays.fill(to, 0, n, elsewhere);
        int[] columns = allowed.columnIndices();
        for (int e = allowed.rowStarts()[i]; e < allowed.rowStarts()[i + 1]; e++) {
            to[columns[e]] = from[at + i * n + columns[e]];
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
        if (!(largestEntry(score, at) * scale <= FastExp.MODERATE)) {
            return false;
        }
        for (int i = 0; i < m; i++) {
            double[] row = rowToWrite(i);
            loadRow(score, at, i, 0, row);
            FastExp.expModerate(row, scale, n);
            rowWritten(i);
        }
        transpose();
        return true;
    }

    /** The largest absolute value; NaN if one is. */
    private double largestEntry(double[] score, int at) {
        Arrays.fill(weight, 0);
        for (int i = 0; i < m; i++) {
            loadRow(score, at, i, 0, work);
            raiseAbsolute(weight, work, n);
        }
        return RowSums.largest(weight, 0, n);
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
            double[] row = rowToWrite(i);
            loadRow(score, at, i, Double.NEGATIVE_INFINITY, row);
            exponents(row, f[i], g, scale, n);
            FastExp.exp(row, row.length);
            Arrays.fill(row, n, row.length, 0);
            if (!full) {
                clearLowest(row, n);
            }
            rowWritten(i);
        }
        transpose();
    }

    private void transpose() {
        if (byColumn.length == 0) {
            return;
        }
        int i = 0;
        for (; i + TILE <= m; i += TILE) {
            transposeTile(i);
        }
        for (; i < m; i++) {
            double[] row = byRow[i];
            for (int j = 0; j < n; j++) {
                byColumn[j][i] = row[j];
            }
        }
    }

    /** Eight rows at a time, so that each column is written by whole cache lines. */
    private void transposeTile(int i) {
        double[] r0 = byRow[i];
        double[] r1 = byRow[i + 1];
        double[] r2 = byRow[i + 2];
        double[] r3 = byRow[i + 3];
        double[] r4 = byRow[i + 4];
        double[] r5 = byRow[i + 5];
        double[] r6 = byRow[i + 6];
        double[] r7 = byRow[i + 7];
        for (int j = 0; j < n; j++) {
            double[] column = byColumn[j];
            column[i] = r0[j];
            column[i + 1] = r1[j];
            column[i + 2] = r2[j];
            column[i + 3] = r3[j];
            column[i + 4] = r4[j];
            column[i + 5] = r5[j];
            column[i + 6] = r6[j];
            column[i + 7] = r7[j];
        }
    }

    private static void exponents(double[] row, double shift, double[] g, double scale, int n) {
        for (int j = 0; j < n; j++) {
            row[j] = (row[j] + shift + g[j]) * scale;
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        if (outside.isPresent()) {
            outside.get().timesColumn(v, s);
        } else if (byColumn.length > 0) {
            RowSums.addRows(byColumn, v, n, sumOfColumns, sumOfColumns.length);
            System.arraycopy(sumOfColumns, 0, s, 0, m);
        } else {
            RowSums.dots(byRow, v, m, s, n);
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        if (outside.isPresent()) {
            outside.get().timesRow(u, t);
            return;
        }
        RowSums.addRows(byRow, u, m, sumOfRows, sumOfRows.length);
        System.arraycopy(sumOfRows, 0, t, 0, n);
    }

    @Override
    public void products(double[] v, double[] s, NativeMatrix.RowStep step, double[] u, double[] t) {
        if (outside.isPresent()) {
            outside.get().products(v, s, step, u, t);
        } else {
            ScalingKernel.super.products(v, s, step, u, t);
        }
    }

    @Override
    public void plan(double[] u, double[] v, double[] x, int at) {
        for (int i = 0; i < m; i++) {
            product(row(i), u[i], v, work, n);
            System.arraycopy(work, 0, x, at + i * n, n);
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
            addWeighted(row(i), u[i], v, weight, work, columnSums, n);
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
        for (int from = 0; from < m; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), m - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                int i = from + r;
                System.arraycopy(tile, r * n, work, 0, n);
                loadRow(w, at, i, 0, weight);
                combine(row(i), u[i], v, weight, work, scale, n);
                System.arraycopy(work, 0, out, at + i * n, n);
            }
        }
    }

    private static void combine(double[] row, double u, double[] v, double[] w, double[] sum, double scale, int n) {
        for (int j = 0; j < n; j++) {
            sum[j] = scale * row[j] * (w[j] * (u * v[j]) - sum[j]);
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        for (int from = 0; from < m; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), m - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                double[] row = row(from + r);
                int start = at + (from + r) * n;
                for (int j = 0; j < n; j++) {
                    out[start + j] = Math.fma(-scale * row[j], tile[r * n + j], out[start + j]);
                }
            }
        }
    }
}
