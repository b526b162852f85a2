package io.permvi.inference.fit;

import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Trace;

/**
 * The outcome of a fit.
 *
 * @param posterior the fitted distribution
 * @param state from which {@link VariationalInference#resume} goes on
 * @param stopReason why it stopped
 * @param message the reason in words, with the term and the draw that broke when it is NON_FINITE
 * @param seconds the time of this run, without earlier ones that it continued
 */
public record FitResult(
        FittedPosterior posterior, AscentState state, StopReason stopReason, String message, double seconds) {
    /** What each step found. */
    public Trace trace() {
        return state.trace();
    }

    /** The number of steps done, earlier runs included. */
    public int steps() {
        return state.step();
    }

    /** Whether it stopped because the ELBO settled. */
    public boolean converged() {
        return stopReason == StopReason.CONVERGED;
    }

    /**
     * The ELBO that was reached, and what kind of bound it is: of stochastic steps the mean of the last 100, of coordinate
     * ascent the last one; none when the fit broke.
     */
    public Evidence evidence() {
        return posterior.evidence();
    }

    /** The value of {@link #evidence}; NaN without any step, and when the fit broke. */
    public double elbo() {
        return evidence().value();
    }

    @Override
    public String toString() {
        return posterior.toString();
    }
}
