package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;

/**
 * The matrix {@code k[i][j] = exp((score[i][j] + f[i] + g[j]) / temperature)} on its support, with the products that
 * Sinkhorn iterations and their gradient need. Scores, plans and their adjoints are those of the problem, row by row,
 * from an element {@code at} of an array on; a slack row, if any, is one row more, whose scores are 0 and whose adjoint
 * is too. One thread; allocates nothing after construction.
 */
interface ScalingKernel {
    /** The largest score of each row, negated: the row potentials for which every row holds an entry 1. */
    void rowShifts(double[] score, int at, double[] f);

    /** The column potentials that, given row potentials, put an entry 1 into every column. */
    void columnShifts(double[] score, int at, double[] f, double[] g);

    /** Computes the kernel for potentials zero; false if an exponent is so large that products could leave their range. */
    default boolean buildModerate(double[] score, int at, double temperature) {
        return false;
    }

    /** Computes the kernel; entries are kept at 1e-200 or above. */
    void build(double[] score, int at, double temperature, double[] f, double[] g);

    /** {@code s = k v}, overwritten. */
    void timesColumn(double[] v, double[] s);

    /** {@code t = transpose(k) u}, overwritten. */
    void timesRow(double[] u, double[] t);

    /**
     * {@code s = k v}, then the step, which sets u, then {@code t = transpose(k) u}: one iteration, which may read the
     * kernel once, a range of rows at a time. Overwrites s and t.
     */
    default void products(double[] v, double[] s, ProductMatrix.RowStep step, double[] u, double[] t) {
        timesColumn(v, s);
        step.apply(s, u, 0, s.length);
        timesRow(u, t);
    }

    /** {@code x = diag(u) k diag(v)}, 0 off the support, and its row sums. */
    void plan(double[] u, double[] v, double[] x, int at, double[] rowSums);

    /** The row sums and the column sums of {@code w o diag(u) k diag(v)}. */
    void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums);

    /** {@code out = scale k o (diag(u) w diag(v) - sum)}, 0 off the support; w and out from {@code at} on. */
    void gradient(double[] u, double[] v, double[] w, int at, OuterProducts sum, double scale, double[] out);

    /** {@code out -= scale k o sum}. */
    void subtract(OuterProducts sum, double scale, double[] out, int at);
}
