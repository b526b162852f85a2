package io.permvi.models.fields;

import org.apache.commons.math3.special.Gamma;

/**
 * The multivariate Student-t distribution as a function of the squared Mahalanobis distance s,
 *
 * <pre>log t(s) = c + log|W| - (nu + D) / 2 log(1 + s / nu),     W^T W = Sigma^-1,</pre>
 *
 * a Gaussian whose precision is scaled by a Gamma(nu / 2, nu / 2) weight. With a Gaussian posterior over the center,
 * putting the expected distance for s gives the best bound on the expected log density over all posteriors of the weight,
 * whose mean is then {@link #weight}.
 *
 * @param degreesOfFreedom nu, above 0; infinity means Gaussian
 * @param dimensions D, at least 1
 */
public record StudentLikelihood(double degreesOfFreedom, int dimensions) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when nu is not above 0 or D below 1
     */
    public StudentLikelihood {
        if (!(degreesOfFreedom > 0) || dimensions < 1) {
            throw new IllegalArgumentException(
                    "a Student distribution needs degrees of freedom above 0 and at least one" + " dimension, got "
                            + degreesOfFreedom + " and " + dimensions);
        }
    }

    /** The constant c. */
    public double logNormalizer() {
        if (isGaussian()) {
            return -0.5 * dimensions * Math.log(2 * Math.PI);
        }
        return Gamma.logGamma((degreesOfFreedom + dimensions) / 2)
                - Gamma.logGamma(degreesOfFreedom / 2)
                - 0.5 * dimensions * Math.log(degreesOfFreedom * Math.PI);
    }

    /** What log t loses at squared distance s. */
    public double logKernel(double square) {
        return isGaussian()
                ? -0.5 * square
                : -0.5 * (degreesOfFreedom + dimensions) * Math.log1p(square / degreesOfFreedom);
    }

    /** The expected weight of an observation at squared distance s: 1 near the center of many dimensions, 0 far away. */
    public double weight(double square) {
        return isGaussian() ? 1 : (degreesOfFreedom + dimensions) / (degreesOfFreedom + square);
    }

    /** Whether it is Gaussian. */
    public boolean isGaussian() {
        return Double.isInfinite(degreesOfFreedom);
    }
}
