package io.permvi.inference.factor;

import io.permvi.models.Latent;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * How a distribution of one latent is written down, before any gradient: unconstrained parameters, and noise from a
 * distribution without parameters that a draw is made of.
 */
public interface Parameterization {
    /** The latent that it is a distribution of. */
    Latent latent();

    /** The number of parameters; all unconstrained. */
    int parameterCount();

    /** The number of noise values that one draw needs. */
    int noiseCount();

    /**
     * Writes starting values of the parameters: zeros, the uniform distribution of most discrete factors, unless a
     * factor says otherwise.
     *
     * @param parameters from index {@code offset}. Modified.
     */
    default void initialize(double[] parameters, int offset, RandomGenerator rng) {
        Arrays.fill(parameters, offset, offset + parameterCount(), 0);
    }

    /**
     * Moves starting values to what is known.
     *
     * @param start of this factor's latent
     * @param parameters from index {@code offset}, as {@link #initialize} left them. Modified.
     */
    void startAt(Start start, double[] parameters, int offset);

    /**
     * Draws the noise of one draw: uniforms in [0, 1), unless a factor says otherwise.
     *
     * @param noise from index {@code offset}. Modified.
     */
    default void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        for (int k = 0; k < noiseCount(); k++) {
            noise[offset + k] = rng.nextDouble();
        }
    }

    /** What the ELBO with this factor bounds. */
    default Bound bound() {
        return Bound.EVIDENCE;
    }
}
