package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A {@link SequentialMatching} of one component whose score function has a relaxed control variate (Tucker et al. 2017;
 * Grathwohl et al. 2018): the same distribution and parameters, a gradient that is unbiased too and varies less. Draws need
 * one more noise value for each parameter, and the model and its gradient are evaluated at one relaxed point more.
 *
 * @param factor the distribution, of one component
 * @param scale weight of the control variate, above 0; 1 is the usual one
 * @param temperature of the relaxed point, by step
 */
public record ControlledSequential(SequentialMatching factor, double scale, Schedule temperature)
        implements ControlledFactor {

    /** Checks the scale and the number of components. */
    public ControlledSequential {
        if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("control scale must be positive and finite, got " + scale);
        }
        if (factor.components() > 1) {
            throw new IllegalArgumentException(
                    "the control variate serves one component, got " + factor.components() + " components");
        }
    }

    /** With temperature 1. */
    public ControlledSequential(SequentialMatching factor, double scale) {
        this(factor, scale, Schedule.constant(1));
    }

    /** The same with another temperature of the relaxed point. */
    public ControlledSequential withTemperature(Schedule value) {
        return new ControlledSequential(factor, scale, value);
    }

    @Override
    public int noiseCount() {
        return factor.noiseCount() + factor.parameterCount();
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        for (int k = 0; k < noiseCount(); k++) {
            noise[offset + k] = rng.nextDouble();
        }
    }

    @Override
    public Pass newPass() {
        return new SequentialControlPass(factor.newSequentialPass());
    }

    private final class SequentialControlPass extends ControlledPass {
        private final SequentialMatching.SequentialPass draw;
        private final SequentialControl control =
                new SequentialControl(factor.latent().space(), factor.orderOfRows(), scale);
        private final int ownNoise = factor.noiseCount();

        SequentialControlPass(SequentialMatching.SequentialPass draw) {
            super(draw, temperature.at(0));
            this.draw = draw;
        }

        @Override
        void forget() {
            control.forget();
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double entropy = draw.forward(parameters, parameterOffset, noise, noiseOffset, z);
            control.begin(parameters, parameterOffset, noise, noiseOffset + ownNoise, temperature());
            draw.condition(control);
            control.end();
            return entropy;
        }

        @Override
        public SequentialControl control() {
            return control;
        }
    }
}
