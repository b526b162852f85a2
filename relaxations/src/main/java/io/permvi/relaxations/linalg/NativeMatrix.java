package io.permvi.relaxations.linalg;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.concurrent.atomic.LongAdder;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * A matrix in the memory of OpenBLAS, whose products it does. The memory is freed with the object that owns the matrix, by
 * the collector.
 */
final class NativeMatrix implements ProductMatrix {
    /** Rows of this many elements stay in the second-level cache between two products. */
    private static final int BLOCK_ENTRIES = 24_576;

    /** Loops over rows of whole cache lines leave no remainder. */
    private static final int LINE = 8;

    private static final LongAdder BYTES_ALLOCATED = new LongAdder();

    private final int rows;
    private final int columns;
    private final DoublePointer entries;
    private final int blockRows;
    private final DoublePointer ofRows;
    private final DoublePointer factors;
    private final DoublePointer sums;
    private final double[] row;

    static long bytesAllocated() {
        return BYTES_ALLOCATED.sum();
    }

    /** Memory for a matrix; fails where the library does not load. */
    NativeMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        entries = new DoublePointer((long) rows * columns);
        blockRows = Math.max(1, Math.min(rows, BLOCK_ENTRIES / columns));
        ofRows = new DoublePointer(rows);
        factors = new DoublePointer(columns);
        sums = new DoublePointer(columns);
        row = new double[(columns + LINE - 1) / LINE * LINE];
        BYTES_ALLOCATED.add(Double.BYTES * ((long) rows * columns + rows + 2L * columns));
    }

    @Override
    public double[] row(int i) {
        entries.position((long) i * columns).get(row, 0, columns);
        return row;
    }

    @Override
    public double[] rowToWrite(int i) {
        return row;
    }

    @Override
    public void written(int i) {
        entries.position((long) i * columns).put(row, 0, columns);
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        factors.put(v, 0, columns);
        multiply(openblas_nolapack.CblasNoTrans, 0, rows, factors, 0, ofRows);
        ofRows.get(s, 0, rows);
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        ofRows.put(u, 0, rows);
        multiply(openblas_nolapack.CblasTrans, 0, rows, ofRows, 0, sums);
        sums.get(t, 0, columns);
    }

    @Override
    public void products(double[] v, double[] s, RowStep step, double[] u, double[] t) {
        factors.put(v, 0, columns);
        for (int from = 0; from < rows; from += blockRows) {
            int count = Math.min(blockRows, rows - from);
            multiply(openblas_nolapack.CblasNoTrans, from, count, factors, 0, ofRows);
            ofRows.get(s, from, count);
            step.apply(s, u, from, from + count);
            ofRows.put(u, from, count);
            multiply(openblas_nolapack.CblasTrans, from, count, ofRows, from == 0 ? 0 : 1, sums);
        }
        sums.get(t, 0, columns);
    }

    private void multiply(int transpose, int from, int count, DoublePointer by, double beta, DoublePointer product) {
        openblas_nolapack.cblas_dgemv(
                openblas_nolapack.CblasRowMajor,
                transpose,
                count,
                columns,
                1,
                entries.position((long) from * columns),
                columns,
                by,
                1,
                beta,
                product,
                1);
    }
}
