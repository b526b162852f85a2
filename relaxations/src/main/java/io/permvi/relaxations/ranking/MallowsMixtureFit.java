package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A mixture of Mallows distributions fitted to complete rankings by maximum likelihood: expectation maximization
 * (Dempster, Laird and Rubin 1977) from several starts, each cluster's center being the consensus of its weighted members.
 *
 * @param distance of the rankings
 * @param weights of the clusters, the heaviest first
 * @param centers of the clusters
 * @param thetas their spreads; at most 50, where all members are equal
 * @param membership the probability that an observation belongs to a cluster, observations by clusters
 * @param rankings how many
 * @param logLikelihood of all rankings
 * @param totalDistance of the rankings from their centers, weighted by membership
 */
public record MallowsMixtureFit(
        PermutationDistance distance,
        double[] weights,
        List<Permutation> centers,
        double[] thetas,
        DMatrixRMaj membership,
        long rankings,
        double logLikelihood,
        double totalDistance) {
    private static final double LARGEST_THETA = 50;
    private static final double SMALLEST_THETA = 1e-6;
    private static final double PRECISION = 1e-9;
    private static final double NO_MEMBER = 1e-12;
    private static final int ITERATIONS = 500;
    /** Orders up to which a Kendall, or a Cayley or Ulam, consensus is found in no time. */
    private static final int LARGEST_KENDALL = 13;

    private static final int LARGEST_OTHER = 7;

    /** Whether a fit takes seconds at most. */
    public static boolean serves(PermutationDistance distance, RankingData data) {
        int n = data.items();
        return data.isComplete()
                && Mallows.hasExactNormalizer(distance, n)
                && switch (distance) {
                    case KENDALL -> n <= LARGEST_KENDALL;
                    case CAYLEY, ULAM -> n <= LARGEST_OTHER;
                    default -> true;
                };
    }

    /**
     * Fits.
     *
     * @param clusters at least 1
     * @param starts how many random starts; one is enough for one cluster
     * @throws IllegalArgumentException when {@link #serves} does not hold, or a number is below 1
     */
    public static MallowsMixtureFit of(
            PermutationDistance distance, RankingData data, int clusters, int starts, RandomGenerator rng) {
        if (clusters < 1 || starts < 1 || !serves(distance, data)) {
            throw new IllegalArgumentException("expectation maximization needs complete rankings of few enough items, a"
                    + " cluster and a start; got " + data.items() + " items under " + distance + ", " + clusters
                    + " and "
                    + starts);
        }
        Ascent ascent = new Ascent(distance, data, clusters);
        MallowsMixtureFit best = ascent.run(rng);
        for (int s = 1; s < starts && clusters > 1; s++) {
            MallowsMixtureFit next = ascent.run(rng);
            best = next.logLikelihood > best.logLikelihood ? next : best;
        }
        return best;
    }

    /** The numbers counted: a weight less one, a center and a spread of each cluster (Murphy and Martin 2003). */
    public int parameters() {
        return 3 * weights.length - 1;
    }

    /** Schwarz' criterion, less is better. */
    public double bic() {
        return -2 * logLikelihood + parameters() * Math.log(rankings);
    }

    /** The steps from random centers among the observations. */
    private static final class Ascent {
        private final PermutationDistance distance;
        private final RankingData data;
        private final int clusters;
        private final List<Permutation> rankings = new ArrayList<>();
        private final NormalizerTable normalizer;
        private final double[] weights;
        private final double[] thetas;
        private final Permutation[] centers;
        private final DMatrixRMaj membership;
        private double totalDistance;

        Ascent(PermutationDistance distance, RankingData data, int clusters) {
            this.distance = distance;
            this.data = data;
            this.clusters = clusters;
            for (int s = 0; s < data.sets().size(); s++) {
                // Ulam compares sequences of items
                Permutation places = Permutation.of(data.completePlaces(s));
                rankings.add(distance == PermutationDistance.ULAM ? places.inverse() : places);
            }
            normalizer = NormalizerTable.of(distance, data.items());
            weights = new double[clusters];
            thetas = new double[clusters];
            centers = new Permutation[clusters];
            membership = new DMatrixRMaj(rankings.size(), clusters);
        }

        MallowsMixtureFit run(RandomGenerator rng) {
            double uniform = normalizer.meanDistance(SMALLEST_THETA);
            for (int k = 0; k < clusters; k++) {
                weights[k] = 1.0 / clusters;
                centers[k] = rankings.get(rng.nextInt(rankings.size()));
                thetas[k] = theta(uniform / 2);
            }
            double last = Double.NEGATIVE_INFINITY;
            double now = expect();
            for (int t = 0; t < ITERATIONS && now - last > PRECISION; t++) {
                maximize();
                last = now;
                now = expect();
            }
            return result(now);
        }

        /** Memberships at the parameters; returns the log likelihood. */
        private double expect() {
            double sum = 0;
            double[] logs = new double[clusters];
            for (int s = 0; s < rankings.size(); s++) {
                for (int k = 0; k < clusters; k++) {
                    logs[k] = Math.log(weights[k])
                            - thetas[k] * distance.between(rankings.get(s), centers[k])
                            - normalizer.logNormalizer(thetas[k]);
                }
                sum += data.counts().get(s) * LogSumExp.softmax(logs, 0, clusters, 1);
                System.arraycopy(logs, 0, membership.data, s * clusters, clusters);
            }
            return sum;
        }

        private void maximize() {
            totalDistance = 0;
            for (int k = 0; k < clusters; k++) {
                List<Permutation> members = new ArrayList<>();
                List<Double> counts = new ArrayList<>();
                double size = 0;
                for (int s = 0; s < rankings.size(); s++) {
                    double count = data.counts().get(s) * membership.get(s, k);
                    size += count;
                    if (count > NO_MEMBER) {
                        members.add(rankings.get(s));
                        counts.add(count);
                    }
                }
                weights[k] = Math.max(size / data.total(), NO_MEMBER);
                if (!members.isEmpty()) {
                    double[] own = counts.stream().mapToDouble(c -> c).toArray();
                    MallowsConsensus.Center center = MallowsConsensus.of(distance, members, own);
                    centers[k] = center.permutation();
                    thetas[k] =
                            theta(center.totalDistance() / Arrays.stream(own).sum());
                    totalDistance += center.totalDistance();
                }
            }
        }

        private double theta(double meanDistance) {
            double theta = MallowsNormalizer.thetaAt(normalizer::meanDistance, meanDistance);
            return Math.min(LARGEST_THETA, Math.max(SMALLEST_THETA, theta));
        }

        private MallowsMixtureFit result(double logLikelihood) {
            int[] order = Permutation.sortedBy(clusters, k -> -weights[k]);
            DMatrixRMaj sorted = new DMatrixRMaj(rankings.size(), clusters);
            for (int s = 0; s < rankings.size(); s++) {
                for (int k = 0; k < clusters; k++) {
                    sorted.set(s, k, membership.get(s, order[k]));
                }
            }
            return new MallowsMixtureFit(
                    distance,
                    Arrays.stream(order).mapToDouble(k -> weights[k]).toArray(),
                    Arrays.stream(order)
                            .mapToObj(k -> distance == PermutationDistance.ULAM ? centers[k].inverse() : centers[k])
                            .toList(),
                    Arrays.stream(order).mapToDouble(k -> thetas[k]).toArray(),
                    sorted,
                    data.total(),
                    logLikelihood,
                    totalDistance);
        }
    }
}
