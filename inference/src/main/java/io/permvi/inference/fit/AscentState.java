package io.permvi.inference.fit;

import io.permvi.inference.optimize.Optimizer;
import io.permvi.inference.posterior.Trace;

/**
 * Everything that an ascent needs to go on as if it had not stopped: parameters, the optimizer's memory, the seed of all
 * random numbers and the trace so far, whose length is the number of steps done. {@link AscentFile} keeps it on disk.
 *
 * @param parameters of the objective
 * @param optimizerState as {@link Optimizer.Stepper#state} gave it
 * @param seed of the streams of random numbers
 * @param trace of all steps so far
 */
public record AscentState(double[] parameters, double[] optimizerState, long seed, Trace trace) {

    /** Copies the arrays and the trace. */
    public AscentState {
        parameters = parameters.clone();
        optimizerState = optimizerState.clone();
        trace = trace.copy();
    }

    /** The number of steps done. */
    public int step() {
        return trace.length();
    }
}
