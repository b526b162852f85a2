package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A mixture of Plackett-Luce distributions by maximum likelihood: expectation maximization with one step of Hunter's
 * (2004) algorithm for the worths in each. Of k clusters the worths are known only where there are at least 2 k items
 * (Zhao, Piech and Xia 2016).
 *
 * @param weights of the clusters, the heaviest first
 * @param logWorths of each cluster, mean zero
 * @param membership the probability that a ranking belongs to a cluster, rankings by clusters
 * @param rankings how many, counted
 * @param logLikelihood of all
 */
public record PlackettLuceMixtureFit(
        double[] weights, double[][] logWorths, DMatrixRMaj membership, double rankings, double logLikelihood) {
    private static final int ITERATIONS = 3000;
    private static final double PRECISION = 1e-8;
    /** Log worths of items that always lose end here, below that of those that do not. */
    private static final double LOWEST = Math.exp(-25);

    /**
     * Fits.
     *
     * @param rankings the choices of each, of one item and without their count
     * @param counts how often each
     * @param starts how many random starts; one is enough for one cluster
     */
    public static PlackettLuceMixtureFit of(
            int items, List<List<Choice>> rankings, double[] counts, int clusters, int starts, RandomGenerator rng) {
        PlackettLuceMixtureFit best = new Ascent(items, rankings, counts, clusters, rng).run();
        for (int s = 1; s < starts && clusters > 1; s++) {
            PlackettLuceMixtureFit next = new Ascent(items, rankings, counts, clusters, rng).run();
            best = next.logLikelihood > best.logLikelihood ? next : best;
        }
        return best;
    }

    /** A weight less one, and the worths of each cluster less one. */
    public int parameters() {
        return weights.length - 1 + weights.length * (logWorths[0].length - 1);
    }

    /** Schwarz' criterion, less is better. */
    public double bic() {
        return -2 * logLikelihood + parameters() * Math.log(rankings);
    }

    /** One ascent from random worths. */
    private static final class Ascent {
        private final int items;
        private final List<List<Choice>> rankings;
        private final double[] counts;
        private final double[] weights;
        private final double[][] worths;
        private final DMatrixRMaj membership;

        Ascent(int items, List<List<Choice>> rankings, double[] counts, int clusters, RandomGenerator rng) {
            this.items = items;
            this.rankings = rankings;
            this.counts = counts;
            weights = new double[clusters];
            worths = new double[clusters][items];
            membership = new DMatrixRMaj(rankings.size(), clusters);
            Arrays.fill(weights, 1.0 / clusters);
            for (double[] own : worths) {
                Arrays.setAll(own, i -> clusters == 1 ? 1 : Math.exp(rng.nextGaussian()));
            }
        }

        PlackettLuceMixtureFit run() {
            double last = Double.NEGATIVE_INFINITY;
            double now = expect();
            for (int t = 0; t < ITERATIONS && now - last > PRECISION; t++) {
                for (int k = 0; k < weights.length; k++) {
                    maximize(k);
                }
                last = now;
                now = expect();
            }
            return result(now);
        }

        private double expect() {
            double sum = 0;
            double[] logs = new double[weights.length];
            double[][] logWorths = logWorths();
            for (int s = 0; s < rankings.size(); s++) {
                for (int k = 0; k < weights.length; k++) {
                    logs[k] = Math.log(weights[k]) + PlackettLuceEvidence.logLikelihood(logWorths[k], rankings.get(s));
                }
                sum += counts[s] * LogSumExp.softmax(logs, 0, logs.length, 1);
                System.arraycopy(logs, 0, membership.data, s * logs.length, logs.length);
            }
            return sum;
        }

        private double[][] logWorths() {
            return Arrays.stream(worths)
                    .map(own -> Arrays.stream(own).map(Math::log).toArray())
                    .toArray(double[][]::new);
        }

        private void maximize(int k) {
            double[] wins = new double[items];
            double[] chances = new double[items];
            double size = 0;
            double total = 0;
            for (int s = 0; s < rankings.size(); s++) {
                double share = counts[s] * membership.get(s, k);
                size += share;
                total += counts[s];
                for (Choice choice : rankings.get(s)) {
                    wins[choice.chosen()[0]] += share;
                    double all = 0;
                    for (int item : choice.among()) {
                        all += worths[k][item];
                    }
                    for (int item : choice.among()) {
                        chances[item] += share / all;
                    }
                }
            }
            weights[k] = Math.max(1e-12, size / total);
            for (int i = 0; i < items; i++) {
                worths[k][i] = chances[i] > 0 ? wins[i] / chances[i] : worths[k][i];
            }
            double largest = Arrays.stream(worths[k]).max().orElse(1);
            Arrays.setAll(worths[k], i -> Math.max(LOWEST, worths[k][i] / largest));
        }

        private PlackettLuceMixtureFit result(double logLikelihood) {
            int[] order = Permutation.sortedBy(weights.length, k -> -weights[k]);
            DMatrixRMaj sorted = new DMatrixRMaj(membership.numRows, order.length);
            for (int s = 0; s < membership.numRows; s++) {
                for (int k = 0; k < order.length; k++) {
                    sorted.set(s, k, membership.get(s, order[k]));
                }
            }
            double[][] logs = logWorths();
            double[][] centered = new double[order.length][];
            for (int k = 0; k < order.length; k++) {
                double[] own = logs[order[k]];
                double mean = Arrays.stream(own).average().orElse(0);
                centered[k] = Arrays.stream(own).map(u -> u - mean).toArray();
            }
            return new PlackettLuceMixtureFit(
                    Arrays.stream(order).mapToDouble(k -> weights[k]).toArray(),
                    centered,
                    sorted,
                    Arrays.stream(counts).sum(),
                    logLikelihood);
        }
    }
}
