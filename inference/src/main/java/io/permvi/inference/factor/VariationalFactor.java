package io.permvi.inference.factor;

import org.ejml.data.DMatrixRMaj;

/**
 * A variational distribution for one latent: parameters and noise in, a value of the latent and an entropy term out.
 * Immutable settings; the parameters live in a vector that a {@link MeanField} lays out.
 *
 * <p>There are two kinds, by where the gradient comes from. A {@link PathwiseFactor} moves its value smoothly with its
 * parameters and follows the model's gradient at the value. A {@link ScoredFactor} draws hard values, needs the model
 * only there, and learns from how good each draw was compared with the others (the score function).
 */
public sealed interface VariationalFactor extends Parameterization permits PathwiseFactor, ScoredFactor {
    /** A pass for one thread. */
    Pass newPass();

    /** One draw; for one thread, reused, allocates nothing. Its gradient depends on the kind of the factor. */
    interface Pass {
        /**
         * The value of the latent and the entropy term of the ELBO: an estimate of the entropy plus whatever exists
         * because the value was relaxed, or minus a divergence from a prior that stands before the relaxation.
         *
         * @param parameters from index {@code parameterOffset}. Not modified.
         * @param noise from index {@code noiseOffset}. Not modified.
         * @param z the value. Modified.
         */
        double forward(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z);

        /**
         * A hard draw: for a permutation the matching that the relaxed draw of this noise is rounded to, for others the
         * same as {@link #forward}.
         *
         * @param z the value. Modified.
         */
        default void hardDraw(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            forward(parameters, parameterOffset, noise, noiseOffset, z);
        }
    }
}
