package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.special.Gamma;

/**
 * Mallows with a spread of each assessor, so that careful ones count for more: {@code alpha_a} is gamma with a mean
 * that has the prior of a spread and a shape that is exponential with mean three, the consensus uniform. A Metropolis
 * chain that begins at the place means.
 *
 * @param distance Kendall, footrule, Hamming, or Spearman up to 20 items
 * @param rankings complete, one for each assessor, by the places of the items
 * @param prior of the mean
 * @param burn sweeps that are not kept
 * @param sweeps that are kept
 */
public record AssessorSpreads(
        PermutationDistance distance, List<Permutation> rankings, SpreadPrior prior, int burn, int sweeps) {
    private static final double MEAN_SHAPE = 3;
    private static final int MOVES = 3;
    private static final double SMALLEST_STEP = 0.03;
    private static final double STEP_RANGE = Math.log(60);

    /** @throws IllegalArgumentException when the distance does not serve, or there is no ranking or no sweep */
    public AssessorSpreads {
        rankings = List.copyOf(rankings);
        if (rankings.isEmpty() || burn < 1 || sweeps < 1) {
            throw new IllegalArgumentException(
                    "spreads need a ranking and sweeps, got " + rankings.size() + ", " + burn + " and " + sweeps);
        }
        if (!distance.hasCosts()
                || !Mallows.hasExactNormalizer(distance, rankings.get(0).order())) {
            throw new IllegalArgumentException(
                    "spreads of assessors serve kendall, footrule, hamming, and spearman up to 20" + " items; got "
                            + distance + " and " + rankings.get(0).order());
        }
    }

    /**
     * The draws of a chain.
     *
     * @param consensus the places of the items after each sweep
     * @param alphas of the assessors after each
     * @param means of their distribution
     * @param shapes of it
     */
    public record Draws(List<int[]> consensus, List<double[]> alphas, double[] means, double[] shapes) {
        /** The spreads of an assessor. */
        public double[] alphasOf(int assessor) {
            return alphas.stream().mapToDouble(a -> a[assessor]).toArray();
        }

        /** The places of an item. */
        public double[] placesOf(int item) {
            return consensus.stream().mapToDouble(c -> c[item]).toArray();
        }
    }

    /** The consensus of the draws of several chains, and the mean spread. */
    public MallowsPosterior posterior(List<Draws> chains) {
        return MallowsPosterior.ofDraws(
                distance,
                rankings.size(),
                chains.stream().flatMapToDouble(c -> Arrays.stream(c.means())).toArray(),
                chains.stream().flatMap(c -> c.consensus().stream()).toList(),
                chains.size() + " chains with a spread of each assessor");
    }

    /** One chain; O(N n) a sweep, O(N n^2) under Kendall. */
    public Draws chain(RandomGenerator rng) {
        return new Chain(rng).run();
    }

    private final class Chain {
        private final RandomGenerator rng;
        private final int n = rankings.get(0).order();
        private final int[][] places =
                rankings.stream().map(Permutation::places).toArray(int[][]::new);
        private final double[] alphas = new double[places.length];
        private final long[] distances = new long[places.length];
        private final long[] changes = new long[places.length];
        private final TotalDistance one = new TotalDistance(distance, n);
        private final NormalizerTable normalizer = NormalizerTable.of(distance, n);
        private final PlacedItems consensus;
        private double mean = n;
        private double shape = MEAN_SHAPE;

        Chain(RandomGenerator rng) {
            this.rng = rng;
            double[] sums = new double[n];
            for (int[] own : places) {
                for (int i = 0; i < n; i++) {
                    sums[i] += own[i] + 0.1 * rng.nextDouble();
                }
            }
            Permutation start =
                    Permutation.of(Permutation.sortedBy(n, i -> sums[i])).inverse();
            consensus = new PlacedItems(start);
            Arrays.fill(alphas, n);
            for (int a = 0; a < places.length; a++) {
                distances[a] = distance.between(rankings.get(a), start);
            }
        }

        Draws run() {
            List<int[]> kept = new ArrayList<>();
            List<double[]> keptAlphas = new ArrayList<>();
            double[] means = new double[sweeps];
            double[] shapes = new double[sweeps];
            for (int s = -burn; s < sweeps; s++) {
                sweep();
                if (s >= 0) {
                    kept.add(consensus.places.clone());
                    keptAlphas.add(alphas.clone());
                    means[s] = mean;
                    shapes[s] = shape;
                }
            }
            return new Draws(kept, keptAlphas, means, shapes);
        }

        private void sweep() {
            for (int move = 0; move < n; move++) {
                moveConsensus();
            }
            for (int a = 0; a < alphas.length; a++) {
                double next = alphas[a] * Math.exp(step());
                alphas[a] = accepts(logSpread(a, next) - logSpread(a, alphas[a])) ? next : alphas[a];
            }
            for (int move = 0; move < MOVES; move++) {
                double nextMean = mean * Math.exp(step());
                mean = accepts(logHyper(nextMean, shape) - logHyper(mean, shape)) ? nextMean : mean;
                double nextShape = shape * Math.exp(step());
                shape = accepts(logHyper(mean, nextShape) - logHyper(mean, shape)) ? nextShape : shape;
            }
        }

        private double step() {
            return SMALLEST_STEP * Math.exp(STEP_RANGE * rng.nextDouble()) * rng.nextGaussian();
        }

        private boolean accepts(double logRatio) {
            return logRatio >= 0 || rng.nextDouble() < Math.exp(logRatio);
        }

        private void moveConsensus() {
            if (!consensus.propose(rng)) {
                return;
            }
            double change = 0;
            for (int a = 0; a < places.length; a++) {
                // a distance is that of the consensus from the ranking as well
                changes[a] = one.changeOfRanking(consensus.items, consensus.first, consensus.second, places[a]);
                change += alphas[a] / n * changes[a];
            }
            if (accepts(-change)) {
                consensus.exchange();
                for (int a = 0; a < places.length; a++) {
                    distances[a] += changes[a];
                }
            }
        }

        /** The log density of an assessor's log alpha. */
        private double logSpread(int a, double alpha) {
            double theta = alpha / n;
            return shape * Math.log(alpha)
                    - shape / mean * alpha
                    - theta * distances[a]
                    - normalizer.logNormalizer(theta);
        }

        /** The log density of the logs of mean and shape. */
        private double logHyper(double m, double k) {
            double sum = prior.logDensity(m) + Math.log(m) - k / MEAN_SHAPE + Math.log(k);
            for (double alpha : alphas) {
                sum += k * Math.log(k / m) - Gamma.logGamma(k) + (k - 1) * Math.log(alpha) - k / m * alpha;
            }
            return sum;
        }
    }
}
