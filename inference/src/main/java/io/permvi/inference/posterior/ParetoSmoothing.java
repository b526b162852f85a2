package io.permvi.inference.posterior;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Pareto-smoothed importance weights (Vehtari, Simpson, Gelman, Yao and Gabry 2024): the largest weights are replaced by
 * quantiles of the generalized Pareto distribution fitted to them, whose shape, k-hat, says how heavy the tail is.
 */
public final class ParetoSmoothing {
    private static final double TAIL_SHARE = 0.2;
    private static final int SMALLEST_TAIL = 5;
    private static final double LOG_SMALLEST = Math.log(Double.MIN_NORMAL);
    /** Largest weights that differ by less than this, relative, are equal but for rounding. */
    private static final double EQUAL = 1e-12;

    private static final double PRIOR_WEIGHT = 10;
    private static final double PRIOR_SHAPE = 0.5;

    private ParetoSmoothing() {}

    /**
     * Smooths in place. Weights below the smallest normal number times the largest are as good as zero and no part of the
     * tail, nor are those equal to the cutoff; a tail of fewer than five weights is too short to know its shape.
     *
     * @param logWeights shifted so that the largest is 0; the tail is replaced. Modified.
     * @return k-hat, infinite where the tail is too short, or minus infinity where the largest weights are all equal, so
     *     that there is no tail
     */
    public static double smooth(double[] logWeights) {
        int count = logWeights.length;
        double largest = Arrays.stream(logWeights).max().orElse(0);
        for (int s = 0; s < count; s++) {
            logWeights[s] -= largest;
        }
        int wanted = (int) Math.ceil(Math.min(TAIL_SHARE * count, 3 * Math.sqrt(count)));
        if (wanted < SMALLEST_TAIL) {
            return Double.POSITIVE_INFINITY;
        }
        int[] order = IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(s -> logWeights[s]))
                .mapToInt(Integer::intValue)
                .toArray();
        double logCutoff = Math.max(logWeights[order[count - wanted - 1]], LOG_SMALLEST);
        if (logCutoff > -EQUAL) {
            return Double.NEGATIVE_INFINITY;
        }
        int[] tail = Arrays.stream(order, count - wanted, count)
                .filter(s -> logWeights[s] > logCutoff)
                .toArray();
        if (tail.length < SMALLEST_TAIL) {
            return Double.POSITIVE_INFINITY;
        }
        double cutoff = Math.exp(logCutoff);
        double[] excess = Arrays.stream(tail)
                .mapToDouble(s -> Math.exp(logWeights[s]) - cutoff)
                .toArray();
        if (excess[0] > (1 - EQUAL) * excess[tail.length - 1]) {
            return Double.NEGATIVE_INFINITY;
        }
        double[] fit = fitGeneralizedPareto(excess);
        for (int t = 0; t < tail.length; t++) {
            double quantile = quantile((t + 0.5) / tail.length, fit[0], fit[1]);
            logWeights[tail[t]] = Math.min(0, Math.log(cutoff + quantile));
        }
        return fit[0];
    }

    private static double quantile(double p, double shape, double scale) {
        return Math.abs(shape) < 1e-9 ? -scale * Math.log1p(-p) : scale * Math.expm1(-shape * Math.log1p(-p)) / shape;
    }

    /**
     * Shape and scale by the weighted mean of profile likelihoods (Zhang and Stephens 2009), the shape drawn a little
     * toward one half.
     *
     * @param excess ascending, all positive. Not modified.
     */
    private static double[] fitGeneralizedPareto(double[] excess) {
        int n = excess.length;
        int candidates = 30 + (int) Math.sqrt(n);
        double largest = excess[n - 1];
        double quartile = excess[(int) (n / 4.0 + 0.5) - 1];
        double[] theta = new double[candidates];
        double[] logLikelihood = new double[candidates];
        for (int j = 0; j < candidates; j++) {
            theta[j] = 1 / largest + (1 - Math.sqrt(candidates / (j + 0.5))) / (3 * quartile);
            double shape = shapeAt(theta[j], excess);
            logLikelihood[j] = n * (Math.log(-theta[j] / shape) - shape - 1);
        }
        double best = 0;
        for (int j = 0; j < candidates; j++) {
            double total = 0;
            for (int l = 0; l < candidates; l++) {
                total += Math.exp(logLikelihood[l] - logLikelihood[j]);
            }
            best += theta[j] / total;
        }
        double shape = shapeAt(best, excess);
        double scale = -shape / best;
        double drawn = (shape * n + PRIOR_WEIGHT * PRIOR_SHAPE) / (n + PRIOR_WEIGHT);
        return new double[] {drawn, scale};
    }

    private static double shapeAt(double theta, double[] excess) {
        double sum = 0;
        for (double value : excess) {
            sum += Math.log1p(-theta * value);
        }
        return sum / excess.length;
    }
}
