package io.permvi.inference.fit;

import io.permvi.inference.posterior.Posterior;

/**
 * The outcome of a fit.
 *
 * @param posterior the fitted distribution
 * @param state from which {@link VariationalInference#resume} goes on
 * @param stopReason why it stopped
 * @param message the reason in words, with the term that broke when the reason is NON_FINITE
 * @param seconds the time of this run, without earlier ones that it continued
 */
public record FitResult(Posterior posterior, FitState state, StopReason stopReason, String message, double seconds) {

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

    /** The mean ELBO of the last steps, at most 100 of them; NaN without any step. */
    public double elbo() {
        int length = trace().length();
        return length == 0 ? Double.NaN : trace().meanElbo(Math.max(0, length - 100), length);
    }
}
