package io.permvi.relaxations.transport;

import org.ejml.data.DMatrixRMaj;

/**
 * The matrix {@code k[i][j] = exp((score[i][j] + f[i] + g[j]) / temperature)} on its support, with the products that
 * Sinkhorn iterations and their gradient need. One thread; allocates nothing after construction.
 */
interface ScalingKernel {
    /** The largest score of each row, negated: the row potentials for which every row holds an entry 1. */
    void rowShifts(DMatrixRMaj score, double[] f);

    /** The column potentials that, given row potentials, put an entry 1 into every column. */
    void columnShifts(DMatrixRMaj score, double[] f, double[] g);

    /** Computes the kernel; entries are kept at 1e-200 or above. */
    void build(DMatrixRMaj score, double temperature, double[] f, double[] g);

    /** {@code s = k v}, overwritten. */
    void timesColumn(double[] v, double[] s);

    /** {@code t = transpose(k) u}, overwritten. */
    void timesRow(double[] u, double[] t);

    /** {@code x = diag(u) k diag(v)}, 0 off the support. */
    void plan(double[] u, double[] v, DMatrixRMaj x);

    /** The row sums and the column sums of {@code w o diag(u) k diag(v)}. */
    void weightedSums(double[] u, double[] v, DMatrixRMaj w, double[] rowSums, double[] columnSums);

    /**
     * {@code out = scale k o (diag(u) w diag(v) - transpose(a) b)} for the leading {@code rank} rows of a and b; 0 off
     * the support.
     *
     * @param a at least rank by m. Not modified.
     * @param b at least rank by n. Not modified.
     */
    void gradient(
            double[] u,
            double[] v,
            DMatrixRMaj w,
            DMatrixRMaj a,
            DMatrixRMaj b,
            int rank,
            double scale,
            DMatrixRMaj out);

    /** {@code out -= scale k o (transpose(a) b)} for the leading {@code rank} rows of a and b. */
    void subtractLowRank(DMatrixRMaj a, DMatrixRMaj b, int rank, double scale, DMatrixRMaj out);
}
