package io.permvi.inference;

import io.permvi.inference.sampling.DrawnPosterior;
import io.permvi.inference.sampling.EnsembleSampler;
import io.permvi.inference.structure.Structure;
import io.permvi.models.Model;
import java.util.random.RandomGenerator;

/**
 * The posterior of any model by one call that chooses how:
 *
 * <pre>{@code
 * DrawnPosterior posterior = Inference.of(model).run(rng);
 * System.out.println(posterior.verdict());
 * MatchingMarginals marginals = posterior.marginals(x);
 * }</pre>
 *
 * <p>It looks at the model by evaluating it ({@link Structure}), samples it by several tempered ensembles that know nothing
 * of each other, until they agree, and says in one sentence whether the answer can be trusted. Each choice can be
 * replaced.
 *
 * @param model the log joint
 * @param structure what is known of it
 * @param sampler how it is sampled
 */
public record Inference(Model model, Structure structure, EnsembleSampler sampler) {

    /**
     * Looks at a model; everything else is chosen.
     *
     * @throws IllegalArgumentException when its log joint is finite at none of many random values
     */
    public static Inference of(Model model) {
        return new Inference(model, Structure.of(model), EnsembleSampler.withDefaults());
    }

    /** The same with another structure. */
    public Inference withStructure(Structure value) {
        return new Inference(model, value, sampler);
    }

    /** The same with another sampler. */
    public Inference withSampler(EnsembleSampler value) {
        return new Inference(model, structure, value);
    }

    /** The same with another limit of time. */
    public Inference withSeconds(double value) {
        return withSampler(sampler.withSeconds(value));
    }

    /**
     * Finds the posterior.
     *
     * @param rng gives the seed of all randomness
     */
    public DrawnPosterior run(RandomGenerator rng) {
        return sampler.sample(model, structure, rng);
    }

    @Override
    public String toString() {
        return "The log joint is " + structure + "; " + sampler.ensembles() + " tempered ensembles, at most "
                + sampler.seconds() + " s.";
    }
}
