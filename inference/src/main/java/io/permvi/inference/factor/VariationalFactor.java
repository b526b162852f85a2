package io.permvi.inference.factor;

import io.permvi.models.Latent;
import java.util.Optional;
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

    /** What the ELBO with this factor bounds. */
    default Bound bound() {
        return Bound.EVIDENCE;
    }

    /** Whether the gradient runs through the value; otherwise it comes from the advantage of the draw. */
    default boolean isReparameterized() {
        return true;
    }

    /** Whether passes know the log density of what they drew, so that draws can be weighted ({@link Pass#logDensity}). */
    default boolean hasDensity() {
        return false;
    }

    /** Whether passes offer a control variate ({@link Pass#control}), which needs the gradient of the model. */
    default boolean hasControl() {
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

        /** What lowers the variance of the score function at the last forward; empty unless the factor has it. */
        default Optional<Control> control() {
            return Optional.empty();
        }

        /**
         * A hard draw: for a permutation the matching that the relaxed draw of this noise is rounded to, for others the
         * same as {@link #forward}.
         *
         * @param temperature of the relaxed draw, where the rounding depends on it
         * @param z the value. Modified.
         */
        default void hardDraw(
                double[] parameters,
                int parameterOffset,
                double[] noise,
                int noiseOffset,
                double temperature,
                DMatrixRMaj z) {
            forward(parameters, parameterOffset, noise, noiseOffset, temperature, z);
        }
    }

    /**
     * A control variate of the score function: a relaxed point that comes from the same noise as the hard draw, at which
     * the model is evaluated too, with the other latents as they were drawn. What {@link #backward} adds is zero on
     * average, so the estimate stays unbiased.
     */
    interface Control {
        /**
         * The relaxed point of the last forward of the pass, and the entropy term there.
         *
         * @param x the point. Modified.
         * @throws IllegalStateException when the last thing that the pass did was not a forward
         */
        double point(DMatrixRMaj x);

        /**
         * Adds what the control changes in the gradient.
         *
         * @param xAdjoint the gradient of the energy at the relaxed point. Not modified.
         * @param advantage how much better this relaxed point was than those of the other draws of the step
         * @param gradient from index {@code parameterOffset}, added to. Modified.
         * @throws IllegalStateException before the point was asked for
         */
        void backward(DMatrixRMaj xAdjoint, double advantage, double[] gradient, int parameterOffset);
    }
}
