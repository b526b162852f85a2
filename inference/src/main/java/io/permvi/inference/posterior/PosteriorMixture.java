package io.permvi.inference.posterior;

import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.relaxations.linalg.LogSumExp;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A mixture of posteriors of the same latents, such as those of discrete alternatives: the two hands and ends of a head,
 * several starts of a fit.
 *
 * @param <P> what the alternatives are
 */
public final class PosteriorMixture<P extends Posterior> implements Posterior {
    private static final double ROUNDING = 1e-9;

    private final List<P> alternatives;
    private final List<Posterior> parts;
    private final double[] weights;

    /**
     * A mixture.
     *
     * @param alternatives with latents of the same shapes; those of the first are the mixture's
     * @param weights their probabilities, which sum to one. Not modified.
     * @throws IllegalArgumentException when there is no alternative, another number of weights, they are negative or do
     *     not sum to one, or shapes differ
     */
    public PosteriorMixture(List<P> alternatives, double[] weights) {
        this.alternatives = List.copyOf(alternatives);
        this.weights = weights.clone();
        if (alternatives.isEmpty() || alternatives.size() != weights.length) {
            throw new IllegalArgumentException("a mixture needs at least one alternative and as many weights, got "
                    + alternatives.size() + " and " + weights.length);
        }
        double sum = Arrays.stream(weights).map(w -> w < 0 ? Double.NaN : w).sum();
        if (!(Math.abs(sum - 1) < ROUNDING)) {
            throw new IllegalArgumentException("the weights of a mixture are probabilities that sum to one, got "
                    + Arrays.toString(weights) + "; has each alternative a number for the evidence?");
        }
        parts = alternatives.stream().map(this::underMyLatents).toList();
    }

    /**
     * Weights proportional to {@code prior * exp(evidence / temperature)}. At temperature 1 these are the weights of
     * variational Bayes, which take every misfit of the model as independent evidence and are nearly always 0 or 1; a
     * temperature learned from examples whose alternative is known makes them honest.
     *
     * @param logPriors one log prior an alternative. Not modified.
     * @param temperature above 0
     * @throws IllegalArgumentException when an alternative has no number for the evidence
     */
    public static <P extends Posterior> PosteriorMixture<P> of(
            List<P> alternatives, double[] logPriors, double temperature) {
        double[] weights = new double[alternatives.size()];
        for (int a = 0; a < weights.length; a++) {
            weights[a] = logPriors[a] + alternatives.get(a).evidence().value() / temperature;
        }
        double most = Arrays.stream(weights).max().orElse(0);
        Arrays.setAll(weights, a -> Math.exp(weights[a] - most));
        double total = Arrays.stream(weights).sum();
        Arrays.setAll(weights, a -> weights[a] / total);
        return new PosteriorMixture<>(alternatives, weights);
    }

    private Posterior underMyLatents(P alternative) {
        return alternative.latents().equals(latents()) ? alternative : new RelabeledPosterior(alternative, latents());
    }

    /** The alternatives. */
    public List<P> alternatives() {
        return alternatives;
    }

    /** Their probabilities, a fresh array. */
    public double[] weights() {
        return weights.clone();
    }

    @Override
    public List<Latent> latents() {
        return alternatives.get(0).latents();
    }

    /** Draws come alternative by alternative, as many of each as independent choices give. */
    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        FittedPosterior.requireAtLeastOne(draws);
        int[] counts = new int[weights.length];
        for (int s = 0; s < draws; s++) {
            double left = rng.nextDouble();
            int a = 0;
            while (a < weights.length - 1 && left >= weights[a]) {
                left -= weights[a++];
            }
            counts[a]++;
        }
        int before = 0;
        for (int a = 0; a < counts.length; a++) {
            if (counts[a] > 0) {
                int from = before;
                parts.get(a).forEachDraw(counts[a], rng, (s, z) -> visitor.accept(from + s, z));
                before += counts[a];
            }
        }
    }

    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return mix(latent, part -> part.mean(latent, draws, rng));
    }

    @Override
    public DMatrixRMaj mean(Latent latent) {
        return mix(latent, part -> part.mean(latent));
    }

    private DMatrixRMaj mix(Latent latent, Function<Posterior, DMatrixRMaj> mean) {
        DMatrixRMaj sum = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int a = 0; a < weights.length; a++) {
            DMatrixRMaj part = mean.apply(parts.get(a));
            for (int e = 0; e < sum.getNumElements(); e++) {
                sum.data[e] += weights[a] * part.data[e];
            }
        }
        return sum;
    }

    /** Known when that of every alternative is. */
    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        List<Optional<ToDoubleFunction<LatentValues>>> densities =
                parts.stream().map(Posterior::logDensity).toList();
        if (!densities.stream().allMatch(Optional::isPresent)) {
            return Optional.empty();
        }
        return Optional.of(z -> {
            double[] terms = new double[weights.length];
            Arrays.setAll(
                    terms, a -> Math.log(weights[a]) + densities.get(a).get().applyAsDouble(z));
            return LogSumExp.of(terms, 0, terms.length);
        });
    }

    /** None: those of the alternatives say nothing of the mixture. */
    @Override
    public Evidence evidence() {
        return Evidence.none();
    }

    /** Those of the heaviest alternative. */
    @Override
    public Diagnostics diagnostics() {
        int heaviest = 0;
        for (int a = 1; a < weights.length; a++) {
            heaviest = weights[a] > weights[heaviest] ? a : heaviest;
        }
        return alternatives.get(heaviest).diagnostics();
    }

    @Override
    public String toString() {
        return "mixture of " + weights.length + " posteriors of " + latents() + " with weights "
                + Arrays.toString(weights);
    }
}
