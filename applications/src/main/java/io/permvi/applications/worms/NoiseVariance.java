package io.permvi.applications.worms;

import org.apache.commons.math3.special.Gamma;

/**
 * What is known of the variance of the noise on each neuron: its value, or an inverse-gamma prior for each neuron. With
 * the prior, the weights of a neuron are measured in units of its noise, so that its evidence stays in closed form.
 *
 * @param known whether the variance is known
 * @param value the known variance, or the prior's typical value
 * @param shape shape of the inverse-gamma prior; not used when the variance is known
 */
public record NoiseVariance(boolean known, double value, double shape) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException unless value and shape are positive and finite
     */
    public NoiseVariance {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise variance must be positive and finite, got " + value);
        }
        if (!(shape > 0 && shape < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("shape of the noise prior must be positive and finite, got " + shape);
        }
    }

    /** A known variance, the same for all neurons. */
    public static NoiseVariance known(double value) {
        return new NoiseVariance(true, value, 1);
    }

    /** An unknown variance for each neuron, with a weak prior around {@code typical}. */
    public static NoiseVariance unknown(double typical) {
        return new NoiseVariance(false, typical, 1);
    }

    /**
     * The log evidence of the regressions with k weights, given the precision matrix in units of the noise.
     *
     * @param k the number of weights
     * @param weightVariance prior variance of a weight, in units of the noise when that is unknown
     * @param logDeterminant of G + ratio I
     * @param quadratic b' (G + ratio I)^-1 b
     * @param targetSquares the sum of squares of the target
     * @param samples the number of observations
     */
    double logEvidence(
            int k, double weightVariance, double logDeterminant, double quadratic, double targetSquares, int samples) {
        double volume = 0.5 * (k * Math.log(ratio(weightVariance)) - logDeterminant);
        double misfit = targetSquares - quadratic;
        if (known) {
            return volume - 0.5 * misfit / value - 0.5 * samples * Math.log(2 * Math.PI * value);
        }
        double scale = shape * value;
        double posteriorShape = shape + 0.5 * samples;
        return volume
                + Gamma.logGamma(posteriorShape)
                - Gamma.logGamma(shape)
                + shape * Math.log(scale)
                - posteriorShape * Math.log(scale + 0.5 * misfit)
                - 0.5 * samples * Math.log(2 * Math.PI);
    }

    /** The posterior mean of the variance given the misfit of a regression; the value itself when it is known. */
    double posteriorMean(double misfit, int samples) {
        return known ? value : (shape * value + 0.5 * misfit) / Math.max(0.5, shape + 0.5 * samples - 1);
    }

    /** Noise variance over weight variance: what the prior adds to the Gram matrix. */
    double ratio(double weightVariance) {
        return known ? value / weightVariance : 1 / weightVariance;
    }
}
