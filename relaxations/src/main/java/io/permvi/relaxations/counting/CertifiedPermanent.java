package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.ejml.data.DMatrixRMaj;

/**
 * The logarithm of the permanent of {@code exp(theta)} to a relative error with a confidence, at orders beyond {@link
 * LogPermanent#exact}: exactly where the matrix is small or sparse enough for tables over its open columns, otherwise
 * by the weights of a {@link NestedSampler} until an empirical Bernstein bound holds (Maurer and Pontil, Empirical
 * Bernstein bounds and sample variance penalization, COLT 2009, theorem 4). The bound is a guarantee, since weights lie
 * in [0, 1]. Where it would take more paths than the limit, paths that are led by doubly stochastic scalings of what is
 * left give an unbiased estimate of lower variance, whose error is that of the central limit: no guarantee.
 *
 * @param relativeError asked for, in (0, 1)
 * @param confidence that it holds, in (0, 1)
 * @param paths of the sampler at most
 */
public record CertifiedPermanent(double relativeError, double confidence, long paths) {
    /** A second of tables, which are tried first, and half a minute, before a value without a guarantee. */
    private static final double QUICK_WORK = 1e8;

    private static final double MOST_WORK = 2e9;

    private static final int PILOT = 512;
    private static final double FIRST_SHARE = 0.9;
    private static final double SPARE = 1.15;
    private static final long FEWEST_ASYMPTOTIC = 4000;

    /** Checks the numbers. */
    public CertifiedPermanent {
        if (!(relativeError > 0 && relativeError < 1 && confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "relative error and confidence must be in (0, 1), got " + relativeError + " and " + confidence);
        }
        if (paths < PILOT) {
            throw new IllegalArgumentException("paths must be at least " + PILOT + ", got " + paths);
        }
    }

    /** One percent with confidence .95, at most two million paths. */
    public CertifiedPermanent() {
        this(0.01, 0.95, 2_000_000);
    }

    /** How a value is known. */
    public enum Knowledge {
        /** Up to rounding. */
        EXACT,
        /** The relative error holds with the confidence. */
        GUARANTEED,
        /**
         * The relative error is that of a normal distribution of the mean, since a guarantee takes more paths than the
         * limit.
         */
        ASYMPTOTIC
    }

    /**
     * An estimate.
     *
     * @param value the log permanent
     * @param relativeError of the permanent, at the confidence
     * @param knowledge how it is known
     * @param paths that were sampled
     */
    public record Estimate(double value, double relativeError, Knowledge knowledge, long paths) {}

    /**
     * Estimates.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public Estimate estimate(DMatrixRMaj theta, SparsityPattern allowed, long seed) {
        if (theta.numRows <= LogPermanent.LARGEST_EXACT) {
            return new Estimate(LogPermanent.exact(theta, allowed), 0, Knowledge.EXACT, 0);
        }
        LogPermanent.Scaling scaling = new LogPermanent.Scaling(theta, allowed, 1e-6);
        double[][] columns = scaling.balancedColumns(theta, allowed);
        RandomGenerator rng = new SplittableRandom(seed);
        return exact(columns, allowed, QUICK_WORK, scaling)
                .or(() -> sample(new NestedSampler(theta, allowed), rng))
                .or(() -> exact(columns, allowed, MOST_WORK, scaling))
                .orElseGet(() -> asymptotic(new SinkhornPaths(columns, allowed), scaling.logFactor, rng));
    }

    private static Optional<Estimate> exact(
            double[][] columns, SparsityPattern allowed, double work, LogPermanent.Scaling scaling) {
        OptionalDouble log = FrontierPermanent.log(columns, allowed, work);
        return log.isPresent()
                ? Optional.of(new Estimate(log.getAsDouble() + scaling.logFactor, 0, Knowledge.EXACT, 0))
                : Optional.empty();
    }

    /**
     * A pilot says how many paths a round should need; rounds have fresh paths and a number of them that was fixed
     * before, so that the bound holds for each, and what may fail is shared out in falling parts.
     */
    private Optional<Estimate> sample(NestedSampler sampler, RandomGenerator rng) {
        Moments moments = Moments.of(() -> sampler.weight(rng), PILOT);
        long used = PILOT;
        double allowance = 1 - confidence;
        while (true) {
            allowance *= FIRST_SHARE;
            double log = Math.log(4 / allowance);
            long wanted = moments.paths(relativeError / (1 + relativeError), log);
            if (used + wanted > paths) {
                return Optional.empty();
            }
            moments = Moments.of(() -> sampler.weight(rng), wanted);
            used += wanted;
            double half = moments.halfWidth(log);
            if (half <= relativeError * (moments.mean - half)) {
                double value = sampler.logBound() + Math.log(moments.mean);
                return Optional.of(new Estimate(value, half / (moments.mean - half), Knowledge.GUARANTEED, used));
            }
            allowance *= (1 - FIRST_SHARE) / FIRST_SHARE;
        }
    }

    /** Paths by likely places until their mean is normal enough and within the error. */
    private Estimate asymptotic(SinkhornPaths sampler, double logFactor, RandomGenerator rng) {
        double normal = new NormalDistribution().inverseCumulativeProbability(0.5 + 0.5 * confidence);
        double shift = logShift(sampler, rng);
        long wanted = Math.min(paths, FEWEST_ASYMPTOTIC);
        while (true) {
            Moments moments = Moments.of(() -> Math.exp(sampler.logWeight(rng) - shift), wanted);
            double error = normal * Math.sqrt(moments.variance / wanted) / moments.mean;
            if (error <= relativeError || wanted >= paths) {
                return new Estimate(logFactor + shift + Math.log(moments.mean), error, Knowledge.ASYMPTOTIC, wanted);
            }
            double ratio = SPARE * Math.pow(error / relativeError, 2);
            wanted = (long) Math.min(paths, Math.ceil(wanted * ratio));
        }
    }

    /** Near the mean log weight, so that weights are of moderate size. */
    private static double logShift(SinkhornPaths sampler, RandomGenerator rng) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < PILOT || largest == Double.NEGATIVE_INFINITY && k < 100 * PILOT; k++) {
            largest = Math.max(largest, sampler.logWeight(rng));
        }
        return largest == Double.NEGATIVE_INFINITY ? 0 : largest;
    }

    /** Mean and variance of some weights. */
    record Moments(long paths, double mean, double variance) {
        static Moments of(DoubleSupplier weights, long paths) {
            double sum = 0;
            double squares = 0;
            for (long k = 0; k < paths; k++) {
                double weight = weights.getAsDouble();
                sum += weight;
                squares += weight * weight;
            }
            double mean = sum / paths;
            return new Moments(paths, mean, Math.max(0, squares - paths * mean * mean) / (paths - 1));
        }

        /** Theorem 4 of Maurer and Pontil 2009, on both sides. */
        double halfWidth(double log) {
            return Math.sqrt(2 * variance * log / paths) + 7 * log / (3 * (paths - 1));
        }

        /** How many paths should reach a half width, with some to spare. */
        long paths(double relative, double log) {
            double half = relative * mean;
            double root = Math.sqrt(2 * variance * log);
            double linear = 7 * log / 3;
            double perRoot = (root + Math.sqrt(root * root + 4 * half * linear)) / (2 * half);
            double wanted = SPARE * perRoot * perRoot;
            return wanted < Long.MAX_VALUE / 4 ? Math.max(PILOT, (long) wanted) : Long.MAX_VALUE / 4;
        }
    }
}
