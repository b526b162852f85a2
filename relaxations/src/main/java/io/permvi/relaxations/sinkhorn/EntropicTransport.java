package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.VectorApi;

/**
 * Entropic optimal transport: the plan that maximizes {@code <score, p> + temperature H(p)} among those with given
 * marginals, differentiable in the scores and in the marginals (Cuturi 2013; Gould, Campbell, Ben-Shabat, Koneputugodage
 * and Xu, "Exploiting Problem Structure in Deep Declarative Networks", 2022, for the implicit gradient).
 *
 * <p>With the {@link Gradient#IMPLICIT} gradient the plan is solved to the tolerance by a second-order method, which
 * converges at every temperature; with {@link Gradient#UNROLLED} it is what the given number of Sinkhorn iterations
 * leaves.
 *
 * @param gradient how the pass differentiates, which decides how it solves
 * @param iterations the Sinkhorn iterations (unrolled) or Newton steps (otherwise) at most
 * @param tolerance the marginal error at which to stop: the largest deviation of a row or column sum; 0 for all
 *     iterations, with the unrolled gradient only
 * @param solver how the linear system of the implicit gradient is solved
 */
public record EntropicTransport(Gradient gradient, int iterations, double tolerance, Solver solver) {
    private static final int NEWTON_STEPS = 2000;

    /** How a pass differentiates. */
    public enum Gradient {
        /** The implicit gradient. */
        AUTOMATIC,
        /** Through the Sinkhorn iterations that ran; keeps their scalings only, O((m + n) iterations) numbers. */
        UNROLLED,
        /** At the solution, by the implicit function theorem; memory does not depend on how it was found. */
        IMPLICIT,
        /**
         * The implicit gradient without its constraint term, {@code p o w / temperature}; wrong by 80 to 500 percent.
         * For comparisons only. Its gradients in the marginals are 0.
         */
        APPROXIMATE
    }

    /** How the linear system of the implicit gradient is solved. */
    public enum Solver {
        /**
         * Directly where there are up to 200 rows or columns (up to 32 at temperatures at which most of the plan counts), by
         * conjugate gradients beyond.
         */
        AUTOMATIC,
        /**
         * By elimination of the Schur complement, the Laplacian of a graph, in which nothing is subtracted (where
         * Cholesky's method fails at low temperature): to rounding at every temperature; O(m n k + k^3), k the smaller of
         * the numbers of rows and columns.
         */
        DIRECT,
        /** By preconditioned conjugate gradients, to 1e-10 of the right side; O(kept entries) a step. */
        CONJUGATE_GRADIENTS
    }

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when {@code iterations} is below 1, or {@code tolerance} is negative, not
     *     finite, or 0 without the unrolled gradient
     */
    public EntropicTransport {
        if (iterations < 1) {
            throw new IllegalArgumentException("iterations must be at least 1, got " + iterations);
        }
        if (!(tolerance >= 0) || tolerance == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("tolerance must be at least 0 and finite, got " + tolerance);
        }
        if (tolerance == 0 && gradient != Gradient.UNROLLED) {
            throw new IllegalArgumentException("solving to convergence needs a tolerance above 0");
        }
    }

    /**
     * Whether Sinkhorn iterations run on explicit vectors: the program has them, and they are those that the loops were
     * written for ({@link VectorApi}).
     */
    public static boolean onExplicitVectors() {
        return TransportLoops.VECTORS.isPresent();
    }

    /** Solved to a marginal error of 1e-9, with the implicit gradient. */
    public static EntropicTransport withDefaults() {
        return converged(1e-9);
    }

    /** Solved to a marginal error, with the implicit gradient. */
    public static EntropicTransport converged(double tolerance) {
        return new EntropicTransport(Gradient.AUTOMATIC, NEWTON_STEPS, tolerance, Solver.AUTOMATIC);
    }

    /** A number of Sinkhorn iterations, with the unrolled gradient. */
    public static EntropicTransport unrolled(int iterations) {
        return new EntropicTransport(Gradient.UNROLLED, iterations, 0, Solver.AUTOMATIC);
    }

    /** The same with another gradient. */
    public EntropicTransport withGradient(Gradient gradient) {
        return new EntropicTransport(gradient, iterations, tolerance, solver);
    }

    /** The same with another tolerance. */
    public EntropicTransport withTolerance(double tolerance) {
        return new EntropicTransport(gradient, iterations, tolerance, solver);
    }

    /** The same with another number of iterations. */
    public EntropicTransport withIterations(int iterations) {
        return new EntropicTransport(gradient, iterations, tolerance, solver);
    }

    /** The same with another solver of the system of the implicit gradient. */
    public EntropicTransport withSolver(Solver solver) {
        return new EntropicTransport(gradient, iterations, tolerance, solver);
    }

    /** A pass for one thread, which owns all its buffers. */
    public TransportPass newPass(TransportProblem problem) {
        return gradient == Gradient.UNROLLED
                ? new UnrolledPass(problem, iterations, tolerance)
                : new ConvergedPass(problem, this);
    }
}
