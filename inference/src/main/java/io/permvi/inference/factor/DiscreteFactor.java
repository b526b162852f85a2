package io.permvi.inference.factor;

/**
 * A factor that draws hard values and knows their probability exactly. It needs the model only at hard values, so it
 * serves models without a gradient. Its ELBO bounds the true evidence log p(y), unless its draws may clash ({@link
 * IndependentRows} of a matching; see {@link #bound}). Its entropy term is {@code -log q(z)} and its gradient the score
 * function, {@code advantage * grad log q(z)}.
 */
public interface DiscreteFactor extends ScoredFactor {

    @Override
    Pass newPass();

    /** A pass that also scores values that it did not draw. */
    interface Pass extends ScoredFactor.Pass, LogDensity {
        /**
         * log q of a value. It counts as a forward: {@link #backward} then adds the advantage times the gradient of this
         * log probability.
         *
         * @param parameters from index {@code parameterOffset}. Not modified.
         * @param places the place of each item, {@link io.permvi.relaxations.permutation.Matching#UNMATCHED} for none.
         *     Not modified.
         * @return the log probability, minus infinity for what the factor cannot draw
         */
        double logProbability(double[] parameters, int parameterOffset, int[] places);
    }
}
