package io.permvi.relaxations;

import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxation that is one to one (up to the pieces between its jumps), so that a density on psi gives a density on x:
 * log q(x) = log q(psi) - log|det dx/dpsi|.
 */
public interface InvertibleRelaxation extends Relaxation {

    /**
     * The map from unconstrained parameters to the center of psi: the identity unless the construction wants its
     * centers in a smaller set, as rounding does (near doubly stochastic, by Sinkhorn). Its temperature is 1.
     */
    default Relaxation centerMap() {
        return new IdentityRelaxation();
    }

    @Override
    Pass newPass(Space space);

    /** A pass that also knows its density and its inverse. */
    interface Pass extends Relaxation.Pass {
        /**
         * log|det dx/dpsi| in the free coordinates of x, at the point of the last forward.
         *
         * @throws IllegalStateException before the first forward
         */
        double logAbsDetJacobian();

        /**
         * The pullback of a function of x plus a multiple of log|det dx/dpsi|.
         *
         * @param xAdjoint the gradient with respect to x, items by places. Not modified.
         * @param logDetAdjoint the factor of log|det dx/dpsi|
         * @param psiAdjoint the gradient with respect to psi, overwritten. Modified.
         * @throws IllegalStateException before the first forward
         */
        void backward(DMatrixRMaj xAdjoint, double logDetAdjoint, DMatrixRMaj psiAdjoint);

        @Override
        default void backward(DMatrixRMaj xAdjoint, DMatrixRMaj psiAdjoint) {
            backward(xAdjoint, 0, psiAdjoint);
        }

        /**
         * The psi that the map takes to x: {@code forward(inverse(x)) = x}. Does not count as a forward.
         *
         * @param x a matrix in the interior of the map's range. Not modified.
         * @param temperature tau, above 0
         * @param psi input rows by input columns. Modified.
         * @throws IllegalArgumentException when x is outside the range
         */
        void inverse(DMatrixRMaj x, double temperature, DMatrixRMaj psi);
    }
}
