package io.permvi.relaxations.linalg;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * A matrix in the memory of OpenBLAS, for products with many vectors: one copy serves both {@code a v} and
 * {@code transpose(a) u}, each at the speed of reading it once. The memory is freed with the object that owns the matrix,
 * by the collector.
 *
 * <p>One thread. Cost O(rows columns) a product, and two copies of vectors.
 */
public final class NativeMatrix {
    private final int rows;
    private final int columns;
    private final DoublePointer entries;
    private final DoublePointer start;
    private final DoublePointer ofRows;
    private final DoublePointer ofColumns;

    /** Memory for a matrix; fails where the library does not load. */
    NativeMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        entries = new DoublePointer((long) rows * columns);
        start = new DoublePointer(entries);
        ofRows = new DoublePointer(rows);
        ofColumns = new DoublePointer(columns);
    }

    /**
     * Sets a row.
     *
     * @param i the row
     * @param values its entries, first in the array. Not modified.
     */
    public void setRow(int i, double[] values) {
        entries.position((long) i * columns).put(values, 0, columns);
    }

    /**
     * Copies a row out.
     *
     * @param i the row
     * @param out its entries, first in the array. Modified.
     */
    public void row(int i, double[] out) {
        entries.position((long) i * columns).get(out, 0, columns);
    }

    /**
     * {@code s = a v}.
     *
     * @param v a factor for each column. Not modified.
     * @param s one sum for each row, overwritten. Modified.
     */
    public void timesColumn(double[] v, double[] s) {
        ofColumns.put(v, 0, columns);
        multiply(openblas_nolapack.CblasNoTrans, ofColumns, ofRows);
        ofRows.get(s, 0, rows);
    }

    /**
     * {@code t = transpose(a) u}.
     *
     * @param u a factor for each row. Not modified.
     * @param t one sum for each column, overwritten. Modified.
     */
    public void timesRow(double[] u, double[] t) {
        ofRows.put(u, 0, rows);
        multiply(openblas_nolapack.CblasTrans, ofRows, ofColumns);
        ofColumns.get(t, 0, columns);
    }

    private void multiply(int transpose, DoublePointer factor, DoublePointer product) {
        openblas_nolapack.cblas_dgemv(
                openblas_nolapack.CblasRowMajor, transpose, rows, columns, 1, start, columns, factor, 1, 0, product, 1);
    }
}
