package io.permvi.inference.fit;

import java.util.function.Supplier;

/**
 * Where an ascent stands after a step.
 *
 * @param step the number of steps done
 * @param steps the number of steps to do at most
 * @param energy the mean log joint of the step's draws, or the objective where there is no entropy term
 * @param entropy the mean entropy term of the step's draws
 * @param secondsLeft estimated from the pace of this run
 * @param snapshot makes a copy of the state; valid until the listener returns
 */
public record Progress(
        int step, int steps, double energy, double entropy, double secondsLeft, Supplier<AscentState> snapshot) {

    /** Energy plus entropy. */
    public double elbo() {
        return energy + entropy;
    }

    /** A copy of the state: parameters and what else it takes to go on from here. Costs as much as it holds. */
    public AscentState state() {
        return snapshot.get();
    }

    /** Hears of each step. */
    @FunctionalInterface
    public interface Listener {
        /** A listener that never stops an ascent. */
        Listener NONE = progress -> true;

        /**
         * Called after each step, by the thread that runs the ascent.
         *
         * @return whether to go on
         */
        boolean onStep(Progress progress);

        /** Calls this listener, then another; the ascent goes on when both say so. */
        default Listener and(Listener other) {
            return progress -> onStep(progress) & other.onStep(progress);
        }
    }
}
