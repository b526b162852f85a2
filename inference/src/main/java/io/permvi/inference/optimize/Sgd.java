package io.permvi.inference.optimize;

/**
 * Stochastic gradient ascent with momentum: {@code v = b v + g, p += a v}.
 *
 * @param stepSize a, by step
 * @param momentum b, in [0, 1)
 */
public record Sgd(Schedule stepSize, double momentum) implements Optimizer {

    /** Checks the momentum. */
    public Sgd {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("momentum must be in [0, 1), got " + momentum);
        }
    }

    /** Plain ascent with a constant step size. */
    public Sgd(double stepSize) {
        this(Schedule.constant(stepSize), 0);
    }

    @Override
    public Stepper newStepper(int parameterCount) {
        return new SgdStepper(parameterCount);
    }

    private final class SgdStepper implements Stepper {
        private final double[] velocity;
        private int step;

        private SgdStepper(int parameterCount) {
            velocity = new double[parameterCount];
        }

        @Override
        public void ascend(double[] parameters, double[] gradient) {
            double rate = stepSize.at(step);
            step++;
            for (int k = 0; k < velocity.length; k++) {
                velocity[k] = momentum * velocity[k] + gradient[k];
                parameters[k] += rate * velocity[k];
            }
        }

        @Override
        public double[] state() {
            double[] state = new double[velocity.length + 1];
            System.arraycopy(velocity, 0, state, 0, velocity.length);
            state[velocity.length] = step;
            return state;
        }

        @Override
        public void restore(double[] state) {
            if (state.length != velocity.length + 1) {
                throw new IllegalArgumentException(
                        "state of Sgd must have " + (velocity.length + 1) + " elements, got " + state.length
                                + "; what another optimizer or coordinate ascent left can be a start only: fit from its parameters");
            }
            System.arraycopy(state, 0, velocity, 0, velocity.length);
            step = (int) state[velocity.length];
        }
    }
}
