package io.permvi.inference.posterior;

import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.DensityFamily;
import io.permvi.inference.factor.Family;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Expectations under the true posterior by weighting draws of a fitted one: importance sampling with ratios {@code p(y,
 * z) / q(z)}, self-normalized. The family must be a {@link DensityFamily} that draws values
 * of the model: independent rows of a matching, whose draws clash, are refused.
 *
 * <p>Real latents: the largest ratios are Pareto-smoothed. When every latent is discrete, equal draws are merged
 * instead: a value that occurs among S draws counts once, with weight {@code p(y, z) / (1 - (1 - q(z))^S)}, its chance
 * of being seen (Horvitz and Thompson 1952). That removes the noise of the counts, so values that are seen for certain
 * get their exact posterior odds.
 *
 * <p>{@link Diagnostics.Weights#kHat} is the tail shape of the ratios, after merging of those values that might as well
 * not have been seen: minus infinity where they carry less than 1 % of the weight, infinite where all draws are the same
 * value, which says nothing of others. Above its limit, {@code min(1 - 1 / log10 S, 0.7)}, the ratios have too heavy a
 * tail for this number of draws: do not trust the result, and fit better instead. A small k-hat does not show parts of
 * the posterior that q never visits.
 *
 * <p>The draws are kept: a place an item and a number an entry of a real latent, for each draw.
 */
public final class CorrectedPosterior extends WeightedPosterior {
    /** A value with at least this chance of being seen adds no noise to the estimate. */
    private static final double CERTAIN = 0.99;
    /** The weight of what was seen by luck below which its tail does not matter. */
    private static final double NEGLIGIBLE = 0.01;

    private final Diagnostics.Weights diagnosis;

    private CorrectedPosterior(Draws values, double[] weights, double logEvidence, Diagnostics.Weights diagnosis) {
        super(values, weights, new Evidence(logEvidence, Double.NaN, Evidence.Kind.ESTIMATE), diagnosis);
        this.diagnosis = diagnosis;
    }

    private static CorrectedPosterior of(Draws values, double[] logWeights, double kHat, int draws) {
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double[] weights =
                Arrays.stream(logWeights).map(w -> Math.exp(w - largest)).toArray();
        double sum = Arrays.stream(weights).sum();
        double squares = Arrays.stream(weights).map(w -> w * w).sum();
        double limit = Math.min(1 - 1 / Math.log10(draws), 0.7);
        var diagnosis = new Diagnostics.Weights(kHat, limit, sum * sum / squares);
        return new CorrectedPosterior(values, weights, largest + Math.log(sum), diagnosis);
    }

    /**
     * Draws from a posterior and weights the draws.
     *
     * @param model the model that it was fitted to
     * @param draws how many, at least 25
     * @throws IllegalArgumentException when the family does not know its density or draws what the model does not have,
     *     there are too few draws, or a log joint is not finite for all of them
     */
    public static CorrectedPosterior of(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
        boolean discrete = posterior.latents().stream().allMatch(DiscreteLatent.class::isInstance);
        return discrete ? merged(model, posterior, draws, rng) : smoothed(model, posterior, draws, rng);
    }

    /** The same with one Pareto-smoothed weight for each draw, also where all latents are discrete. */
    public static CorrectedPosterior smoothed(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
        Ratios ratios = new Ratios(model, posterior, draws, rng);
        double[] logWeights = ratios.logRatio;
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double kHat = ParetoSmoothing.smooth(logWeights);
        for (int s = 0; s < draws; s++) {
            logWeights[s] += largest - Math.log(draws);
        }
        return of(ratios.drawn, logWeights, kHat, draws);
    }

    private static CorrectedPosterior merged(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
        Ratios ratios = new Ratios(model, posterior, draws, rng);
        int[] first = ratios.drawn.firstOfEqual();
        double[] logWeights = new double[first.length];
        for (int k = 0; k < first.length; k++) {
            double logQ = ratios.logDensity[first[k]];
            double chanceSeen = chanceSeen(logQ, draws);
            // where q is so small that its chance underflows, it is draws * q
            double logChance = chanceSeen > 0 ? Math.log(chanceSeen) : Math.log(draws) + logQ;
            logWeights[k] = ratios.logRatio[first[k]] + logQ - logChance;
        }
        double kHat = first.length == 1 ? Double.POSITIVE_INFINITY : kHatOfLuck(ratios, first, logWeights);
        return of(ratios.drawn.subset(first), logWeights, kHat, draws);
    }

    private static double chanceSeen(double logQ, int draws) {
        return -Math.expm1(draws * Math.log1p(-Math.min(Math.exp(logQ), 1 - 1e-16)));
    }

    /** The tail shape of the ratios of the values that may be missing from another set of draws. */
    private static double kHatOfLuck(Ratios ratios, int[] first, double[] logWeights) {
        int draws = ratios.logRatio.length;
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        double luck = 0;
        double sum = 0;
        for (int k = 0; k < first.length; k++) {
            double weight = Math.exp(logWeights[k] - largest);
            sum += weight;
            luck += chanceSeen(ratios.logDensity[first[k]], draws) < CERTAIN ? weight : 0;
        }
        if (luck < NEGLIGIBLE * sum) {
            return Double.NEGATIVE_INFINITY;
        }
        return ParetoSmoothing.smooth(IntStream.range(0, draws)
                .filter(s -> chanceSeen(ratios.logDensity[s], draws) < CERTAIN)
                .mapToDouble(s -> ratios.logRatio[s])
                .toArray());
    }

    /** The draws, their log ratios and log densities. */
    private static final class Ratios {
        private final Draws drawn;
        private final double[] logRatio;
        private final double[] logDensity;

        Ratios(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
            DensityFamily q = served(posterior.family());
            if (draws < 25) {
                throw new IllegalArgumentException("importance weights need at least 25 draws, got " + draws);
            }
            long seed = rng.nextLong();
            drawn = new Draws(q.latents());
            logRatio = new double[draws];
            logDensity = new double[draws];
            Model.Pass modelPass = model.newPass();
            DensityFamily.Pass pass = q.newPass();
            pass.moveTo(posterior.step());
            double[] parameters = posterior.parameters();
            double[] noise = new double[q.noiseCount()];
            DrawRandom stream = DrawRandom.of(0, 0, 0);
            LatentValues z = new LatentValues(q.latents());
            for (int s = 0; s < draws; s++) {
                stream.seed(seed, 0, s);
                q.drawNoise(noise, stream);
                pass.forward(parameters, noise, z);
                logDensity[s] = pass.logDensity();
                logRatio[s] = modelPass.forward(z) - logDensity[s];
                drawn.add(z);
            }
            if (!Double.isFinite(Arrays.stream(logRatio).max().orElseThrow())) {
                throw new IllegalArgumentException("no draw has a finite log joint");
            }
        }

        private static DensityFamily served(Family family) {
            if (!(family instanceof DensityFamily served)) {
                throw new IllegalArgumentException("the " + family
                        + " does not know its density, so its draws cannot be weighted; use SequentialMatching for"
                        + " permutations");
            }
            if (family.bound() != Bound.EVIDENCE) {
                throw new IllegalArgumentException("the " + family + " draws values that are no matchings, so its draws"
                        + " cannot be weighted; use SequentialMatching");
            }
            return served;
        }
    }

    @Override
    public Diagnostics.Weights diagnostics() {
        return diagnosis;
    }
}
