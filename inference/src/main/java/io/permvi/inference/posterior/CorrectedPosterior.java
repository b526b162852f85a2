package io.permvi.inference.posterior;

import io.permvi.inference.factor.DensityFamily;
import io.permvi.inference.factor.Family;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.random.DrawRandom;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Expectations under the true posterior by weighting draws of a fitted one: importance sampling with ratios {@code p(y,
 * z) / q(z)}, self-normalized. The family must be a {@link DensityFamily}.
 *
 * <p>Real latents: the largest ratios are Pareto-smoothed. When every latent is discrete, equal draws are merged
 * instead: a value that occurs among S draws counts once, with weight {@code p(y, z) / (1 - (1 - q(z))^S)}, its chance
 * of being seen (Horvitz and Thompson 1952). That removes the noise of the counts, so values that are seen for certain
 * get their exact posterior odds.
 *
 * <p>{@link #kHat} is the tail shape of the ratios before merging. Above {@link #kHatLimit} the ratios have too heavy a
 * tail for this number of draws: do not trust the result ({@link #isReliable}), and fit better instead. A small k-hat
 * does not show parts of the posterior that q never visits.
 *
 * <p>Draws are kept as seeds and made anew when visited. Immutable.
 */
public final class CorrectedPosterior {
    private final FittedPosterior posterior;
    private final long seed;
    private final int[] drawOfWeight;
    private final double[] weights;
    private final double kHat;
    private final double kHatLimit;
    private final double logEvidence;

    private CorrectedPosterior(
            FittedPosterior posterior, long seed, int[] drawOfWeight, double[] logWeights, double kHat, int draws) {
        this.posterior = posterior;
        this.seed = seed;
        this.drawOfWeight = drawOfWeight;
        this.kHat = kHat;
        kHatLimit = Math.min(1 - 1 / Math.log10(draws), 0.7);
        double largest = Arrays.stream(logWeights).max().orElseThrow();
        weights = new double[logWeights.length];
        double sum = 0;
        for (int s = 0; s < weights.length; s++) {
            weights[s] = Math.exp(logWeights[s] - largest);
            sum += weights[s];
        }
        logEvidence = largest + Math.log(sum);
        for (int s = 0; s < weights.length; s++) {
            weights[s] /= sum;
        }
    }

    /**
     * Draws from a posterior and weights the draws.
     *
     * @param model the model that it was fitted to
     * @param draws how many, at least 25
     * @throws IllegalArgumentException when a factor does not know its density, there are too few draws, or a log joint
     *     is not finite for all of them
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
        int[] drawOfWeight = new int[draws];
        Arrays.setAll(drawOfWeight, s -> s);
        return new CorrectedPosterior(posterior, ratios.seed, drawOfWeight, logWeights, kHat, draws);
    }

    private static CorrectedPosterior merged(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
        Ratios ratios = new Ratios(model, posterior, draws, rng);
        int[] first = ratios.firstOfEqual();
        double[] logWeights = new double[first.length];
        for (int k = 0; k < first.length; k++) {
            int s = first[k];
            double logQ = ratios.logDensity[s];
            double chanceSeen = -Math.expm1(draws * Math.log1p(-Math.min(Math.exp(logQ), 1 - 1e-16)));
            // where q is so small that its chance underflows, it is draws * q
            double logChance = chanceSeen > 0 ? Math.log(chanceSeen) : Math.log(draws) + logQ;
            logWeights[k] = ratios.logRatio[s] + logQ - logChance;
        }
        double kHat = ParetoSmoothing.smooth(ratios.logRatio);
        return new CorrectedPosterior(posterior, ratios.seed, first, logWeights, kHat, draws);
    }

    /** The draws' log ratios, log densities and values. */
    private static final class Ratios {
        private final long seed;
        private final double[] logRatio;
        private final double[] logDensity;
        private final Map<ByteBuffer, Integer> seen = new HashMap<>();

        Ratios(Model model, FittedPosterior posterior, int draws, RandomGenerator rng) {
            if (!(posterior.family() instanceof DensityFamily q)) {
                throw new IllegalArgumentException("the " + posterior.family()
                        + " does not know its density, so its draws cannot be weighted; use SequentialMatching for"
                        + " permutations");
            }
            if (draws < 25) {
                throw new IllegalArgumentException("importance weights need at least 25 draws, got " + draws);
            }
            seed = rng.nextLong();
            logRatio = new double[draws];
            logDensity = new double[draws];
            Model.Pass modelPass = model.newPass();
            DensityFamily.Pass pass = q.newPass();
            Drawer drawer = new Drawer(posterior, pass, seed);
            for (int s = 0; s < draws; s++) {
                LatentValues z = drawer.draw(s);
                logDensity[s] = pass.logDensity();
                logRatio[s] = modelPass.forward(z) - logDensity[s];
                seen.putIfAbsent(key(z), s);
            }
            if (!Double.isFinite(Arrays.stream(logRatio).max().orElseThrow())) {
                throw new IllegalArgumentException("no draw has a finite log joint");
            }
        }

        private static ByteBuffer key(LatentValues z) {
            int size = z.latents().stream().mapToInt(Latent::rows).sum();
            ByteBuffer key = ByteBuffer.allocate(size * Integer.BYTES);
            for (Latent latent : z.latents()) {
                DMatrixRMaj value = z.get(latent);
                for (int i = 0; i < value.numRows; i++) {
                    int place = -1;
                    for (int j = 0; j < value.numCols; j++) {
                        place = value.data[i * value.numCols + j] == 1 ? j : place;
                    }
                    key.putInt(place);
                }
            }
            return key.flip();
        }

        int[] firstOfEqual() {
            return seen.values().stream().mapToInt(Integer::intValue).sorted().toArray();
        }
    }

    /** Makes the draw of an index, always the same. */
    private static final class Drawer {
        private final FittedPosterior posterior;
        private final Family.Pass pass;
        private final long seed;
        private final double[] parameters;
        private final double[] noise;
        private final DrawRandom stream = DrawRandom.of(0, 0, 0);
        private final LatentValues z;

        Drawer(FittedPosterior posterior, Family.Pass pass, long seed) {
            this.posterior = posterior;
            this.pass = pass;
            this.seed = seed;
            parameters = posterior.parameters();
            pass.moveTo(posterior.step());
            noise = new double[posterior.family().noiseCount()];
            z = new LatentValues(posterior.family().latents());
        }

        LatentValues draw(int s) {
            stream.seed(seed, 0, s);
            posterior.family().drawNoise(noise, stream);
            pass.forward(parameters, noise, z);
            return z;
        }
    }

    /** The tail shape of the importance ratios; minus infinity when they have no tail. */
    public double kHat() {
        return kHat;
    }

    /** The k-hat up to which this number of draws is enough: min(1 - 1 / log10 S, 0.7). */
    public double kHatLimit() {
        return kHatLimit;
    }

    /** Whether k-hat is at most its limit. */
    public boolean isReliable() {
        return kHat <= kHatLimit;
    }

    /** 1 / sum of squared weights: about how many draws of the true posterior these are worth. */
    public double effectiveSampleSize() {
        return 1 / Arrays.stream(weights).map(w -> w * w).sum();
    }

    /** An estimate of log p(y). */
    public double logEvidence() {
        return logEvidence;
    }

    /** Gets a value and its weight. */
    @FunctionalInterface
    public interface WeightedVisitor {
        /**
         * Visits one value.
         *
         * @param z the values of all latents, which the next visit overwrites
         * @param weight of these values; all weights sum to one
         */
        void accept(LatentValues z, double weight);
    }

    /** Visits the weighted draws. */
    public void forEach(WeightedVisitor visitor) {
        Drawer drawer = new Drawer(posterior, posterior.family().newPass(), seed);
        for (int k = 0; k < weights.length; k++) {
            visitor.accept(drawer.draw(drawOfWeight[k]), weights[k]);
        }
    }

    /** The expectation of a function of the latents. */
    public double expectation(ToDoubleFunction<LatentValues> function) {
        double[] sum = new double[1];
        forEach((z, weight) -> sum[0] += weight * function.applyAsDouble(z));
        return sum[0];
    }

    /** The mean of a latent. */
    public DMatrixRMaj mean(Latent latent) {
        DMatrixRMaj mean = new DMatrixRMaj(latent.rows(), latent.columns());
        forEach((z, weight) -> {
            DMatrixRMaj value = z.get(latent);
            for (int e = 0; e < mean.data.length; e++) {
                mean.data[e] += weight * value.data[e];
            }
        });
        return mean;
    }

    /** The marginals of a matching or of categories. */
    public MatchingMarginals marginals(DiscreteLatent latent) {
        return new MatchingMarginals(latent.space(), mean(latent));
    }
}
