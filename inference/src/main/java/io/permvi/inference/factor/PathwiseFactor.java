package io.permvi.inference.factor;

import org.ejml.data.DMatrixRMaj;

/**
 * A factor whose value moves smoothly with its parameters, so that its gradient runs through the value (reparameterized;
 * Kingma and Welling 2014, section 2.4). It needs a {@link io.permvi.models.DifferentiableModel}.
 */
public non-sealed interface PathwiseFactor extends VariationalFactor {

    /**
     * Whether {@link Pass#backward} is the derivative of {@link Pass#forward}. Otherwise another gradient stands in for
     * one that is zero or does not exist (straight-through), and is biased.
     */
    default boolean hasExactGradient() {
        return true;
    }

    @Override
    Pass newPass();

    /** One draw and its gradient. */
    interface Pass extends VariationalFactor.Pass {
        /**
         * Adds the gradient of (energy + entropy term) at the last forward.
         *
         * @param zAdjoint the gradient of the energy with respect to z. Not modified.
         * @param gradient from index {@code parameterOffset}, added to. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset);
    }
}
