package io.permvi.applications.heads;

import java.util.Arrays;

/**
 * How probable it is that each neuron is among the points of a head: the logit is linear in the number of points,
 * clipped to +-5.
 *
 * @param intercepts K logits at the center
 * @param slopes K changes of the logit per scale
 * @param center the number of points at the center
 * @param scale the unit of the number of points
 */
public record PresencePrior(double[] intercepts, double[] slopes, double center, double scale) {
    private static final double LIMIT = 5;
    private static final int NEWTON_STEPS = 30;

    /** The K logits for a head of {@code points} points; a fresh array. */
    public double[] logits(int points) {
        double at = (points - center) / scale;
        double[] logits = new double[intercepts.length];
        for (int k = 0; k < logits.length; k++) {
            logits[k] = Math.max(-LIMIT, Math.min(LIMIT, intercepts[k] + slopes[k] * at));
        }
        return logits;
    }

    /** The probability that each neuron is seen in a head of ordinary size; a fresh array. */
    double[] ordinary() {
        return Arrays.stream(logits((int) Math.round(center)))
                .map(logit -> 1 / (1 + Math.exp(-logit)))
                .toArray();
    }

    /** The same for heads with so many more points that are no neuron. */
    PresencePrior withMoreFalsePoints(double more) {
        return new PresencePrior(intercepts, slopes, center + more, scale);
    }

    /**
     * Fits the logits by MAP logistic regression, one neuron at a time, with Gaussian priors around the regression of
     * all neurons together.
     *
     * @param present one row a head: the probability that each neuron is among its points. Not modified.
     * @param points the number of points of each head. Not modified.
     * @param interceptDeviation deviation of a neuron's intercept from the pooled one
     * @param slopeDeviation deviation of a neuron's slope from the pooled one
     */
    public static PresencePrior fit(
            double[][] present, int[] points, double interceptDeviation, double slopeDeviation) {
        int heads = present.length;
        int neurons = present[0].length;
        double center = Arrays.stream(points).average().orElseThrow();
        double square = 0;
        for (int n : points) {
            square += (n - center) * (n - center);
        }
        double scale = Math.max(10, Math.sqrt(square / heads));
        double[] at = new double[heads];
        double[] mean = new double[heads];
        for (int h = 0; h < heads; h++) {
            at[h] = (points[h] - center) / scale;
            mean[h] = Arrays.stream(present[h]).average().orElseThrow();
        }
        double[] pooled = regress(mean, at, new double[] {0, 0}, 10, 10);
        double[] intercepts = new double[neurons];
        double[] slopes = new double[neurons];
        double[] seen = new double[heads];
        for (int k = 0; k < neurons; k++) {
            for (int h = 0; h < heads; h++) {
                seen[h] = present[h][k];
            }
            double[] line = regress(seen, at, pooled, interceptDeviation, slopeDeviation);
            intercepts[k] = line[0];
            slopes[k] = line[1];
        }
        return new PresencePrior(intercepts, slopes, center, scale);
    }

    private static double[] regress(double[] seen, double[] at, double[] prior, double deviation0, double deviation1) {
        double a = prior[0];
        double b = prior[1];
        double pull0 = 1 / (deviation0 * deviation0);
        double pull1 = 1 / (deviation1 * deviation1);
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double g0 = pull0 * (prior[0] - a);
            double g1 = pull1 * (prior[1] - b);
            double h00 = pull0;
            double h01 = 0;
            double h11 = pull1;
            for (int h = 0; h < at.length; h++) {
                double p = 1 / (1 + Math.exp(-a - b * at[h]));
                double weight = p * (1 - p);
                g0 += seen[h] - p;
                g1 += (seen[h] - p) * at[h];
                h00 += weight;
                h01 += weight * at[h];
                h11 += weight * at[h] * at[h];
            }
            double determinant = h00 * h11 - h01 * h01;
            double step0 = (h11 * g0 - h01 * g1) / determinant;
            double step1 = (h00 * g1 - h01 * g0) / determinant;
            double length = Math.max(1, Math.max(Math.abs(step0), Math.abs(step1)) / 2);
            a += step0 / length;
            b += step1 / length;
        }
        return new double[] {a, b};
    }
}
