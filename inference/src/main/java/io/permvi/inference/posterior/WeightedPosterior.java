package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Finitely many values with weights: draws of a chain, weighted draws, all values of a small model, or a single one. Means
 * and marginals are weighted sums over all of them, without further noise; draws choose among them.
 */
public class WeightedPosterior implements Posterior {
    private static final double ROUNDING = 1e-12;

    private final Draws values;
    private final double[] weights;
    private final double[] cumulative;
    private final Evidence evidence;
    private final Diagnostics diagnostics;

    /**
     * Values with weights.
     *
     * @param values kept from now on: nothing may be added any more
     * @param weights one for each, 0 or more; scaled to sum one. Not modified.
     * @throws IllegalArgumentException when there is no value, another number of weights, or they have no positive
     *     finite sum
     */
    public WeightedPosterior(Draws values, double[] weights, Evidence evidence, Diagnostics diagnostics) {
        if (values.size() == 0 || values.size() != weights.length) {
            throw new IllegalArgumentException("a posterior needs at least one value and as many weights, got "
                    + values.size() + " and " + weights.length);
        }
        this.values = values;
        this.weights = weights.clone();
        this.evidence = evidence;
        this.diagnostics = diagnostics;
        double sum = Arrays.stream(weights).sum();
        if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("weights must have a positive finite sum, got " + sum);
        }
        // weights that sum to one but for rounding keep their bits, so that a saved posterior is read as it was
        if (Math.abs(sum - 1) > ROUNDING) {
            Arrays.setAll(this.weights, k -> weights[k] / sum);
        }
        cumulative = this.weights.clone();
        Arrays.parallelPrefix(cumulative, Double::sum);
    }

    /** Draws that count equally. */
    public WeightedPosterior(Draws values, Evidence evidence, Diagnostics diagnostics) {
        this(values, ones(values.size()), evidence, diagnostics);
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** The posterior itself where it is weighted values, otherwise equally weighted draws of it. */
    public static WeightedPosterior of(Posterior posterior, int draws, RandomGenerator rng) {
        if (posterior instanceof WeightedPosterior weighted) {
            return weighted;
        }
        Draws drawn = new Draws(posterior.latents());
        posterior.forEachDraw(draws, rng, (s, z) -> drawn.add(z));
        return new WeightedPosterior(drawn, posterior.evidence(), posterior.diagnostics());
    }

    /** The values; nothing may be added. */
    public Draws values() {
        return values;
    }

    /** The weight of a value; all weights sum to one. */
    public double weight(int value) {
        return weights[value];
    }

    /** Whether all weights are equal. */
    public boolean isUnweighted() {
        return Arrays.stream(weights).allMatch(weight -> Math.abs(weight * weights.length - 1) < ROUNDING);
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

    /** Visits all values in order. */
    public void forEach(WeightedVisitor visitor) {
        LatentValues z = new LatentValues(latents());
        for (int k = 0; k < weights.length; k++) {
            values.read(k, z);
            visitor.accept(z, weights[k]);
        }
    }

    /** The expectation of a function of the latents. */
    public double expectation(ToDoubleFunction<LatentValues> function) {
        double[] sum = new double[1];
        forEach((z, weight) -> sum[0] += weight * function.applyAsDouble(z));
        return sum[0];
    }

    /** The probability that an item of a ranking stands before another, items by items; the unmatched stand last. */
    public DMatrixRMaj before(DiscreteLatent ranking) {
        int[] places = new int[ranking.rows()];
        DMatrixRMaj before = new DMatrixRMaj(places.length, places.length);
        forEach((z, weight) -> {
            Matching.readPlaces(z.get(ranking), places);
            for (int i = 0; i < places.length; i++) {
                for (int k = 0; k < places.length; k++) {
                    boolean first = places[i] >= 0 && (places[k] < 0 || places[i] < places[k]);
                    before.add(i, k, first ? weight : 0);
                }
            }
        });
        return before;
    }

    /**
     * A quantile of an entry of a real latent: the smallest value below which at least that share of the weight lies.
     *
     * @param probability in [0, 1]
     */
    public double quantile(RealLatent latent, int row, int column, double probability) {
        return quantile(z -> z.get(latent).get(row, column), probability);
    }

    /**
     * The same of a function of the latents, such as the number of links.
     *
     * @param probability in [0, 1]
     */
    public double quantile(ToDoubleFunction<LatentValues> function, double probability) {
        double[] own = new double[weights.length];
        int[] next = new int[1];
        forEach((z, weight) -> own[next[0]++] = function.applyAsDouble(z));
        return quantiles(own, probability)[0];
    }

    /** Quantiles of numbers, one for each value, with the weights of the values. */
    double[] quantiles(double[] numbers, double... probabilities) {
        int[] order = IntStream.range(0, numbers.length)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> numbers[k]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] quantiles = new double[probabilities.length];
        for (int p = 0; p < probabilities.length; p++) {
            int k = 0;
            double below = weights[order[0]];
            while (below < probabilities[p] && k < order.length - 1) {
                below += weights[order[++k]];
            }
            quantiles[p] = numbers[order[k]];
        }
        return quantiles;
    }

    @Override
    public List<Latent> latents() {
        return values.latents();
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        FittedPosterior.requireAtLeastOne(draws);
        LatentValues z = new LatentValues(latents());
        for (int s = 0; s < draws; s++) {
            values.read(choose(rng), z);
            visitor.accept(s, z);
        }
    }

    private int choose(RandomGenerator rng) {
        int found = Arrays.binarySearch(cumulative, rng.nextDouble() * cumulative[cumulative.length - 1]);
        int first = found >= 0 ? found + 1 : -found - 1;
        return Math.min(first, cumulative.length - 1);
    }

    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return mean(latent);
    }

    @Override
    public DMatrixRMaj mean(Latent latent) {
        DMatrixRMaj mean = new DMatrixRMaj(latent.rows(), latent.columns());
        for (int k = 0; k < weights.length; k++) {
            values.add(k, latent, weights[k], mean);
        }
        return mean;
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        return Optional.empty();
    }

    @Override
    public Evidence evidence() {
        return evidence;
    }

    @Override
    public Diagnostics diagnostics() {
        return diagnostics;
    }

    @Override
    public String toString() {
        return "posterior of " + latents() + " by " + weights.length + " weighted values: " + evidence + "; "
                + diagnostics;
    }
}
