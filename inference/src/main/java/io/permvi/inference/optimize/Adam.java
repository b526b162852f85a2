package io.permvi.inference.optimize;

/**
 * Adam (Kingma and Ba 2015, algorithm 1), uphill:
 *
 * <pre>  m = b1 m + (1 - b1) g,  v = b2 v + (1 - b2) g^2,  p += a m / (1 - b1^t) / (sqrt(v / (1 - b2^t)) + s).</pre>
 *
 * @param stepSize a, by step
 * @param firstDecay b1, in [0, 1)
 * @param secondDecay b2, in [0, 1)
 * @param stability s, above 0
 */
public record Adam(Schedule stepSize, double firstDecay, double secondDecay, double stability) implements Optimizer {

    /** Checks the decays. */
    public Adam {
        requireDecay("first", firstDecay);
        requireDecay("second", secondDecay);
        if (!(stability > 0)) {
            throw new IllegalArgumentException("stability must be positive, got " + stability);
        }
    }

    /** Adam with the published decays .9 and .999. */
    public Adam(Schedule stepSize) {
        this(stepSize, 0.9, 0.999, 1e-8);
    }

    /** Adam with a constant step size and the published decays. */
    public Adam(double stepSize) {
        this(Schedule.constant(stepSize));
    }

    private static void requireDecay(String which, double decay) {
        if (!(decay >= 0 && decay < 1)) {
            throw new IllegalArgumentException(which + " decay must be in [0, 1), got " + decay);
        }
    }

    @Override
    public Stepper newStepper(int parameterCount) {
        return new AdamStepper(parameterCount);
    }

    private final class AdamStepper implements Stepper {
        private final double[] first;
        private final double[] second;
        private int step;

        private AdamStepper(int parameterCount) {
            first = new double[parameterCount];
            second = new double[parameterCount];
        }

        @Override
        public void ascend(double[] parameters, double[] gradient) {
            double rate = stepSize.at(step);
            step++;
            double firstScale = rate / (1 - Math.pow(firstDecay, step));
            double secondScale = 1 / Math.sqrt(1 - Math.pow(secondDecay, step));
            for (int k = 0; k < first.length; k++) {
                double g = gradient[k];
                double m = firstDecay * first[k] + (1 - firstDecay) * g;
                double v = secondDecay * second[k] + (1 - secondDecay) * g * g;
                first[k] = m;
                second[k] = v;
                parameters[k] += firstScale * m / (secondScale * Math.sqrt(v) + stability);
            }
        }

        @Override
        public double[] state() {
            int n = first.length;
            double[] state = new double[2 * n + 1];
            System.arraycopy(first, 0, state, 0, n);
            System.arraycopy(second, 0, state, n, n);
            state[2 * n] = step;
            return state;
        }

        @Override
        public void restore(double[] state) {
            int n = first.length;
            if (state.length != 2 * n + 1) {
                throw new IllegalArgumentException(
                        "state of Adam must have " + (2 * n + 1) + " elements, got " + state.length
                                + "; what another optimizer or coordinate ascent left can be a start only: fit from its parameters");
            }
            System.arraycopy(state, 0, first, 0, n);
            System.arraycopy(state, n, second, 0, n);
            step = (int) state[2 * n];
        }
    }
}
