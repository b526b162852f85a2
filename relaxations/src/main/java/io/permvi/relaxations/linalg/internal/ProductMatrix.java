package io.permvi.relaxations.linalg.internal;

/**
 * A dense matrix a kept once for products with many vectors, of which {@code a v} and {@code transpose(a) u} read the same
 * copy. One thread. Cost O(rows columns) a product.
 */
public interface ProductMatrix {
    /** What happens to a range of rows between two products. */
    interface RowStep {
        /**
         * Takes the sums of a range of rows and sets their factors.
         *
         * @param s the sums. Not modified.
         * @param u the factors. Modified in the range.
         * @param from the first row
         * @param to one more than the last row
         */
        void apply(double[] s, double[] u, int from, int to);
    }

    /**
     * A row.
     *
     * @param i the row
     * @return an array that holds its entries from {@link #rowStart} on, to be read until the next call
     */
    double[] row(int i);

    /**
     * Where a row starts in the arrays of {@link #row} and {@link #rowToWrite}.
     *
     * @param i the row
     */
    default int rowStart(int i) {
        return 0;
    }

    /**
     * Where a row is to be written; call {@link #written} when it is.
     *
     * @param i the row
     * @return an array for its entries from {@link #rowStart} on; what is beyond them, to the next multiple of eight, must
     *     be 0 in the end
     */
    double[] rowToWrite(int i);

    /**
     * Takes the row written last.
     *
     * @param i the row
     */
    void written(int i);

    /** Takes note that all rows are written, before the first product. */
    default void finish() {}

    /**
     * {@code s = a v}.
     *
     * @param v a factor for each column. Not modified.
     * @param s one sum for each row, overwritten. Modified.
     */
    void timesColumn(double[] v, double[] s);

    /**
     * {@code t = transpose(a) u}.
     *
     * @param u a factor for each row. Not modified.
     * @param t one sum for each column, overwritten. Modified.
     */
    void timesRow(double[] u, double[] t);

    /**
     * {@code s = a v}, then the step, which sets u, then {@code t = transpose(a) u}, a range of rows at a time, so that the
     * matrix is read from afar once.
     *
     * @param v a factor for each column. Not modified.
     * @param s one sum for each row, overwritten. Modified.
     * @param step called for each range, in order, when its sums are in s
     * @param u a factor for each row, set by the step of its range. Modified.
     * @param t one sum for each column, overwritten. Modified.
     */
    void products(double[] v, double[] s, RowStep step, double[] u, double[] t);
}
