package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * The Sinkhorn operator {@code x = S(psi / temperature)}: the exponential, its rows and columns scaled to one in turn
 * (Sinkhorn 1964; Adams and Zemel 2011; Mena et al. 2018, equation 3). As the temperature falls, x approaches the
 * matching of largest score.
 *
 * <p>Serves every matching space. Permutations: doubly stochastic in the limit. Injections: rows sum to one and
 * columns to at most one, by a slack row of scores 0. Partial matchings: every row and every column has a slack entry
 * of score 0, so rows and columns sum to at most one. Entries that are not allowed are 0 and cost nothing.
 *
 * <p>The gradient is that of the iterations that ran, not of the limit. Stable at every temperature. Cost O(allowed
 * entries) per iteration, forward and backward.
 *
 * @param iterations the number of iterations (rows, then columns) at most
 * @param tolerance the marginal error at which to stop early; 0 to run all iterations
 */
public record SinkhornOperator(int iterations, double tolerance) implements Relaxation {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when {@code iterations} is below 1 or {@code tolerance} is negative or not
     *     finite
     */
    public SinkhornOperator {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, got " + iterations);
        }
        if (!(tolerance >= 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("tolerance must be at least 0 and finite, got " + tolerance);
        }
    }

    /** The same with another number of iterations. */
    public SinkhornOperator withIterations(int iterations) {
        return new SinkhornOperator(iterations, tolerance);
    }

    /** The same with another tolerance. */
    public SinkhornOperator withTolerance(double tolerance) {
        return new SinkhornOperator(iterations, tolerance);
    }

    /**
     * {@inheritDoc}
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the allowed entries admit no matching
     */
    @Override
    public Pass newPass(Space space) {
        if (!(space instanceof MatchingSpace matchings)) {
            throw new IllegalArgumentException("the Sinkhorn operator serves matchings; for categories use Softmax");
        }
        return new Pass(new SinkhornIterations(TransportProblem.of(matchings), iterations, tolerance), tolerance);
    }

    /** A pass that reports how well it converged. */
    public static final class Pass implements Relaxation.Pass {
        private final SinkhornIterations sinkhorn;
        private final double tolerance;

        private Pass(SinkhornIterations sinkhorn, double tolerance) {
            this.sinkhorn = sinkhorn;
            this.tolerance = tolerance;
        }

        @Override
        public void forward(DMatrixRMaj psi, double temperature, DMatrixRMaj x) {
            sinkhorn.forward(psi, temperature, x);
        }

        @Override
        public void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
            sinkhorn.backward(xAdjoint, psiAdjoint);
        }

        /** The iterations of the last forward. */
        public int iterationsUsed() {
            return sinkhorn.iterationsUsed();
        }

        /** The largest deviation of a row or column sum, slack included, from its marginal after the last forward. */
        public double marginalError() {
            return sinkhorn.marginalError();
        }

        /** Whether the marginal error of the last forward is at most the tolerance (1e-9 when that is 0). */
        public boolean converged() {
            return marginalError() <= (tolerance > 0 ? tolerance : 1e-9);
        }
    }
}
