package io.permvi.relaxations.ranking;

import org.apache.commons.math3.special.Gamma;

/**
 * The gamma prior of alpha, the spread of Mallows' distribution times the number of items: {@code theta = alpha / n}. A
 * shape of one is the exponential distribution.
 *
 * @param shape above 0
 * @param rate above 0
 */
public record SpreadPrior(double shape, double rate) {
    /** @throws IllegalArgumentException when shape or rate is not above 0 and finite */
    public SpreadPrior {
        if (!(shape > 0 && rate > 0 && shape < Double.POSITIVE_INFINITY && rate < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "shape and rate must be above 0 and finite, got " + shape + " and " + rate);
        }
    }

    /** The exponential prior of rate 0.001, flat wherever data speak (Vitelli et al. 2018). */
    public static SpreadPrior withDefaults() {
        return new SpreadPrior(1, 0.001);
    }

    /** The log density at alpha. */
    public double logDensity(double alpha) {
        return shape * Math.log(rate) - Gamma.logGamma(shape) + (shape - 1) * Math.log(alpha) - rate * alpha;
    }
}
