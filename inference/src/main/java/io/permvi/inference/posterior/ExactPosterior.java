package io.permvi.inference.posterior;

import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.permutation.Matching;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * The posterior of a model whose latents are all discrete, by visiting every value: permutations, injections, partial
 * matchings and categories, within masks, several latents together. Its evidence is exact. Time and memory grow with the
 * number of values, {@value #MOST_VALUES} at most: ten items without a mask.
 */
public final class ExactPosterior extends WeightedPosterior {
    /** The largest number of values. */
    public static final int MOST_VALUES = 4_000_000;

    private final Model model;
    private final double[] logJoint;

    private ExactPosterior(Model model, Draws values, double[] logJoint, double[] weights, double logEvidence) {
        super(values, weights, Evidence.exact(logEvidence), new Diagnostics.None());
        this.model = model;
        this.logJoint = logJoint;
    }

    /**
     * Enumerates.
     *
     * @throws IllegalArgumentException when a latent is real, there are more than {@value #MOST_VALUES} values, or no
     *     value has a finite log joint
     */
    public static ExactPosterior of(Model model) {
        double[] logJoint = new double[count(model)];
        Draws values = new Draws(model.latents());
        LatentValues z = new LatentValues(model.latents());
        Model.Pass pass = model.newPass();
        List<DiscreteLatent> latents =
                model.latents().stream().map(DiscreteLatent.class::cast).toList();
        SpaceEnumeration.forEach(latents.stream().map(DiscreteLatent::space).toList(), places -> {
            for (int k = 0; k < places.length; k++) {
                Matching.toMatrix(places[k], z.get(latents.get(k)));
            }
            logJoint[values.size()] = pass.forward(z);
            values.add(z);
        });
        double largest = Arrays.stream(logJoint).max().orElse(Double.NEGATIVE_INFINITY);
        if (!Double.isFinite(largest)) {
            throw new IllegalArgumentException("the largest log joint of all values must be finite, got " + largest);
        }
        double[] weights =
                Arrays.stream(logJoint).map(value -> Math.exp(value - largest)).toArray();
        return new ExactPosterior(
                model,
                values,
                logJoint,
                weights,
                largest + Math.log(Arrays.stream(weights).sum()));
    }

    private static int count(Model model) {
        long count = 1;
        for (Latent each : model.latents()) {
            if (!(each instanceof DiscreteLatent latent)) {
                throw new IllegalArgumentException(
                        "enumeration serves discrete latents, got " + each + "; integrate it out");
            }
            count *= SpaceEnumeration.count(latent.space(), MOST_VALUES);
            if (count > MOST_VALUES) {
                throw new IllegalArgumentException("enumeration serves at most " + MOST_VALUES + " values, but "
                        + model.latents() + " have more; use a sampler or a fitted family");
            }
        }
        return (int) count;
    }

    /** log p(y). */
    public double logEvidence() {
        return evidence().value();
    }

    /** log p(y, z) of a value. */
    public double logJoint(int value) {
        return logJoint[value];
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        Model.Pass pass = model.newPass();
        return Optional.of(z -> pass.forward(z) - logEvidence());
    }

    /**
     * The distance {@code sqrt(1 - sum sqrt(p q))} (Hellinger's form of the Bhattacharyya coefficient) from a posterior
     * q of the same latents, in [0, 1]: exact where q knows its log density or is finitely many weighted values, otherwise
     * that of a histogram of draws.
     *
     * @param draws of the histogram
     */
    public double bhattacharyyaDistance(Posterior other, int draws, RandomGenerator rng) {
        return bhattacharyyaDistance(probabilities(other, draws, rng));
    }

    /** The same from probabilities of the values, in the order of {@link #values}. */
    public double bhattacharyyaDistance(double[] q) {
        double coefficient = 0;
        for (int k = 0; k < q.length; k++) {
            coefficient += Math.sqrt(q[k] * weight(k));
        }
        return Math.sqrt(Math.max(0, 1 - coefficient));
    }

    /** What another posterior of the same latents gives to each value, in the order of {@link #values}; see there. */
    public double[] probabilities(Posterior other, int draws, RandomGenerator rng) {
        double[] q = new double[values().size()];
        Optional<ToDoubleFunction<LatentValues>> logDensity = other.logDensity();
        if (logDensity.isPresent()) {
            int[] next = new int[1];
            forEach((z, p) -> q[next[0]++] = Math.exp(logDensity.get().applyAsDouble(z)));
            return q;
        }
        Map<List<ByteBuffer>, Integer> index = new HashMap<>();
        for (int k = 0; k < q.length; k++) {
            index.put(values().key(k), k);
        }
        if (other instanceof WeightedPosterior weighted) {
            for (int k = 0; k < weighted.values().size(); k++) {
                addTo(q, index, weighted.values().key(k), weighted.weight(k));
            }
            return q;
        }
        Draws drawn = new Draws(latents());
        other.forEachDraw(draws, rng, (s, z) -> drawn.add(z));
        for (int s = 0; s < draws; s++) {
            addTo(q, index, drawn.key(s), 1.0 / draws);
        }
        return q;
    }

    /** Values that the model does not have, such as clashes, get lost. */
    private static void addTo(double[] q, Map<List<ByteBuffer>, Integer> index, List<ByteBuffer> key, double weight) {
        Integer k = index.get(key);
        if (k != null) {
            q[k] += weight;
        }
    }
}
