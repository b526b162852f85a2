package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.Relaxation;
import org.ejml.data.DMatrixRMaj;

/** One transport problem after another of the same shape; for one thread, allocates nothing after the first calls. */
public interface TransportPass extends Relaxation.Pass {
    /**
     * Solves for the marginals of the problem or those set last.
     *
     * @param score m by n, larger is better (the negative of a cost); read where allowed. Not modified.
     * @param temperature the weight of the entropy, above 0
     * @param plan m by n, 0 where not allowed. Modified.
     * @throws IllegalArgumentException when a shape or the temperature does not fit, or an allowed score is not finite
     */
    @Override
    void forward(DMatrixRMaj score, double temperature, DMatrixRMaj plan);

    /**
     * The pullback at the point of the last forward, to the marginals too.
     *
     * @param planAdjoint the gradient with respect to the plan. Not modified.
     * @param scoreAdjoint the gradient with respect to the scores, overwritten. Modified.
     * @param rowAdjoint the gradient with respect to the row marginals, m elements. Modified.
     * @param columnAdjoint the gradient with respect to the column marginals, n elements; without slack the two are
     *     determined up to a constant that moves from one to the other, and the implicit gradient of the last column is 0.
     *     Modified.
     * @throws IllegalStateException before the first forward
     */
    void backward(DMatrixRMaj planAdjoint, DMatrixRMaj scoreAdjoint, double[] rowAdjoint, double[] columnAdjoint);

    /**
     * Sets other marginals for the next forward.
     *
     * @throws IllegalArgumentException as {@link TransportProblem#withMarginals}
     */
    void setMarginals(double[] rows, double[] columns);

    /**
     * Starts the next forward at column potentials of an earlier one; pays when the scores changed by a few
     * temperatures or less, and falls back to a cold start otherwise. Without dustbins a constant added to all of them
     * means nothing.
     *
     * @param columnPotentials n elements; copied
     * @throws IllegalArgumentException when one is not finite, or their number is not that of the columns
     * @throws UnsupportedOperationException by Sinkhorn iterations, which start at zero
     */
    void startFrom(double[] columnPotentials);

    /** The potential of row i after a forward, in units of the scores: plan = exp((score + a_i + b_j) / temperature). */
    double rowPotential(int i);

    /** The potential of column j after a forward, in units of the scores. */
    double columnPotential(int j);

    /**
     * The largest deviation of a row or column sum (slack included) from its marginal after the last forward, in the
     * unit of the masses; NaN before.
     */
    double marginalError();

    /** The Sinkhorn iterations or Newton steps of the last forward. */
    int iterationsUsed();

    /** Why the last forward stopped. */
    TransportStop stopReason();

    /**
     * Whether the marginal error of the last forward is at most the tolerance (1e-9 when that is 0) times the mean
     * mass.
     */
    boolean converged();
}
