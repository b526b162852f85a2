package io.permvi.inference;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.posterior.Comparison;
import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.inference.posterior.Draws;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.sampling.DrawnPosterior;
import io.permvi.inference.sampling.EnsembleSampler;
import io.permvi.inference.sampling.IntegratedPosterior;
import io.permvi.inference.sampling.SubsetPosterior;
import io.permvi.inference.sampling.Verdict;
import io.permvi.inference.structure.Structure;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.UnconstrainedModel;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The posterior of any model by one call that chooses how:
 *
 * <pre>{@code
 * Answer answer = Inference.of(model).run(rng);
 * System.out.println(answer);
 * MatchingMarginals marginals = answer.marginals(x);
 * }</pre>
 *
 * <p>It looks at the model by evaluating it ({@link Structure}). It is exact where that is possible: all values are visited
 * where they are few, Gaussian reals integrated out, one matching with linear scores summed over subsets; otherwise it
 * samples by several tempered ensembles that know nothing of each other, until they agree, and says in one sentence
 * whether the answer can be trusted. A variational fit is started from the draws and offered beside them. Each choice can
 * be replaced.
 *
 * @param model the log joint, in unconstrained numbers where a real latent has a domain; answers are in its own terms
 * @param structure what is known of it
 * @param sampler how it is sampled
 * @param mostEnumerated the largest number of values that are all visited; 0 always samples
 * @param fitting whether a variational fit is made beside the draws
 */
public record Inference(
        Model model, Structure structure, EnsembleSampler sampler, int mostEnumerated, boolean fitting) {
    private static final int ENUMERATED = 50_000;
    private static final int CORRECTING_DRAWS = 1000;
    /**
     * Times the sampler's seconds that a visit of all values may take by the estimate, which a loaded machine makes several
     * times too high: exact is worth it, and the choice must not depend on the number of threads.
     */
    private static final double VISITING = 4;

    /**
     * Looks at a model; everything else is chosen.
     *
     * @throws IllegalArgumentException when its log joint is finite at none of many random values
     */
    public static Inference of(Model model) {
        Model free = UnconstrainedModel.of(model);
        return new Inference(free, Structure.of(free), EnsembleSampler.withDefaults(), ENUMERATED, true);
    }

    /** The same with another structure. */
    public Inference withStructure(Structure value) {
        return new Inference(model, value, sampler, mostEnumerated, fitting);
    }

    /** The same with another sampler. */
    public Inference withSampler(EnsembleSampler value) {
        return new Inference(model, structure, value, mostEnumerated, fitting);
    }

    /** The same with another limit of the time that is spent on sampling. */
    public Inference withSeconds(double value) {
        return withSampler(sampler.withSeconds(value));
    }

    /** The same with another largest number of values that are all visited; 0 always samples. */
    public Inference withMostEnumerated(int value) {
        return new Inference(model, structure, sampler, value, fitting);
    }

    /** The same with or without a variational fit beside the draws. */
    public Inference withFitting(boolean value) {
        return new Inference(model, structure, sampler, mostEnumerated, value);
    }

    /** The ways to a posterior, the best that serves first. */
    private enum Way {
        VISIT("all values are visited"),
        INTEGRATE("all discrete values are visited, and the reals integrated out at each"),
        SUM("sums over subsets of places");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    private Optional<Way> exactWay() {
        if (mostEnumerated == 0) {
            return Optional.empty();
        }
        if (structure.reals().isEmpty() && structure.logStates() <= Math.log(mostEnumerated + 0.5)) {
            return Optional.of(Way.VISIT);
        }
        if (IntegratedPosterior.serves(model, structure, mostEnumerated, VISITING * sampler.seconds())) {
            return Optional.of(Way.INTEGRATE);
        }
        return SubsetPosterior.serves(structure) ? Optional.of(Way.SUM) : Optional.empty();
    }

    /**
     * Finds the posterior.
     *
     * @param rng gives the seed of all randomness
     */
    public Answer run(RandomGenerator rng) {
        Optional<Way> way = exactWay();
        if (way.isPresent()) {
            WeightedPosterior exact =
                    switch (way.get()) {
                        case VISIT -> ExactPosterior.of(model);
                        case INTEGRATE -> IntegratedPosterior.of(model, structure, sampler.threads(), rng);
                        case SUM -> SubsetPosterior.of(model, structure, rng);
                    };
            return answer(exact, Verdict.exact(said(way.get(), exact)), rng);
        }
        DrawnPosterior drawn = sampler.sample(model, structure, rng);
        return answer(drawn, drawn.verdict(), rng);
    }

    private static String said(Way way, WeightedPosterior exact) {
        int values = exact instanceof IntegratedPosterior integrated
                ? integrated.visited()
                : exact.values().size();
        return way == Way.SUM
                ? "Marginals and evidence are sums, beside " + values + " independent draws."
                : values + " values were visited.";
    }

    private Answer answer(WeightedPosterior found, Verdict verdict, RandomGenerator rng) {
        boolean mapped = model instanceof UnconstrainedModel;
        Model own = mapped ? ((UnconstrainedModel) model).original() : model;
        WeightedPosterior posterior = mapped ? inOwnTerms((UnconstrainedModel) model, found) : found;
        if (!fitting || !FitFromDraws.serves(own)) {
            return new Answer(posterior, verdict, Optional.empty(), Optional.empty(), Double.NaN, toString());
        }
        FitResult fit = FitFromDraws.fit(own, posterior, sampler.threads(), rng);
        double distance = Comparison.totalVariation(posterior, fit.posterior());
        Optional<CorrectedPosterior> corrected = Double.isFinite(fit.elbo())
                ? Optional.of(CorrectedPosterior.of(own, fit.posterior(), CORRECTING_DRAWS, rng))
                : Optional.empty();
        return new Answer(posterior, verdict, Optional.of(fit), corrected, distance, toString());
    }

    private static WeightedPosterior inOwnTerms(UnconstrainedModel model, WeightedPosterior found) {
        LatentValues z = new LatentValues(model.original().latents());
        Draws draws = new Draws(z.latents());
        double[] weights = new double[found.values().size()];
        found.forEach((u, weight) -> {
            model.map(u, z);
            weights[draws.size()] = weight;
            draws.add(z);
        });
        return new WeightedPosterior(draws, weights, found.evidence(), found.diagnostics());
    }

    @Override
    public String toString() {
        String how = exactWay().isPresent()
                ? exactWay().get().words
                : sampler.ensembles() + " tempered ensembles, at most " + sampler.seconds() + " s";
        return "The log joint is " + structure + ": " + how + ".";
    }
}
