package io.permvi.inference.factor;

import org.ejml.data.DMatrixRMaj;

/**
 * A discrete factor whose score function has a relaxed control variate (Tucker et al. 2017; Grathwohl et al. 2018). It
 * needs a {@link io.permvi.models.DifferentiableModel}, which is evaluated at one relaxed point more in each draw.
 */
public interface ControlledFactor extends DiscreteFactor, Estimator, Tempered {
    /** The distribution, with the score function. */
    @Override
    DiscreteFactor factor();

    @Override
    Pass newPass();

    /** One draw and its control. */
    interface Pass extends DiscreteFactor.Pass, Tempered.Pass {
        /** What lowers the variance of the score function at the last forward; the same object for the whole pass. */
        Control control();
    }

    /**
     * A control variate: a relaxed point that comes from the same noise as the hard draw, at which the model is evaluated
     * too, with the other latents as they were drawn. What {@link #backward} adds is zero on average, so the estimate stays
     * unbiased.
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
