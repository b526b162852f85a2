package io.permvi.relaxations.linalg;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The entries of an m by n matrix that may be non-zero: which item may go to which place, or where a weight matrix has
 * its support. Immutable; stored by rows (compressed), so kernels cost O(allowed entries). The entries are numbered
 * {@code 0 .. count() - 1} row by row, and the library packs masked matrices into vectors in that order: row i has the
 * entries {@code rowStart(i) .. rowEnd(i) - 1}, and entry e stands in {@code column(e)}.
 */
public final class SparsityPattern {
    private static final int LARGEST = Integer.MAX_VALUE - 8;
    /** A full pattern of up to so many entries lists its columns at once, so that loops read them from a final array. */
    private static final int SMALL = 1 << 16;

    private final int rows;
    private final int columns;
    private final int[] rowStarts;
    /** Empty for a large full pattern. */
    private final int[] columnIndices;

    private final boolean full;
    /**
     * Those of a large full pattern once someone asks: as many as the matrix has entries, which dense kernels never
     * read.
     */
    private volatile int[] lateIndices = new int[0];

    private SparsityPattern(int rows, int columns, int[] rowStarts, int[] columnIndices) {
        this.rows = rows;
        this.columns = columns;
        this.rowStarts = rowStarts;
        full = rowStarts[rows] == (long) rows * columns;
        this.columnIndices = columnIndices;
    }

    /** Says which entries are allowed. */
    @FunctionalInterface
    public interface Predicate {
        /** Whether entry (row, column) is allowed. */
        boolean allows(int row, int column);
    }

    /** What is done with each entry. */
    @FunctionalInterface
    public interface EntryAction {
        /** Takes the number of an entry, its row and its column. */
        void accept(int entry, int row, int column);
    }

    /**
     * Every entry of a rows by columns matrix.
     *
     * @throws IllegalArgumentException when {@code rows} or {@code columns} is below 1, or there are more entries than an
     *     array holds
     */
    public static SparsityPattern all(int rows, int columns) {
        requireSize(rows, columns);
        if ((long) rows * columns > LARGEST) {
            throw tooLarge(rows, columns);
        }
        int[] rowStarts = new int[rows + 1];
        Arrays.setAll(rowStarts, i -> i * columns);
        int[] indices = repeated(rows * columns <= SMALL ? rows * columns : 0, columns);
        return new SparsityPattern(rows, columns, rowStarts, indices);
    }

    /**
     * The entries for which the predicate holds.
     *
     * @throws IllegalArgumentException when {@code rows} or {@code columns} is below 1
     */
    public static SparsityPattern where(int rows, int columns, Predicate predicate) {
        requireSize(rows, columns);
        int[] rowStarts = new int[rows + 1];
        int[] columnIndices = new int[columns];
        int count = 0;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                if (predicate.allows(i, j)) {
                    if (count == columnIndices.length) {
                        columnIndices = Arrays.copyOf(columnIndices, grown(count, rows, columns));
                    }
                    columnIndices[count++] = j;
                }
            }
            rowStarts[i + 1] = count;
        }
        return new SparsityPattern(rows, columns, rowStarts, Arrays.copyOf(columnIndices, count));
    }

    private static int grown(int count, int rows, int columns) {
        if (count == LARGEST) {
            throw tooLarge(rows, columns);
        }
        return (int) Math.min(2L * count, LARGEST);
    }

    private static IllegalArgumentException tooLarge(int rows, int columns) {
        return new IllegalArgumentException("a pattern holds at most " + LARGEST + " entries, got more within " + rows
                + " x " + columns + "; leave entries out");
    }

    private static void requireSize(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a pattern needs at least one row and column, got " + rows + " x " + columns);
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
        return full;
    }

    /** Whether entry (row, column) is allowed, false outside the matrix; O(log of the row's entries). */
    public boolean allows(int row, int column) {
        return row >= 0 && row < rows && entry(row, column) >= 0;
    }

    /** The number of the entry (row, column), negative when it is not allowed; O(log of the row's entries). */
    public int entry(int row, int column) {
        if (full) {
            return column >= 0 && column < columns ? row * columns + column : -1;
        }
        return Arrays.binarySearch(columnIndices, rowStarts[row], rowStarts[row + 1], column);
    }

    /** The number of allowed entries in a row. */
    public int rowCount(int row) {
        return rowStarts[row + 1] - rowStarts[row];
    }

    /** The number of the first entry of a row. */
    public int rowStart(int row) {
        return rowStarts[row];
    }

    /** One more than the number of the last entry of a row: its entries are {@code rowStart(row) .. rowEnd(row) - 1}. */
    public int rowEnd(int row) {
        return rowStarts[row + 1];
    }

    /** The column of an entry; ascending in each row. */
    public int column(int entry) {
        return indices()[entry];
    }

    /** The columns of a row's entries, ascending; a fresh array. */
    public int[] columnsOfRow(int row) {
        return Arrays.copyOfRange(indices(), rowStarts[row], rowStarts[row + 1]);
    }

    /** Where the entries of each row start, with one closing element; a fresh array for kernels that keep it. */
    public int[] copyOfRowStarts() {
        return rowStarts.clone();
    }

    /** The columns of all entries, row by row; a fresh array for kernels that keep it. */
    public int[] copyOfColumns() {
        return indices().clone();
    }

    /** Does something with each entry, row by row. */
    public void forEachEntry(EntryAction action) {
        int[] indices = indices();
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                action.accept(e, i, indices[e]);
            }
        }
    }

    private int[] indices() {
        return columnIndices.length > 0 || !full ? columnIndices : lateIndices();
    }

    private int[] lateIndices() {
        int[] indices = lateIndices;
        if (indices.length == 0) {
            indices = repeated(count(), columns);
            lateIndices = indices;
        }
        return indices;
    }

    private static int[] repeated(int count, int columns) {
        int[] indices = new int[count];
        Arrays.setAll(indices, e -> e % columns);
        return indices;
    }

    /** The transposed pattern. */
    public SparsityPattern transpose() {
        if (isFull()) {
            return all(columns, rows);
        }
        int[] starts = new int[columns + 1];
        for (int j : indices()) {
            starts[j + 1]++;
        }
        for (int j = 0; j < columns; j++) {
            starts[j + 1] += starts[j];
        }
        int[] next = Arrays.copyOf(starts, columns);
        int[] ofRows = indices();
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
     * pattern. A fresh array.
     */
    public int[] transposeOrder() {
        int[] next = new int[columns];
        for (int j : indices()) {
            next[j]++;
        }
        int start = 0;
        for (int j = 0; j < columns; j++) {
            int count = next[j];
            next[j] = start;
            start += count;
        }
        int[] indices = indices();
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
        int[] indices = indices();
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
        int[] indices = indices();
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                packed[offset + e] = matrix.data[i * columns + indices[e]];
            }
        }
    }

    /**
     * Packs the allowed entries of one row.
     *
     * @param matrix m by n. Not modified.
     * @param row receives the values from index 0. Modified.
     * @return their number
     */
    public int gatherRow(DMatrixRMaj matrix, int i, double[] row) {
        int[] indices = indices();
        int count = rowCount(i);
        for (int k = 0; k < count; k++) {
            row[k] = matrix.data[i * columns + indices[rowStarts[i] + k]];
        }
        return count;
    }

    /**
     * Writes the packed entries of one row to their places and leaves its other entries.
     *
     * @param row the values from index 0. Not modified.
     * @param matrix m by n. Modified.
     */
    public void putRow(double[] row, int i, DMatrixRMaj matrix) {
        int[] indices = indices();
        int count = rowCount(i);
        for (int k = 0; k < count; k++) {
            matrix.data[i * columns + indices[rowStarts[i] + k]] = row[k];
        }
    }

    /**
     * to = factor from on the allowed entries, 0 elsewhere.
     *
     * @param from m by n, another matrix than {@code to}. Not modified.
     * @param to m by n. Modified.
     */
    public void scale(double factor, DMatrixRMaj from, DMatrixRMaj to) {
        requireShape(from);
        requireShape(to);
        if (full) {
            for (int e = 0; e < count(); e++) {
                to.data[e] = factor * from.data[e];
            }
            return;
        }
        to.zero();
        for (int i = 0; i < rows; i++) {
            for (int e = rowStarts[i]; e < rowStarts[i + 1]; e++) {
                int at = i * columns + columnIndices[e];
                to.data[at] = factor * from.data[at];
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
                && (full || Arrays.equals(columnIndices, that.columnIndices));
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
