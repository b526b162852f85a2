package io.permvi.inference.factor;

import io.permvi.models.Latent;
import java.util.random.RandomGenerator;

/**
 * Another gradient for the parameters of a factor: latent, parameters, start and noise are those of the factor, so that
 * an estimator is its pass. A class implements it beside the kind of factor that its gradient makes it, {@link
 * PathwiseFactor} or {@link ScoredFactor}.
 */
public interface Estimator extends Parameterization {
    /** Whose parameters are moved. */
    VariationalFactor factor();

    @Override
    default Latent latent() {
        return factor().latent();
    }

    @Override
    default int parameterCount() {
        return factor().parameterCount();
    }

    @Override
    default int noiseCount() {
        return factor().noiseCount();
    }

    @Override
    default void initialize(double[] parameters, int offset, RandomGenerator rng) {
        factor().initialize(parameters, offset, rng);
    }

    @Override
    default void startAt(Start start, double[] parameters, int offset) {
        factor().startAt(start, parameters, offset);
    }

    @Override
    default void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        factor().drawNoise(noise, offset, rng);
    }

    @Override
    default Bound bound() {
        return factor().bound();
    }
}
