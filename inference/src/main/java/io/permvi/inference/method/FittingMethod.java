package io.permvi.inference.method;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.Progress;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.search.MatchingListener;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Fits a mean field whose factors of matchings are of the kind that its name says; or takes it where it starts.
 *
 * @param name that of a {@link FactorKind}, with a suffix where it is no plain fit
 * @param description what it does
 * @param family the mean field of a model
 * @param start its starting parameters
 * @param inference how it is fitted, threads and listener aside; empty where the start is the result
 * @param <M> the models that it serves
 */
public record FittingMethod<M extends Model>(
        String name,
        String description,
        Function<? super M, MeanField> family,
        Start<? super M> start,
        Optional<VariationalInference> inference)
        implements Method<M> {
    /** Steps from one report of the matchings to the next, and the draws that each is read off. */
    private static final int PIECE = 20;

    private static final int REPORT_DRAWS = 20;

    /** Starting parameters. */
    @FunctionalInterface
    public interface Start<M> {
        /** The parameters of {@code q} to start from, with randomness where there is any. */
        double[] of(M model, MeanField q, DrawRandom rng);
    }

    /** A fit from the factors' own starting values. */
    public static <M extends Model> FittingMethod<M> of(
            String name, String description, Function<? super M, MeanField> family, VariationalInference inference) {
        Start<M> own = (model, q, rng) -> q.initialParameters(rng);
        return new FittingMethod<>(name, description, family, own, Optional.of(inference));
    }

    /** The same from another start. */
    public FittingMethod<M> withStart(Start<? super M> value) {
        return new FittingMethod<>(name, description, family, value, inference);
    }

    /** The start itself under another name. */
    public FittingMethod<M> unfitted(String newName, String newDescription) {
        return new FittingMethod<>(newName, newDescription, family, start, Optional.empty());
    }

    @Override
    public FittedPosterior solve(M model, Run run) {
        MeanField q = family.apply(model);
        q.factors().forEach(this::requireKind);
        double[] parameters = start.of(model, q, run.random("start"));
        if (inference.isEmpty()) {
            return new FittedPosterior(q, parameters, 0, Evidence.none(), new Diagnostics.None());
        }
        Progress.Listener listener = run.matchings() == MatchingListener.NONE
                ? run.progress()
                : run.progress().and(reporting(q, run));
        return inference
                .get()
                .withThreads(run.threads())
                .withListener(listener)
                .fit(model, q, parameters, run.random("fit"))
                .posterior();
    }

    private void requireKind(VariationalFactor factor) {
        if (factor.latent() instanceof MatchingLatent latent) {
            Class<?> kind = FactorKind.ofMethod(name).of(latent).getClass();
            if (!kind.isInstance(factor)) {
                throw new IllegalStateException("method " + name + " fits a " + kind.getSimpleName() + ", got a "
                        + factor.getClass().getSimpleName());
            }
        }
    }

    /** Tells the matchings after each piece and at the end. */
    private static Progress.Listener reporting(MeanField q, Run run) {
        return progress -> {
            int step = progress.step();
            if (step % PIECE == 0 || step == progress.steps()) {
                FittedPosterior sofar = new FittedPosterior(q, progress.state().parameters(), step - 1);
                run.matchings()
                        .onMatchings(() -> mostProbable(
                                sofar, run.stream("report").part(step).generator()));
            }
            return true;
        };
    }

    private static List<Matching> mostProbable(Posterior posterior, DrawRandom rng) {
        return posterior.latents().stream()
                .filter(MatchingLatent.class::isInstance)
                .map(latent -> posterior
                        .marginals((MatchingLatent) latent, REPORT_DRAWS, rng)
                        .mostProbable())
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
