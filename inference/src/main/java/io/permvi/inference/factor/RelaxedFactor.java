package io.permvi.inference.factor;

import java.util.List;
import java.util.Optional;

/**
 * A pathwise factor whose values are relaxed: points of a polytope near its vertices, the nearer the lower the
 * temperature.
 */
public interface RelaxedFactor extends PathwiseFactor, Tempered {

    @Override
    Pass newPass();

    /**
     * Has passes of this factor, one for each draw of a step, share what is faster together.
     *
     * @return what they then do together; empty when each does all by itself
     */
    default Optional<SharedWork> share(List<? extends VariationalFactor.Pass> passes) {
        return Optional.empty();
    }

    /** One relaxed draw and its gradient, at a temperature. */
    interface Pass extends PathwiseFactor.Pass, Tempered.Pass {
        /** Loads what the draws of a step work on together; arguments as of {@link #forward}. */
        default void prepare(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {}

        /** Adds the gradient that has come from what the draws did together. */
        default void finish(double[] gradient, int parameterOffset) {}
    }
}
