package io.permvi.inference.optimize;

/** Settings of a stochastic gradient ascent. */
public interface Optimizer {
    /** A stepper for a vector of {@code parameterCount} parameters. */
    Stepper newStepper(int parameterCount);

    /** Moves one parameter vector uphill, with the memory that takes. */
    interface Stepper {
        /**
         * One step uphill.
         *
         * @param parameters Modified.
         * @param gradient of the function to be maximized. Not modified.
         */
        void ascend(double[] parameters, double[] gradient);

        /** The memory of the stepper (step count and moments), a fresh array; the parameters are not part of it. */
        double[] state();

        /**
         * Continues from a memory that {@link #state} gave.
         *
         * @throws IllegalArgumentException when the length does not fit
         */
        void restore(double[] state);
    }
}
