package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;
import java.util.Optional;

/**
 * A dense matrix for many products with vectors, m by n. A small one is kept by rows and by columns, so that both products
 * add rows, the form that the compiler vectorizes. Of a larger one, of which two copies would not fit the second-level
 * cache, one {@link ProductMatrix} serves both products, of explicit vectors or in native memory; where there is neither,
 * the two copies or, when they would take more memory than all the rest, one by rows.
 *
 * <p>Write all rows, then call {@link #finish}. One thread; allocates nothing after construction.
 */
final class KernelMatrix {
    private static final int LARGEST_IN_CACHE = 200 * 200;
    private static final int LARGEST_WITH_COLUMNS = 600 * 600;
    private static final int TILE = 8;

    private final int m;
    private final int n;
    private final Optional<ProductMatrix> outside;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] sumOfColumns;
    private final double[] sumOfRows;

    KernelMatrix(int m, int n) {
        this(m, n, outside(m, n));
    }

    private static Optional<ProductMatrix> outside(int m, int n) {
        return TransportLoops.VECTORS
                .flatMap(loops -> loops.newMatrix(m, n))
                .or(() -> m * (long) n > LARGEST_IN_CACHE ? MatrixProducts.nativeMatrix(m, n) : Optional.empty());
    }

    private KernelMatrix(int m, int n, Optional<ProductMatrix> outside) {
        this(m, n, outside.isEmpty() && m * (long) n <= LARGEST_WITH_COLUMNS, outside);
    }

    /** Kept by rows and columns, outside the heap, or else by rows. */
    KernelMatrix(int m, int n, boolean byBoth, Optional<ProductMatrix> outside) {
        this.m = m;
        this.n = n;
        this.outside = outside;
        byRow = new double[outside.isPresent() ? 1 : m][RowSums.padded(n)];
        byColumn = new double[byBoth ? n : 0][RowSums.padded(m)];
        sumOfColumns = new double[byBoth ? RowSums.padded(m) : 0];
        sumOfRows = new double[outside.isPresent() ? 0 : RowSums.padded(n)];
    }

    /** Row i, to be read until the next call. */
    double[] row(int i) {
        if (outside.isEmpty()) {
            return byRow[i];
        }
        outside.get().row(i, byRow[0]);
        return byRow[0];
    }

    /** Where row i is to be written before {@link #written}; may be longer than the row, with zeros at the end. */
    double[] rowToWrite(int i) {
        return byRow[outside.isPresent() ? 0 : i];
    }

    /** Row i is complete. */
    void written(int i) {
        if (outside.isPresent()) {
            outside.get().setRow(i, byRow[0]);
        }
    }

    /** All rows are complete. */
    void finish() {
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

    /** {@code s = a v}, overwritten. */
    void timesColumn(double[] v, double[] s) {
        if (outside.isPresent()) {
            outside.get().timesColumn(v, s);
        } else if (byColumn.length > 0) {
            addRows(byColumn, v, n, sumOfColumns);
            System.arraycopy(sumOfColumns, 0, s, 0, m);
        } else {
            RowSums.dots(byRow, v, m, s, n);
        }
    }

    /** {@code t = transpose(a) u}, overwritten. */
    void timesRow(double[] u, double[] t) {
        if (outside.isPresent()) {
            outside.get().timesRow(u, t);
        } else {
            addRows(byRow, u, m, sumOfRows);
            System.arraycopy(sumOfRows, 0, t, 0, n);
        }
    }

    /** {@code s = a v}, then the step, which sets u, then {@code t = transpose(a) u}; overwrites s and t. */
    void products(double[] v, double[] s, ProductMatrix.RowStep step, double[] u, double[] t) {
        if (outside.isPresent()) {
            outside.get().products(v, s, step, u, t);
        } else {
            timesColumn(v, s);
            step.apply(0, m);
            timesRow(u, t);
        }
    }

    /** {@code sum = weights[0] rows[0] + ... + weights[count - 1] rows[count - 1]}. */
    private static void addRows(double[][] rows, double[] weights, int count, double[] sum) {
        Arrays.fill(sum, 0);
        int p = 0;
        for (; p + 6 <= count; p += 6) {
            addSix(
                    sum,
                    weights[p],
                    rows[p],
                    weights[p + 1],
                    rows[p + 1],
                    weights[p + 2],
                    rows[p + 2],
                    weights[p + 3],
                    rows[p + 3],
                    weights[p + 4],
                    rows[p + 4],
                    weights[p + 5],
                    rows[p + 5]);
        }
        for (; p + 2 <= count; p += 2) {
            addTwo(sum, weights[p], rows[p], weights[p + 1], rows[p + 1]);
        }
        if (p < count) {
            RowUpdates.addRow(sum, weights[p], rows[p], 0, sum.length);
        }
    }

    /** As many rows as the compiler still vectorizes in one loop. */
    private static void addSix(
            double[] sum,
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            double a4,
            double[] b4,
            double a5,
            double[] b5) {
        for (int j = 0; j < sum.length; j++) {
            double early = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], sum[j])));
            sum[j] = Math.fma(a3, b3[j], Math.fma(a4, b4[j], Math.fma(a5, b5[j], early)));
        }
    }

    private static void addTwo(double[] sum, double a0, double[] b0, double a1, double[] b1) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], sum[j]));
        }
    }
}
