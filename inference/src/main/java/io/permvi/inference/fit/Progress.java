package io.permvi.inference.fit;

/**
 * Where a fit stands after a step.
 *
 * @param step the number of steps done
 * @param steps the number of steps to do at most
 * @param energy the mean log joint of the step's draws
 * @param entropy the mean entropy term of the step's draws
 * @param temperature of the step
 * @param secondsLeft estimated from the pace of this run
 */
public record Progress(int step, int steps, double energy, double entropy, double temperature, double secondsLeft) {

    /** Energy plus entropy. */
    public double elbo() {
        return energy + entropy;
    }

    /** Hears of each step. */
    @FunctionalInterface
    public interface Listener {
        /** A listener that never stops a fit. */
        Listener NONE = progress -> true;

        /**
         * Called after each step, by the thread that fits.
         *
         * @return whether to go on
         */
        boolean onStep(Progress progress);
    }
}
