package io.permvi.relaxations.ranking;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * log Z at many values of theta, by cubic interpolation in log theta between nodes that are computed when first needed;
 * the derivative is known there. Safe to share between threads.
 */
final class NormalizerTable {
    private static final double STEP = 1.0 / 32;
    private static final Map<List<Object>, NormalizerTable> TABLES = new ConcurrentHashMap<>();

    private final MallowsNormalizer normalizer;
    private final Map<Long, double[]> nodes = new ConcurrentHashMap<>();

    private NormalizerTable(MallowsNormalizer normalizer) {
        this.normalizer = normalizer;
    }

    /** The table of a distance and an order, one for all that ask: Spearman's nodes take 2^n numbers each. */
    static NormalizerTable of(PermutationDistance distance, int n) {
        return TABLES.computeIfAbsent(
                List.of(distance, n), key -> new NormalizerTable(new MallowsNormalizer(distance, n)));
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

    /** The mean distance, minus the derivative of the above. */
    double meanDistance(double theta) {
        if (theta == 0) {
            return normalizer.at(0).meanDistance();
        }
        double at = Math.log(theta) / STEP;
        long left = (long) Math.floor(at);
        double x = at - left;
        double[] a = node(left);
        double[] b = node(left + 1);
        double slope = 6 * x * (1 - x) * (b[0] - a[0]) / STEP + (1 - x) * (1 - 3 * x) * a[1] + x * (3 * x - 2) * b[1];
        return -slope / theta;
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
