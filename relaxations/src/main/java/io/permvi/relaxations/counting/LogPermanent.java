package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import org.ejml.data.DMatrixRMaj;

/**
 * The logarithm of the permanent of {@code exp(theta)}, the sum over all permutations p of {@code exp(sum_i
 * theta[i][p(i)])}: exactly, or by the Bethe or Sinkhorn approximation with the bounds that each implies.
 */
public final class LogPermanent {
    /** The largest order of {@link #exact} and {@link GibbsMarginals#exact}. */
    public static final int LARGEST_EXACT = 20;

    private static final double HALF_LOG_2 = 0.5 * Math.log(2);

    private LogPermanent() {}

    /**
     * An estimate and what is known for certain.
     *
     * @param value the estimate
     * @param lower a lower bound of the log permanent; exact up to the residual
     * @param upper an upper bound of the log permanent; exact up to the residual
     * @param residual how far the iteration is from its fixed point (largest change or marginal error)
     * @param converged whether the residual is below what was asked
     */
    public record Estimate(double value, double lower, double upper, double residual, boolean converged) {}

    /**
     * The exact value by Ryser's formula in the form of Nijenhuis and Wilf, over Gray codes; O(2^n n) time, O(n)
     * memory. The matrix is scaled to be doubly stochastic first, which keeps the alternating sum accurate: relative
     * error below 1e-10 up to order 14, 1e-7 at 20.
     *
     * @param theta n by n, n at most 20; read where allowed. Not modified.
     * @param allowed the n by n mask; other entries count as minus infinity
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square, too large, or not finite where allowed
     */
    public static double exact(DMatrixRMaj theta, SparsityPattern allowed) {
        int n = theta.numRows;
        requireExact(n);
        Scaling scaling = new Scaling(theta, allowed, 1e-6);
        double[][] columns = scaling.balancedColumns(theta, allowed);
        return Math.log(ryser(columns, n)) + scaling.logFactor;
    }

    static void requireExact(int n) {
        if (n > LARGEST_EXACT) {
            throw new IllegalArgumentException(
                    "exact sums over matchings serve orders up to " + LARGEST_EXACT + ", got " + n);
        }
    }

    /** The permanent of a matrix given by columns; the last column is always in the subset, which halves the work. */
    private static double ryser(double[][] columns, int n) {
        double[] x = columns[n - 1].clone();
        for (double[] column : columns) {
            for (int i = 0; i < n; i++) {
                x[i] -= 0.5 * column[i];
            }
        }
        double sum = product(x);
        double lost = 0;
        double sign = 1;
        int subset = 0;
        for (long code = 1; code < 1L << (n - 1); code++) {
            int j = Long.numberOfTrailingZeros(code);
            double move = (subset >> j & 1) == 0 ? 1 : -1;
            subset ^= 1 << j;
            double[] column = columns[j];
            for (int i = 0; i < n; i++) {
                x[i] = Math.fma(move, column[i], x[i]);
            }
            sign = -sign;
            double term = sign * product(x) - lost;
            double next = sum + term;
            lost = (next - sum) - term;
            sum = next;
        }
        return 2 * (n % 2 == 0 ? -sum : sum);
    }

    private static double product(double[] x) {
        double product = 1;
        for (double value : x) {
            product *= value;
        }
        return product;
    }

    /**
     * The Bethe approximation by belief propagation (Huang and Jebara 2009; Vontobel 2013): a lower bound, at most
     * n/2 log 2 below the truth (Anari and Rezaei 2019). O(n^2) per sweep.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @param sweeps the number of sweeps at most
     * @param tolerance the largest change of a marginal at which to stop
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public static Estimate bethe(DMatrixRMaj theta, SparsityPattern allowed, int sweeps, double tolerance) {
        return GibbsMarginals.bethe(theta, allowed, sweeps, tolerance, new DMatrixRMaj(theta.numRows, theta.numRows));
    }

    /**
     * The Sinkhorn approximation: with P doubly stochastic and {@code log perm(exp theta) = log perm(P) + s}, the bounds
     * of van der Waerden, of Gurvits and Schrijver ({@code perm(P) >= prod (1 - p)^(1 - p)}), and of Anari and Rezaei on
     * perm(P); the estimate is their middle. O(n^2) per Newton step.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public static Estimate sinkhorn(DMatrixRMaj theta, SparsityPattern allowed) {
        int n = theta.numRows;
        Scaling scaling = new Scaling(theta, allowed, 1e-10);
        double schrijver = 0;
        for (double p : scaling.plan.data) {
            schrijver += p < 1 ? (1 - p) * Math.log1p(-p) : 0;
        }
        double vanDerWaerden = -n * Math.log(n);
        for (int k = 2; k <= n; k++) {
            vanDerWaerden += Math.log(k);
        }
        double lower = Math.max(schrijver, vanDerWaerden);
        double upper = Math.min(0, schrijver + n * HALF_LOG_2);
        double shift = scaling.logFactor;
        return new Estimate(
                shift + 0.5 * (lower + upper), shift + lower, shift + upper, scaling.error, scaling.error <= 1e-10);
    }

    /** The doubly stochastic scaling of exp(theta), and the logarithm of the permanent's change. */
    static final class Scaling {
        final DMatrixRMaj plan;
        final double logFactor;
        final double error;
        private final double[] rowPotential;
        private final double[] columnPotential;

        Scaling(DMatrixRMaj theta, SparsityPattern allowed, double tolerance) {
            int n = theta.numRows;
            if (theta.numCols != n) {
                throw new IllegalArgumentException(
                        "a permanent needs a square matrix, got " + n + " x " + theta.numCols);
            }
            TransportPass pass =
                    EntropicTransport.converged(tolerance).newPass(TransportProblem.of(MatchingSpace.within(allowed)));
            plan = new DMatrixRMaj(n, n);
            pass.forward(theta, 1, plan);
            rowPotential = new double[n];
            columnPotential = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                rowPotential[i] = pass.rowPotential(i);
                columnPotential[i] = pass.columnPotential(i);
                sum -= rowPotential[i] + columnPotential[i];
            }
            logFactor = sum;
            error = pass.marginalError();
        }

        /** exp(theta) scaled by exactly the potentials, by columns. */
        double[][] balancedColumns(DMatrixRMaj theta, SparsityPattern allowed) {
            int n = theta.numRows;
            double[][] columns = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    if (allowed.allows(i, j)) {
                        columns[j][i] = Math.exp(theta.get(i, j) + rowPotential[i] + columnPotential[j]);
                    }
                }
            }
            return columns;
        }
    }
}
