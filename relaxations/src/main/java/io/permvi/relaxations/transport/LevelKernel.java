package io.permvi.relaxations.transport;

import org.ejml.data.DMatrixRMaj;

/**
 * The plan at one temperature, {@code p = diag(u) k diag(v)}, with what Newton's method on the column potentials and
 * the implicit gradient need of it. Rows and columns are those of the problem plus its slack row, if any; a dustbin is
 * an entry of each row beside the columns.
 */
interface LevelKernel {
    /** {@code s = k v}, overwritten; dustbins not included. */
    void timesColumn(double[] v, double[] s);

    /** {@code t = transpose(k) u}, overwritten; dustbins not included. */
    void timesRow(double[] u, double[] t);

    /**
     * Fixes the plan for the calls below.
     *
     * @param u row scalings, so that each row with its dustbin sums to its mass. Not modified.
     * @param v column scalings. Not modified.
     * @param rowMass the row sums. Kept until the next call.
     * @param rowSlack the dustbin entry of each row, 0 without. Kept until the next call.
     */
    void fix(double[] u, double[] v, double[] rowMass, double[] rowSlack);

    /** {@code diagonal[j] = sum_i p_ij (1 - p_ij / r_i)}, without cancellation. */
    void curvature(double[] diagonal);

    /** {@code out = (diag(column sums) - transpose(p) diag(1 / r) p) x}. */
    void hessian(double[] x, double[] out);

    /** Adds {@code transpose(p) diag(1 / r) p} to the upper triangle, and what each column loses to the dustbins. */
    void addWeights(double[][] weights, double[] toSlack);

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

    /** Writes the plan, without the slack row. */
    void plan(DMatrixRMaj out);
}
