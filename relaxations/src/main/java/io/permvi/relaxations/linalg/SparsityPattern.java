package io.permvi.relaxations.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The entries of an m by n matrix that may be non-zero: which item may go to which place, or where a weight matrix has
 * its support. Immutable; stored by rows (compressed), so kernels cost O(allowed entries). The entries are numbered
 * {@code 0 .. count() - 1} row by row, and the library packs masked matrices into vectors in that order.
 */
public final class SparsityPattern {
    private final int rows;
    private final int columns;
    private final int[] rowStarts;
    /** Empty for a full mask until someone asks: as many numbers as the matrix has, which dense kernels never read. */
    private volatile int[] columnIndices;

    private SparsityPattern(int rows, int columns, int[] rowStarts, int[] columnIndices) {
        this.rows = rows;
        this.columns = columns;
        this.rowStarts = rowStarts;
        this.columnIndices = columnIndices;
    }

    /** Says which entries are allowed. */
    @FunctionalInterface
    public interface Predicate {
        /** Whether entry (row, column) is allowed. */
        boolean allows(int row, int column);
    }

    /**
     * Every entry of a rows by columns matrix.
     *
     * @throws IllegalArgumentException when {@code rows} or {@code columns} is below 1
     */
    public static SparsityPattern all(int rows, int columns) {
        requireSize(rows, columns);
        int[] rowStarts = new int[rows + 1];
        Arrays.setAll(rowStarts, i -> i * columns);
        return new SparsityPattern(rows, columns, rowStarts, new int[0]);
    }

    /**
     * The entries for which the predicate holds.
     *
     * @throws IllegalArgumentException when {@code rows} or {@code columns} is below 1
     */
    public static SparsityPattern where(int rows, int columns, Predicate predicate) {
        requireSize(rows, columns);
        int[] rowStarts = new int[rows + 1];
        int[] columnIndices = new int[rows * columns];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (predicate.allows(i, j)) {
                    columnIndices[count++] = j;
                }
            }
            rowStarts[i + 1] = count;
        }
        return new SparsityPattern(rows, columns, rowStarts, Arrays.copyOf(columnIndices, count));
    }

    private static void requireSize(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a mask needs at least one row and column, got " + rows + " x " + columns);
        }
    }

    /** The number of rows, m. */
    public int rows() {
        return rows;
    }

    /** The number of columns, n. */
    public int columns() {
        return columns;
    }

    /** The number of allowed entries. */
    public int count() {
        return rowStarts[rows];
    }

    /** Whether every entry is allowed. */
    public boolean isFull() {
        return count() == rows * columns;
    }

    /** Whether entry (row, column) is allowed; O(log of the row's entries). */
    public boolean allows(int row, int column) {
        return isFull()
                ? column >= 0 && column < columns
                : Arrays.binarySearch(columnIndices, rowStarts[row], rowStarts[row + 1], column) >= 0;
    }

    /** The number of allowed entries in a row. */
    public int rowCount(int row) {
        return rowStarts[row + 1] - rowStarts[row];
    }

    /** Where each row's entries start in {@link #columnIndices}, with one closing element. Shared: not to be modified. */
    public int[] rowStarts() {
        return rowStarts;
    }

    /**
     * The columns of the allowed entries, row by row, ascending in each row. Shared: not to be modified. Those of
     * {@link #all} take no memory before the first call.
     */
    public int[] columnIndices() {
        if (columnIndices.length < count()) {
            int[] indices = new int[count()];
            Arrays.setAll(indices, e -> e % columns);
            columnIndices = indices;
        }
        return columnIndices;
    }

    /** The transposed mask. */
    public SparsityPattern transpose() {
        if (isFull()) {
            return all(columns, rows);
        }
        int[] starts = new int[columns + 1];
        for (int j : columnIndices()) {
            starts[j + 1]++;
        }
        for (int j = 0; j < columns; j++) {
            starts[j + 1] += starts[j];
        }
        int[] next = Arrays.copyOf(starts, columns);
        int[] ofRows = columnIndices();
        int[] indices = new int[count()];
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                indices[next[ofRows[e]]++] = i;
            }
        }
        return new SparsityPattern(columns, rows, starts, indices);
    }

    /**
     * The order that packs the transposed matrix: entry {@code k} of {@link #transpose} is entry {@code order[k]} of this
     * mask. A fresh array.
     */
    public int[] transposeOrder() {
        int[] next = new int[columns];
        for (int j : columnIndices()) {
            next[j]++;
        }
        int start = 0;
        for (int j = 0; j < columns; j++) {
            int count = next[j];
            next[j] = start;
            start += count;
        }
        int[] indices = columnIndices();
        int[] order = new int[indices.length];
        for (int e = 0; e < indices.length; e++) {
            order[next[indices[e]]++] = e;
        }
        return order;
    }

    /**
     * Spreads packed entries into a matrix; entries that are not allowed become {@code elsewhere}.
     *
     * @param packed the values of the allowed entries from index {@code offset}, row by row. Not modified.
     * @param matrix m by n. Modified.
     */
    public void scatter(double[] packed, int offset, double elsewhere, DMatrixRMaj matrix) {
        requireShape(matrix);
        if (!isFull()) {
            Arrays.fill(matrix.data, 0, rows * columns, elsewhere);
        }
        put(packed, offset, matrix);
    }

    /**
     * Writes packed entries to their places in a matrix and leaves its other entries.
     *
     * @param packed the values of the allowed entries from index {@code offset}, row by row. Not modified.
     * @param matrix m by n. Modified.
     */
    public void put(double[] packed, int offset, DMatrixRMaj matrix) {
        requireShape(matrix);
        if (isFull()) {
            System.arraycopy(packed, offset, matrix.data, 0, count());
            return;
        }
        int[] indices = columnIndices();
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                matrix.data[i * columns + indices[e]] = packed[offset + e];
            }
        }
    }

    /**
     * Packs the allowed entries of a matrix, row by row.
     *
     * @param matrix m by n. Not modified.
     * @param packed receives the values from index {@code offset}. Modified.
     */
    public void gather(DMatrixRMaj matrix, double[] packed, int offset) {
        requireShape(matrix);
        if (isFull()) {
            System.arraycopy(matrix.data, 0, packed, offset, count());
            return;
        }
        int[] indices = columnIndices();
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                packed[offset + e] = matrix.data[i * columns + indices[e]];
            }
        }
    }

    private void requireShape(DMatrixRMaj matrix) {
        if (matrix.numRows != rows || matrix.numCols != columns) {
            throw new IllegalArgumentException(
                    "matrix must be " + rows + " x " + columns + ", got " + matrix.numRows + " x " + matrix.numCols);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SparsityPattern that
                && columns == that.columns
                && Arrays.equals(rowStarts, that.rowStarts)
                && (isFull() || Arrays.equals(columnIndices, that.columnIndices));
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(rowStarts) + (isFull() ? columns : Arrays.hashCode(columnIndices));
    }

    @Override
    public String toString() {
        return count() + " of " + rows + " x " + columns + " entries";
    }
}
