package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import org.ejml.data.DMatrixRMaj;

/**
 * The marginals {@code P(item i goes to place j)} of the distribution on permutations with probability proportional to
 * {@code exp(sum_i theta[i][p(i)])}.
 */
public final class GibbsMarginals {
    private GibbsMarginals() {}

    /**
     * The exact marginals, by sums over subsets of places (no term is negative, so nothing cancels): O(2^n n) time,
     * 2^(n+1) numbers of memory.
     *
     * @param theta n by n, n at most 20; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @param marginals n by n, doubly stochastic. Modified.
     * @return the log permanent of exp(theta)
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square, too large, or not finite where allowed
     */
    public static double exact(DMatrixRMaj theta, SparsityPattern allowed, DMatrixRMaj marginals) {
        int n = theta.numRows;
        LogPermanent.requireExact(n);
        requireShape(marginals, n);
        LogPermanent.Scaling scaling = new LogPermanent.Scaling(theta, allowed, 1e-6);
        double[][] columns = scaling.balancedColumns(theta, allowed);
        DMatrixRMaj balanced = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                balanced.set(i, j, Math.log(columns[j][i]));
            }
        }
        GibbsTables tables = new GibbsTables(n);
        double value = tables.load(balanced) + scaling.logFactor;
        tables.marginals(marginals);
        return value;
    }

    /**
     * The Bethe marginals, by belief propagation; O(allowed entries) per sweep.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @param sweeps the number of sweeps at most
     * @param tolerance the largest change of a marginal at which to stop
     * @param marginals n by n, doubly stochastic at the fixed point. Modified.
     * @return the Bethe approximation of the log permanent, its bounds, and whether the sweeps converged
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public static LogPermanent.Estimate bethe(
            DMatrixRMaj theta, SparsityPattern allowed, int sweeps, double tolerance, DMatrixRMaj marginals) {
        requireShape(marginals, theta.numRows);
        BetheMarginals bethe = new BetheMarginals(allowed, sweeps, tolerance);
        LogPermanent.Estimate estimate = bethe.load(theta);
        bethe.marginals(marginals);
        return estimate;
    }

    private static void requireShape(DMatrixRMaj marginals, int n) {
        if (marginals.numRows != n || marginals.numCols != n) {
            throw new IllegalArgumentException(
                    "marginals must be " + n + " x " + n + ", got " + marginals.numRows + " x " + marginals.numCols);
        }
    }
}
