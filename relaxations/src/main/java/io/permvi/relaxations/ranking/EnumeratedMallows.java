package io.permvi.relaxations.ranking;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Bayesian Mallows with observations of any kind by enumeration: the probability of an observation is the sum over all
 * rankings that agree with it. For each consensus it depends on how many of those are at each distance only.
 */
final class EnumeratedMallows {
    /** 7!^2 distances. */
    static final int LARGEST = 7;

    /** Cells of all histograms together: seconds, not minutes. */
    private static final long LARGEST_WORK = 60_000_000L;

    private static final double LEAST_WEIGHT = 1e-10;

    private final PermutationDistance distance;
    private final RankingData data;
    private final PermutationEnumeration all;
    private final MallowsNormalizer normalizer;
    private final int[][] places;
    /** For each observation and consensus, the number of agreeing rankings at each distance. */
    private final int[][][] histograms;

    private final double[] logLikelihood;

    EnumeratedMallows(PermutationDistance distance, RankingData data) {
        this.distance = distance;
        this.data = data;
        all = new PermutationEnumeration(data.items());
        normalizer = new MallowsNormalizer(distance, data.items());
        places = IntStream.range(0, all.size())
                .mapToObj(k -> all.permutation(k).places())
                .toArray(int[][]::new);
        byte[][] distances = distances();
        histograms = new int[data.sets().size()][][];
        for (int o = 0; o < histograms.length; o++) {
            histograms[o] = histograms(data.sets().get(o), distances);
        }
        logLikelihood = new double[all.size()];
    }

    static boolean serves(RankingData data) {
        return data.items() <= LARGEST
                && (long) data.sets().size() * new PermutationEnumeration(data.items()).size() * 20 <= LARGEST_WORK;
    }

    /** The distance of each ranking from each other, relative to the second. */
    private byte[][] distances() {
        int n = data.items();
        byte[] fromIdentity = new byte[all.size()];
        for (int k = 0; k < all.size(); k++) {
            fromIdentity[k] = (byte) distance.fromIdentity(places[k]);
        }
        byte[][] between = new byte[all.size()][all.size()];
        int[] relative = new int[n];
        for (int a = 0; a < all.size(); a++) {
            for (int b = 0; b < all.size(); b++) {
                for (int i = 0; i < n; i++) {
                    relative[places[b][i]] = places[a][i];
                }
                between[a][b] = fromIdentity[all.indexOf(relative)];
            }
        }
        return between;
    }

    private int[][] histograms(RankingSet set, byte[][] distances) {
        int largest = 0;
        for (byte d : distances[0]) {
            largest = Math.max(largest, d);
        }
        int[] agreeing = IntStream.range(0, all.size())
                .filter(k -> set.allows(places[k]))
                .toArray();
        int[][] counts = new int[all.size()][largest + 1];
        for (int r : agreeing) {
            for (int rho = 0; rho < counts.length; rho++) {
                counts[rho][distances[r][rho]]++;
            }
        }
        return counts;
    }

    /** Fills the log likelihood of each consensus; returns the log of their mean. */
    private double run(double theta) {
        int size = histograms[0][0].length;
        double[] powers = new double[size];
        Arrays.setAll(powers, d -> Math.exp(-theta * d));
        Arrays.fill(logLikelihood, -data.total() * normalizer.at(theta).logNormalizer());
        for (int o = 0; o < histograms.length; o++) {
            double count = data.counts().get(o);
            for (int rho = 0; rho < logLikelihood.length; rho++) {
                logLikelihood[rho] += count * logSum(histograms[o][rho], powers, theta);
            }
        }
        return LogSumExp.of(logLikelihood, 0, logLikelihood.length) - Math.log(logLikelihood.length);
    }

    private static double logSum(int[] counts, double[] powers, double theta) {
        int nearest = 0;
        while (counts[nearest] == 0) {
            nearest++;
        }
        double sum = 0;
        for (int d = nearest; d < counts.length; d++) {
            sum += counts[d] * powers[d - nearest];
        }
        return Math.log(sum) - theta * nearest;
    }

    MallowsPosterior posterior(SpreadPrior prior) {
        int n = data.items();
        double start = ExactMallows.start(distance, n, n, 1);
        SpreadQuadrature nodes = SpreadQuadrature.of(start, alpha -> prior.logDensity(alpha) + run(alpha / n));
        double[] posterior = new double[all.size()];
        for (int k = 0; k < nodes.alphas().length; k++) {
            if (nodes.weights()[k] > LEAST_WEIGHT) {
                run(nodes.alphas()[k] / n);
                LogSumExp.softmax(logLikelihood, 0, logLikelihood.length, 1);
                for (int rho = 0; rho < posterior.length; rho++) {
                    posterior[rho] += nodes.weights()[k] * logLikelihood[rho];
                }
            }
        }
        return MallowsPosterior.ofDraws(
                distance,
                data.total(),
                SpreadPosterior.of(nodes),
                Arrays.asList(places),
                posterior,
                nodes.logIntegral(),
                nodes.error() * nodes.error(),
                "exact: enumeration");
    }
}
