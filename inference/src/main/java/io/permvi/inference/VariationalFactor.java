package io.permvi.inference;

import io.permvi.models.Latent;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A variational distribution for one latent: parameters and noise in, a value of the latent and an entropy term out.
 * Immutable settings; the parameters live in a vector that {@link MeanField} lays out.
 *
 * <p>There are two kinds. A <em>reparameterized</em> factor moves its value smoothly with its parameters, and its
 * gradient comes from the model's gradient at the value. A factor that is not draws discrete values, needs the model
 * only there, and learns from how good each draw was compared with the others (the score function).
 */
public interface VariationalFactor {
    /** The latent that it is a distribution of. */
    Latent latent();

    /** The number of parameters; all unconstrained. */
    int parameterCount();

    /** The number of noise values that one draw needs. */
    int noiseCount();

    /**
     * Writes starting values of the parameters.
     *
     * @param parameters from index {@code offset}. Modified.
     */
    void initialize(double[] parameters, int offset, RandomGenerator rng);

    /**
     * Draws the noise of one draw, from a distribution without parameters.
     *
     * @param noise from index {@code offset}. Modified.
     */
    void drawNoise(double[] noise, int offset, RandomGenerator rng);

    /** Whether the gradient runs through the value; otherwise it comes from the advantage of the draw. */
    default boolean isReparameterized() {
        return true;
    }

    /** Whether passes know the log density of what they drew, so that draws can be weighted ({@link Pass#logDensity}). */
    default boolean hasDensity() {
        return false;
    }

    /** A pass for one thread. */
    Pass newPass();

    /** One draw and its gradient; for one thread, reused, allocates nothing. */
    interface Pass {
        /**
         * The value of the latent and the entropy term of the ELBO: an estimate of the entropy plus whatever exists
         * because the value was relaxed, or minus a divergence from a prior that stands before the relaxation.
         *
         * @param parameters from index {@code parameterOffset}. Not modified.
         * @param noise from index {@code noiseOffset}. Not modified.
         * @param temperature of relaxations, above 0
         * @param z the value. Modified.
         */
        double forward(
                double[] parameters,
                int parameterOffset,
                double[] noise,
                int noiseOffset,
                double temperature,
                DMatrixRMaj z);

        /**
         * Adds the gradient of (energy + entropy term) at the last forward.
         *
         * @param zAdjoint the gradient of the energy with respect to z; zero when the model has none. Not modified.
         * @param advantage how much better this draw was than the others of the same step; read only by factors
         *     that are not reparameterized
         * @param gradient from index {@code parameterOffset}, added to. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(DMatrixRMaj zAdjoint, double advantage, double[] gradient, int parameterOffset);

        /**
         * log q of the value of the last forward: a probability for discrete values, a density for real ones.
         *
         * @throws UnsupportedOperationException when the factor has none
         * @throws IllegalStateException before the first forward
         */
        default double logDensity() {
            throw new UnsupportedOperationException("this factor does not know the density of its values");
        }

        /**
         * A hard draw: for a permutation the matching that the relaxed draw of this noise is rounded to, for others the
         * same as {@link #forward}.
         *
         * @param temperature of the relaxed draw, where the rounding depends on it
         * @param z the value. Modified.
         */
        void hardDraw(
                double[] parameters,
                int parameterOffset,
                double[] noise,
                int noiseOffset,
                double temperature,
                DMatrixRMaj z);
    }
}
