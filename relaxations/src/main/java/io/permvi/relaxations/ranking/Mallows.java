package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/**
 * The Mallows distribution {@code p(P) = exp(-theta d(P, center)) / Z(theta)}: uniform at theta = 0, ever closer to its
 * center as theta grows (Mallows 1957; Diaconis 1988).
 *
 * <p>Z is exact: Kendall, Cayley, Hamming and footrule at every order, Spearman up to order 20, Ulam up to 60; beyond,
 * {@link #estimated} takes a Monte-Carlo estimate with its error. Draws are exact for Kendall (repeated
 * insertion, O(n^2)), Cayley (cycle by cycle, O(n)) and Hamming (how many items move, then a derangement of them,
 * O(n)); for the others a Metropolis chain of 20 n^2 exchanges from the center, which is approximate. Immutable.
 */
public final class Mallows implements PermutationDistribution {
    private static final int PROPOSALS = 20;

    private final PermutationDistance distance;
    private final Permutation center;
    private final double theta;
    private final double logNormalizer;
    private final double normalizerError;
    private final double meanDistance;

    private Mallows(PermutationDistance distance, Permutation center, double theta, NormalizerEstimate normalizer) {
        this.distance = distance;
        this.center = center;
        this.theta = theta;
        logNormalizer = normalizer.logNormalizer();
        normalizerError = normalizer.standardError();
        meanDistance = normalizer.meanDistance();
    }

    /**
     * The distribution with its exact normalizer.
     *
     * @param theta the spread, 0 or more and finite
     * @throws IllegalArgumentException when theta is out of range, or the order is too large for an exact normalizer
     */
    public static Mallows of(PermutationDistance distance, Permutation center, double theta) {
        requireTheta(theta);
        MallowsNormalizer.Value exact = new MallowsNormalizer(distance, center.order()).at(theta);
        NormalizerEstimate normalizer = new NormalizerEstimate(exact.logNormalizer(), 0, exact.meanDistance());
        return new Mallows(distance, center, theta, normalizer);
    }

    /**
     * The distribution with an estimated normalizer, at any order; draws do not depend on it.
     *
     * @param theta the spread, 0 or more and finite
     * @param chains of {@link #estimateNormalizer}
     * @throws IllegalArgumentException when theta is out of range or there are fewer than 2 chains
     */
    public static Mallows estimated(
            PermutationDistance distance, Permutation center, double theta, int chains, RandomGenerator rng) {
        return new Mallows(distance, center, theta, estimateNormalizer(distance, center.order(), theta, chains, rng));
    }

    static void requireTheta(double theta) {
        if (!(theta >= 0 && theta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("theta must be 0 or more and finite, got " + theta);
        }
    }

    /** An estimate of log Z by annealed importance sampling, its standard error, and the mean distance. */
    public record NormalizerEstimate(double logNormalizer, double standardError, double meanDistance) {}

    /**
     * An estimate of log Z for orders without an exact one: each of {@code chains} chains starts uniform and passes 50
     * temperatures of n^2 exchanges; the mean of their weights is unbiased for Z (Neal 2001). O(50 chains n^2 d), where
     * d is the cost of a distance.
     *
     * @throws IllegalArgumentException when theta is out of range or there are fewer than 2 chains
     */
    public static NormalizerEstimate estimateNormalizer(
            PermutationDistance distance, int order, double theta, int chains, RandomGenerator rng) {
        requireTheta(theta);
        return MallowsChain.estimateNormalizer(distance, order, theta, chains, rng);
    }

    /** Whether the normalizer at this order is exact. */
    public static boolean hasExactNormalizer(PermutationDistance distance, int order) {
        return MallowsNormalizer.isExact(distance, order);
    }

    /**
     * The theta at which the mean distance from the center is this; 0 where uniform draws lie no farther away.
     *
     * @param meanDistance above 0
     * @throws IllegalArgumentException when the order is too large for an exact normalizer
     */
    public static double thetaAt(PermutationDistance distance, int order, double meanDistance) {
        MallowsNormalizer normalizer = new MallowsNormalizer(distance, order);
        return MallowsNormalizer.thetaAt(theta -> normalizer.at(theta).meanDistance(), meanDistance);
    }

    /** The distance. */
    public PermutationDistance distance() {
        return distance;
    }

    /** The most probable permutation. */
    public Permutation center() {
        return center;
    }

    /** The spread: 0 for uniform. */
    public double theta() {
        return theta;
    }

    /** log Z(theta). */
    public double logNormalizer() {
        return logNormalizer;
    }

    /** The standard error of {@link #logNormalizer}: 0 where it is exact. */
    public double normalizerError() {
        return normalizerError;
    }

    /** The mean distance from the center. */
    public double meanDistance() {
        return meanDistance;
    }

    @Override
    public int order() {
        return center.order();
    }

    @Override
    public double logProbability(Permutation permutation) {
        return -theta * distance.between(permutation, center) - logNormalizer;
    }

    @Override
    public Permutation sample(RandomGenerator rng) {
        return distance.from(center, Permutation.of(sampleRelative(rng)));
    }

    private int[] sampleRelative(RandomGenerator rng) {
        int n = order();
        return switch (distance) {
            case KENDALL -> byInsertion(n, rng);
            case CAYLEY -> byCycles(n, rng);
            case HAMMING -> byDerangement(n, rng);
            default -> {
                MallowsChain chain = new MallowsChain(distance, Permutation.identity(n));
                chain.run(theta, (long) PROPOSALS * n * n, rng);
                yield chain.places();
            }
        };
    }

    /** Item k is put s places before the end of the items 0 .. k - 1 with probability proportional to e^(-theta s). */
    private int[] byInsertion(int n, RandomGenerator rng) {
        int[] sequence = new int[n];
        double decay = Math.exp(-theta);
        for (int k = 1; k < n; k++) {
            double total = 0;
            double weight = 1;
            for (int s = 0; s <= k; s++) {
                total += weight;
                weight *= decay;
            }
            double left = rng.nextDouble() * total;
            int shift = 0;
            weight = 1;
            while (shift < k && left >= weight) {
                left -= weight;
                weight *= decay;
                shift++;
            }
            System.arraycopy(sequence, k - shift, sequence, k - shift + 1, shift);
            sequence[k - shift] = k;
        }
        return sequence;
    }

    /** Item j opens a cycle with weight one or enters an earlier one at any of j spots, each of weight e^(-theta). */
    private int[] byCycles(int n, RandomGenerator rng) {
        int[] places = Permutation.identity(n).places();
        double decay = Math.exp(-theta);
        for (int j = 1; j < n; j++) {
            if (rng.nextDouble() * (1 + j * decay) >= 1) {
                int k = rng.nextInt(j);
                places[j] = places[k];
                places[k] = j;
            }
        }
        return places;
    }

    private int[] byDerangement(int n, RandomGenerator rng) {
        int moved = sampleMoved(n, rng);
        int[] chosen = Permutation.random(n, rng).places();
        int[] places = Permutation.identity(n).places();
        int[] shuffled = derangement(moved, rng);
        for (int k = 0; k < moved; k++) {
            places[chosen[k]] = chosen[shuffled[k]];
        }
        return places;
    }

    private int sampleMoved(int n, RandomGenerator rng) {
        double[] logCounts = MallowsNormalizer.hammingCounts(n);
        double left = rng.nextDouble();
        for (int d = 0; d < n; d++) {
            left -= Math.exp(logCounts[d] - theta * d - logNormalizer);
            if (left < 0) {
                return d;
            }
        }
        return n;
    }

    /** A uniform permutation without fixed item, by rejection: e trials on average. */
    private static int[] derangement(int size, RandomGenerator rng) {
        while (true) {
            int[] places = Permutation.random(size, rng).places();
            if (PermutationDistance.HAMMING.fromIdentity(places) == size) {
                return places;
            }
        }
    }

    @Override
    public String toString() {
        return "Mallows(" + distance + ", " + center + ", theta " + theta + ")";
    }
}
