package io.permvi.inference.posterior;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.math3.complex.Complex;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.stat.ranking.TiesStrategy;
import org.apache.commons.math3.transform.DftNormalization;
import org.apache.commons.math3.transform.FastFourierTransformer;
import org.apache.commons.math3.transform.TransformType;

/**
 * Convergence of Markov chains of one number: rank-normalized split R-hat, bulk and tail effective sample sizes and
 * Monte-Carlo standard errors (Vehtari, Gelman, Simpson, Carpenter and Buerkner 2021), as R's package posterior computes
 * them. NaN where a chain is constant or not finite. O(S log S) for S draws.
 */
public final class ChainStatistics {
    /** Offset of fractional ranks (Blom 1958). */
    private static final double BLOM = 0.375;
    /** The probability below one standard deviation under the mean of a normal, as R's posterior rounds it. */
    private static final double ONE_SIGMA = 0.1586553;

    private final double[] all;
    private final double[][] halves;

    private ChainStatistics(double[][] chains) {
        all = pooled(chains);
        halves = split(chains);
    }

    /**
     * Of chains of equal length, all draws kept.
     *
     * @param chains one array for each. Not modified.
     * @throws IllegalArgumentException when there is none, one has fewer than 4 draws, or lengths differ
     */
    public static ChainStatistics of(double[]... chains) {
        if (chains.length == 0 || chains[0].length < 4) {
            throw new IllegalArgumentException("statistics of chains need at least one chain of 4 draws");
        }
        for (double[] chain : chains) {
            if (chain.length != chains[0].length) {
                throw new IllegalArgumentException(
                        "chains must be equally long, got " + chains[0].length + " and " + chain.length);
            }
        }
        return new ChainStatistics(chains);
    }

    private static double[] pooled(double[][] parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }

    /** The mean of all draws. */
    public double mean() {
        return StatUtils.mean(all);
    }

    /** The standard deviation of all draws. */
    public double deviation() {
        return Math.sqrt(StatUtils.variance(all));
    }

    /** The larger of R-hat of the normal scores of draws and of their distances to the median; converged near 1. */
    public double rHat() {
        double median = quantile(0.5);
        return Math.max(rHat(normalScores(halves)), rHat(normalScores(map(halves, x -> Math.abs(x - median)))));
    }

    /** R-hat of the halves as they are, without ranks (Gelman et al. 2013, section 11.4). */
    public double splitRHat() {
        return rHat(halves);
    }

    /** How many independent draws the chains are worth for the center of the distribution. */
    public double bulkSize() {
        return effectiveSize(normalScores(halves));
    }

    /** The smaller effective size of the 5 % and 95 % quantiles. */
    public double tailSize() {
        return Math.min(quantileSize(0.05), quantileSize(0.95));
    }

    /** The effective sample size of the mean. */
    public double meanSize() {
        return effectiveSize(halves);
    }

    /** The Monte-Carlo standard error of the mean. */
    public double meanError() {
        return deviation() / Math.sqrt(meanSize());
    }

    /** The Monte-Carlo standard error of the standard deviation. */
    public double deviationError() {
        double mean = mean();
        double[][] squares = map(halves, x -> (x - mean) * (x - mean));
        double second = StatUtils.mean(
                Arrays.stream(all).map(x -> (x - mean) * (x - mean)).toArray());
        double fourth = StatUtils.mean(
                Arrays.stream(all).map(x -> Math.pow(x - mean, 4)).toArray());
        return Math.sqrt((fourth - second * second) / effectiveSize(squares) / second / 4);
    }

    /** The quantile of all draws, linear between order statistics. */
    public double quantile(double probability) {
        Percentile percentile = new Percentile().withEstimationType(Percentile.EstimationType.R_7);
        return percentile.evaluate(all, 100 * probability);
    }

    /** The Monte-Carlo standard error of a quantile: half the distance of those that are one beta deviation apart. */
    public double quantileError(double probability) {
        double size = quantileSize(probability);
        if (Double.isNaN(size)) {
            return Double.NaN;
        }
        var beta = new BetaDistribution(size * probability + 1, size * (1 - probability) + 1);
        double[] sorted = all.clone();
        Arrays.sort(sorted);
        int low = (int) Math.floor(beta.inverseCumulativeProbability(ONE_SIGMA) * sorted.length);
        int high = (int) Math.ceil(beta.inverseCumulativeProbability(1 - ONE_SIGMA) * sorted.length);
        return (sorted[Math.min(high, sorted.length) - 1] - sorted[Math.max(low, 1) - 1]) / 2;
    }

    private double quantileSize(double probability) {
        double quantile = quantile(probability);
        // over constant draws the indicator says nothing
        return isUseless(all) ? Double.NaN : effectiveSize(map(halves, x -> x <= quantile ? 1 : 0));
    }

    private static double[][] map(double[][] chains, DoubleUnaryOperator function) {
        return Arrays.stream(chains)
                .map(chain -> Arrays.stream(chain).map(function).toArray())
                .toArray(double[][]::new);
    }

    private static boolean isUseless(double[] draws) {
        boolean finite = Arrays.stream(draws).allMatch(Double::isFinite);
        return !finite || StatUtils.max(draws) - StatUtils.min(draws) < Math.ulp(1.0);
    }

    /** Normal quantiles of the fractional ranks among all draws, chain by chain. */
    private static double[][] normalScores(double[][] chains) {
        double[] draws = pooled(chains);
        if (!Arrays.stream(draws).allMatch(Double::isFinite)) {
            return chains;
        }
        double[] ranks = new NaturalRanking(TiesStrategy.AVERAGE).rank(draws);
        NormalDistribution normal = new NormalDistribution();
        double[][] scores = new double[chains.length][];
        int from = 0;
        for (int c = 0; c < chains.length; c++) {
            scores[c] = Arrays.stream(ranks, from, from + chains[c].length)
                    .map(r -> normal.inverseCumulativeProbability((r - BLOM) / (draws.length - 2 * BLOM + 1)))
                    .toArray();
            from += chains[c].length;
        }
        return scores;
    }

    /** Both halves of each chain, without the middle draw of odd ones. */
    private static double[][] split(double[][] chains) {
        List<double[]> halves = new ArrayList<>();
        for (double[] chain : chains) {
            halves.add(Arrays.copyOfRange(chain, 0, chain.length / 2));
            halves.add(Arrays.copyOfRange(chain, (chain.length + 1) / 2, chain.length));
        }
        return halves.toArray(double[][]::new);
    }

    private static double rHat(double[][] halves) {
        if (isUseless(pooled(halves))) {
            return Double.NaN;
        }
        double within =
                Arrays.stream(halves).mapToDouble(StatUtils::variance).average().orElseThrow();
        double between = betweenVariance(halves);
        double length = halves[0].length;
        return Math.sqrt(between / within + (length - 1) / length);
    }

    private static double betweenVariance(double[][] chains) {
        return StatUtils.variance(
                Arrays.stream(chains).mapToDouble(StatUtils::mean).toArray());
    }

    /** The draws over the autocorrelation time, from paired sums that are positive and fall (Geyer 1992). */
    private static double effectiveSize(double[][] halves) {
        double[] draws = pooled(halves);
        int length = halves[0].length;
        if (length < 3 || isUseless(draws)) {
            return Double.NaN;
        }
        double[] covariance = meanAutocovariance(halves);
        double within = covariance[0] * length / (length - 1.0);
        double total = covariance[0] + betweenVariance(halves);
        double previous = Double.POSITIVE_INFINITY;
        double sum = 0;
        double lastEven = 0;
        for (int lag = 0; lag + 1 < length; lag += 2) {
            double even = lag == 0 ? 1 : 1 - (within - covariance[lag]) / total;
            double pair = even + 1 - (within - covariance[lag + 1]) / total;
            if (pair <= 0 || lag + 5 >= length) {
                lastEven = pair >= 0 ? even : Math.max(0, even);
                break;
            }
            previous = Math.min(previous, pair);
            sum += previous;
        }
        double time = Math.max(2 * sum - 1 + lastEven, 1 / Math.log10(draws.length));
        return draws.length / time;
    }

    /** The autocovariance at each lag, divided by the length, averaged over chains. */
    private static double[] meanAutocovariance(double[][] chains) {
        int length = chains[0].length;
        int padded = 2 * Integer.highestOneBit(2 * length - 1);
        FastFourierTransformer fourier = new FastFourierTransformer(DftNormalization.STANDARD);
        double[] mean = new double[length];
        for (double[] chain : chains) {
            double center = StatUtils.mean(chain);
            double[] centered = new double[padded];
            Arrays.setAll(centered, k -> k < length ? chain[k] - center : 0);
            Complex[] spectrum = fourier.transform(centered, TransformType.FORWARD);
            double[] power = Arrays.stream(spectrum)
                    .mapToDouble(c -> c.getReal() * c.getReal() + c.getImaginary() * c.getImaginary())
                    .toArray();
            Complex[] lags = fourier.transform(power, TransformType.INVERSE);
            for (int k = 0; k < length; k++) {
                mean[k] += lags[k].getReal() / length / chains.length;
            }
        }
        return mean;
    }
}
