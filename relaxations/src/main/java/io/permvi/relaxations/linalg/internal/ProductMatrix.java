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
         * @param from the first row
         * @param to one more than the last row
         */
        void apply(int from, int to);
    }

    /**
     * Sets a row.
     *
     * @param i the row
     * @param values its entries, first in the array. Not modified.
     */
    void setRow(int i, double[] values);

    /**
     * Copies a row out.
     *
     * @param i the row
     * @param out its entries, first in the array. Modified.
     */
    void row(int i, double[] out);

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
     * @param u a factor for each row, read after the step of its range. Not modified here.
     * @param t one sum for each column, overwritten. Modified.
     */
    void products(double[] v, double[] s, RowStep step, double[] u, double[] t);
}
