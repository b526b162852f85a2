package io.permvi.relaxations.sinkhorn;

/**
 * One side of a plan, its rows or its columns.
 *
 * @param sums what each holds, its dustbin included
 * @param dustbins what the dustbin of each holds, 0 without
 */
record Margin(double[] sums, double[] dustbins) {
    /** Of a number of rows or columns, all zero. */
    static Margin of(int length) {
        return new Margin(new double[length], new double[length]);
    }
}
