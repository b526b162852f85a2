package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A variational distribution of all latents of a model: parameters and noise in, values and an entropy term out. The
 * {@link MeanField} is the one whose latents are independent; a family may as well join them (reals given a matching,
 * chains of matchings). Immutable settings; work happens in passes.
 *
 * <p>Latents in {@link #pathwise} move smoothly with the parameters, and the gradient runs through their values. The
 * others are drawn hard and learn from the score function: how good a draw was compared with the others of its step.
 */
public interface Family {
    /** The latents, each once. */
    List<Latent> latents();

    /** The latents through whose values the gradient runs; when there are any, the model must be differentiable. */
    List<Latent> pathwise();

    /** The number of parameters; all unconstrained. */
    int parameterCount();

    /** The number of noise values of one draw. */
    int noiseCount();

    /** Starting parameters, a fresh array. */
    double[] initialParameters(RandomGenerator rng);

    /**
     * Moves starting parameters to what is known of one latent.
     *
     * @param parameters as {@link #initialParameters} gave them. Modified.
     * @throws IllegalArgumentException when the latent is not of this family
     */
    void startAt(Start start, double[] parameters);

    /**
     * Starting parameters at what is known of some of the latents, a fresh array.
     *
     * @param rng what is not known starts as {@link #initialParameters} says
     * @throws IllegalArgumentException when a latent is not of this family
     */
    default double[] startAt(RandomGenerator rng, Start... starts) {
        double[] parameters = initialParameters(rng);
        for (Start start : starts) {
            startAt(start, parameters);
        }
        return parameters;
    }

    /**
     * The noise of one draw, from a distribution without parameters.
     *
     * @param noise of length {@link #noiseCount}. Modified.
     */
    void drawNoise(double[] noise, RandomGenerator rng);

    /** What the ELBO with this family bounds. */
    Bound bound();

    /** The temperature of each relaxation in it, by step; empty when there is none. */
    default List<Schedule> temperatures() {
        return List.of();
    }

    /** A pass for one thread. */
    Pass newPass();

    /**
     * Has passes, one for each draw of a step, share what is faster together.
     *
     * @return what they then do together; empty when each does all by itself
     */
    default Optional<SharedWork> share(List<? extends Pass> passes) {
        return Optional.empty();
    }

    /** One draw of all latents and its gradient; for one thread, reused, allocates nothing. */
    interface Pass {
        /** Sets the temperatures to those of a step; before the first call they are those of step 0. */
        default void moveTo(int step) {}

        /**
         * The values of all latents and the entropy term of the ELBO.
         *
         * @param parameters Not modified.
         * @param noise of one draw. Not modified.
         * @param z holds all latents of the family. Modified.
         */
        double forward(double[] parameters, double[] noise, LatentValues z);

        /**
         * Adds the gradient of the ELBO of this draw.
         *
         * @param zAdjoint the gradient of the energy, read at {@link Family#pathwise} latents. Not modified.
         * @param advantage of this draw over the others of its step, for the other latents
         * @param gradient of length {@link Family#parameterCount}, added to. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(LatentValues zAdjoint, double advantage, double[] gradient);

        /** Before the forward of passes that share work: loads what they work on together. */
        default void prepare(double[] parameters, double[] noise) {}

        /** After the backward of passes that share work: adds the gradient that has come from it. */
        default void finish(double[] gradient) {}

        /**
         * A hard draw of all latents.
         *
         * @param z holds all latents of the family. Modified.
         */
        void hardDraw(double[] parameters, double[] noise, LatentValues z);

        /**
         * The control variates of the score function, the same objects for the whole pass; they need a differentiable
         * model.
         */
        default List<Control> controls() {
            return List.of();
        }
    }

    /** A control variate of a family: {@link ControlledFactor.Control} with the latents told. */
    interface Control {
        /**
         * Moves from the last draw to the relaxed point, and returns the entropy term there.
         *
         * @param x the values of the last draw; those of the latents that the control relaxes are overwritten. Modified.
         */
        double point(LatentValues x);

        /**
         * Adds what the control changes in the gradient, zero on average.
         *
         * @param xAdjoint the gradient of the energy at the relaxed point. Not modified.
         * @param advantage of this relaxed point over those of the other draws of the step
         * @param gradient of length {@link Family#parameterCount}, added to. Modified.
         */
        void backward(LatentValues xAdjoint, double advantage, double[] gradient);
    }
}
