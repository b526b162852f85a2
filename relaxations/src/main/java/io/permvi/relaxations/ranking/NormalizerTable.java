package io.permvi.relaxations.ranking;

import java.util.HashMap;
import java.util.Map;

/**
 * log Z at many values of theta, by cubic interpolation in log theta between nodes that are computed when first needed; the derivative is
 * known there. One thread only.
 */
final class NormalizerTable {
    private static final double STEP = 1.0 / 32;

    private final MallowsNormalizer normalizer;
    private final Map<Long, double[]> nodes = new HashMap<>();

    NormalizerTable(MallowsNormalizer normalizer) {
        this.normalizer = normalizer;
    }

    double logNormalizer(double theta) {
        double at = Math.log(theta) / STEP;
        long left = (long) Math.floor(at);
        double x = at - left;
        double[] a = node(left);
        double[] b = node(left + 1);
        double y = 1 - x;
        return y * y * (1 + 2 * x) * a[0] + x * x * (3 - 2 * x) * b[0] + STEP * x * y * (y * a[1] - x * b[1]);
    }

    /** The value and its derivative by log theta. */
    private double[] node(long k) {
        return nodes.computeIfAbsent(k, key -> {
            double theta = Math.exp(key * STEP);
            MallowsNormalizer.Value value = normalizer.at(theta);
            return new double[] {value.logNormalizer(), -theta * value.meanDistance()};
        });
    }
}
