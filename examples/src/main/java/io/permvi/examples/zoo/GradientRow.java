package io.permvi.examples.zoo;

/**
 * What the gradient of an estimator is like at a point.
 *
 * @param family whose parameters it moves
 * @param place {@code start} or {@code optimum}
 * @param temperature of the relaxation, NaN without one
 * @param bias distance of the mean from the exact gradient, as a share of the exact one's length at the start
 * @param noise what the bias would be on average were there none
 * @param deviation the largest distance of an entry's mean from the exact one, in standard errors
 * @param variance of a step of eight evaluations of the model, by the square of the exact gradient's length at the start
 * @param microseconds a step
 */
record GradientRow(
        String family,
        String estimator,
        String place,
        double temperature,
        double bias,
        double noise,
        double deviation,
        double variance,
        double microseconds) {
    String key() {
        return family + " " + estimator + " " + place + " " + temperature;
    }
}
