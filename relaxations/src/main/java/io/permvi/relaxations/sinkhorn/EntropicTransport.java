package io.permvi.relaxations.sinkhorn;

/**
 * Entropic optimal transport: the plan that maximizes {@code <score, p> + temperature H(p)} among those with given
 * marginals, differentiable in the scores and in the marginals (Cuturi 2013; Gould, Campbell, Ben-Shabat, Koneputugodage
 * and Xu, "Exploiting Problem Structure in Deep Declarative Networks", 2022, for the implicit gradient). As a relaxation,
 * the limit of the {@link SinkhornOperator}.
 *
 * <p>Solved to a tolerance by a second-order method, which converges at every temperature, and differentiated at the
 * solution, by the implicit function theorem: memory does not depend on how it was found.
 *
 * @param tolerance the marginal error at which to stop, above 0: the largest deviation of a row or column sum, relative
 *     to the mean mass (the total over the larger of the numbers of rows and columns), so that 1e-9 means the same in any
 *     unit of mass
 * @param steps the Newton steps at most
 * @param solver how the linear system of the gradient is solved
 */
public record EntropicTransport(double tolerance, int steps, Solver solver) implements Transport {
    private static final int NEWTON_STEPS = 2000;

    /** How the linear system of the implicit gradient is solved. */
    public enum Solver {
        /**
         * Directly where there are up to 200 rows or columns (up to 32 at temperatures at which most of the plan
         * counts), by conjugate gradients beyond.
         */
        AUTOMATIC,
        /**
         * By elimination of the Schur complement, the Laplacian of a graph, in which nothing is subtracted (where
         * Cholesky's method fails at low temperature): to rounding at every temperature; O(m n k + k^3), k the smaller of
         * the numbers of rows and columns.
         */
        DIRECT,
        /** By preconditioned conjugate gradients, to 1e-10 of the right side; O(kept entries) a step. */
        CONJUGATE_GRADIENTS,
        /**
         * Not at all: the gradient without its constraint term, {@code p o w / temperature}; wrong by 80 to 500 percent.
         * For comparisons only. Its gradients in the marginals are 0.
         */
        LEFT_OUT
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when {@code steps} is below 1, or {@code tolerance} is not above 0 and finite
     */
    public EntropicTransport {
        if (steps < 1) {
            throw new IllegalArgumentException("Newton steps must be at least 1, got " + steps);
        }
        if (!(tolerance > 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("tolerance must be above 0 and finite, got " + tolerance
                    + "; for a fixed number of iterations use SinkhornOperator");
        }
    }

    /** Solved to a marginal error of 1e-9. */
    public static EntropicTransport withDefaults() {
        return converged(1e-9);
    }

    /** Solved to a marginal error. */
    public static EntropicTransport converged(double tolerance) {
        return new EntropicTransport(tolerance, NEWTON_STEPS, Solver.AUTOMATIC);
    }

    /** The same with another solver of the system of the gradient. */
    public EntropicTransport withSolver(Solver solver) {
        return new EntropicTransport(tolerance, steps, solver);
    }

    @Override
    public TransportPass newPass(TransportProblem problem) {
        return new ConvergedPass(problem, this);
    }
}
