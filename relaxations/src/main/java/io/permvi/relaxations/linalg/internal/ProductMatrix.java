package io.permvi.relaxations.linalg.internal;

/**
 * A dense matrix a kept once for products with many vectors, of which {@code a v} and {@code transpose(a) u} read the same
 * copy. One thread. Cost O(rows columns) a product.
 */
public interface ProductMatrix {
    /** What happens to a range of rows between two products. */
    interface RowStep {
        /** Takes the sums s of rows {@code from .. to - 1}, which it leaves, and sets their factors u. */
        void apply(double[] s, double[] u, int from, int to);
    }

    /** An array that holds the entries of row i from {@link #rowStart} on, to be read until the next call. */
    double[] row(int i);

    /** Where row i starts in the arrays of {@link #row} and {@link #rowToWrite}. */
    default int rowStart(int i) {
        return 0;
    }

    /**
     * An array to write the entries of row i into, from {@link #rowStart} on; call {@link #written} then. What is beyond
     * them, to the next multiple of eight, must be 0 in the end.
     */
    double[] rowToWrite(int i);

    /** Takes row i, the one written last. */
    void written(int i);

    /** Takes note that all rows are written, before the first product. */
    default void finish() {}

    /** {@code s = a v}: a factor for each column, a sum for each row, which is overwritten. */
    void timesColumn(double[] v, double[] s);

    /** {@code t = transpose(a) u}: a factor for each row, a sum for each column, which is overwritten. */
    void timesRow(double[] u, double[] t);

    /**
     * {@code s = a v}, then the step, which sets u, then {@code t = transpose(a) u}, a range of rows at a time, so that the
     * matrix is read from afar once. The step is called for each range, in order, when its sums are in s.
     */
    void products(double[] v, double[] s, RowStep step, double[] u, double[] t);
}
