package io.permvi.inference.fit;

import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.posterior.Trace;

/**
 * Everything that a fit needs to go on as if it had not stopped: parameters, the optimizer's memory, the seed of the
 * noise and the trace so far, whose length is the number of steps done.
 *
 * @param parameters of the mean field
 * @param optimizerState as {@link Optimizer.Stepper#state} gave it
 * @param seed of the noise streams
 * @param trace of all steps so far
 */
public record FitState(double[] parameters, double[] optimizerState, long seed, Trace trace) {

    /** The number of steps done. */
    public int step() {
        return trace.length();
    }
}
