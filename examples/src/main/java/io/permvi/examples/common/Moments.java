package io.permvi.examples.common;

import java.util.List;

/**
 * Mean and standard error of independent values.
 *
 * @param mean 0 without values
 * @param error of the mean, 0 with fewer than two values
 */
public record Moments(double mean, double error) {
    /** Of values in any order. */
    public static Moments of(List<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        double square =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Moments(mean, n < 2 ? 0 : Math.sqrt(square / (n - 1) / n));
    }
}
