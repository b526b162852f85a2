package io.permvi.relaxations.sinkhorn;

import org.ejml.data.DMatrixRMaj;

/**
 * The plan at one temperature, {@code p = diag(u) k diag(v)}, with what Newton's method on the column potentials and
 * the implicit gradient need of it. Rows and columns are those of the problem plus its slack row, if any; a dustbin is
 * an entry of each row beside the columns.
 */
interface LevelKernel {
    /** Whether only entries above a threshold are kept. */
    boolean isSparse();

    /** {@code s = k v}, overwritten; dustbins not included. */
    void timesColumn(double[] v, double[] s);

    /** {@code t = transpose(k) u}, overwritten; dustbins not included. */
    void timesRow(double[] u, double[] t);

    /**
     * Fixes the plan for the calls below.
     *
     * @param u row scalings. Kept until the next call, not modified.
     * @param v column scalings. Kept until the next call, not modified.
     * @param rows the sums r of the rows with their dustbins. Kept until the next call.
     * @param columns the sums c of the columns with their dustbins. Kept until the next call.
     */
    void fix(double[] u, double[] v, Margin rows, Margin columns);

    /** {@code diagonal[j] = c_j - sum_i p_ij p_ij / r_i}, without cancellation. */
    void curvature(double[] diagonal);

    /** {@code out = (diag(c) - transpose(p) diag(1 / r) p) x}. */
    void hessian(double[] x, double[] out);

    /**
     * The graph that the plan leaves between the columns once the rows are eliminated.
     *
     * @param weights the upper triangle, to which {@code transpose(p) diag(1 / r) p} is added. Modified.
     * @param toSlack what connects each column to the dustbins, overwritten. Modified.
     */
    void addColumnWeights(double[][] weights, double[] toSlack);

    /** The same between the rows once the columns are eliminated, {@code p diag(1 / c) transpose(p)}. */
    void addRowWeights(double[][] weights, double[] toSlack);

    /** {@code y = p diag(1 / c) b}: what is on the columns, passed on to the rows. */
    void toRows(double[] b, double[] y);

    /** {@code x = diag(1 / c) (b + transpose(p) y)}: the columns, once the rows are known. */
    void toColumns(double[] y, double[] b, double[] x);

    /**
     * Centers {@code y = w - 1 transpose(beta)} (0 in dustbins and in the slack row) in every row, weighted by the
     * plan.
     *
     * @param columnSums the column sums of {@code p o (y - mean_i(y))}. Modified.
     * @param rowMeans {@code mean_i(y) = sum_j p_ij y_ij / r_i}. Modified.
     */
    void center(DMatrixRMaj w, double[] beta, double[] columnSums, double[] rowMeans);

    /** {@code out = scale p o (w - 1 transpose(beta) - alpha 1)} for rows of the problem, 0 off the support. */
    void centered(DMatrixRMaj w, double[] beta, double[] alpha, double scale, DMatrixRMaj out);

    /** {@code out = scale p} for rows of the problem. */
    void plan(double scale, DMatrixRMaj out);
}
