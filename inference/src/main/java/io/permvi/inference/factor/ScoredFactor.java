package io.permvi.inference.factor;

/**
 * A factor that draws hard values and learns from how good each was compared with the others of its step, so that it needs
 * the model only at hard values. Most know the probability of what they draw and are {@link DiscreteFactor}s; a perturbed
 * one knows only how its noise was distributed.
 */
public non-sealed interface ScoredFactor extends VariationalFactor {

    @Override
    Pass newPass();

    /** One draw and the gradient that it gives. */
    interface Pass extends VariationalFactor.Pass {
        /**
         * Adds the gradient of the score function at the last forward.
         *
         * @param advantage how much better this draw was than the others of the same step
         * @param gradient from index {@code parameterOffset}, added to. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(double advantage, double[] gradient, int parameterOffset);
    }
}
