package io.permvi.inference.method;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.StopReason;
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
    private static final int START_STREAM = 1;
    private static final int FIT_STREAM = 2;
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
        double[] parameters = start.of(model, q, run.stream(START_STREAM));
        if (inference.isEmpty()) {
            return new FittedPosterior(q, parameters, 0, Evidence.none(), new Diagnostics.None());
        }
        VariationalInference settings =
                inference.get().withThreads(run.threads()).withListener(run.progress());
        return run.matchings() == MatchingListener.NONE
                ? settings.fit(model, q, parameters, run.stream(FIT_STREAM)).posterior()
                : fitInPieces(settings, model, q, parameters, run);
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

    /** The same fit, halted after each piece to see the matchings. */
    private FittedPosterior fitInPieces(
            VariationalInference settings, M model, MeanField q, double[] parameters, Run run) {
        int steps = settings.steps();
        FitResult fit = settings.withSteps(Math.min(PIECE, steps)).fit(model, q, parameters, run.stream(FIT_STREAM));
        report(fit, run);
        while (fit.steps() < steps && fit.stopReason() == StopReason.MAX_STEPS) {
            fit = settings.withSteps(Math.min(PIECE, steps - fit.steps())).resume(model, q, fit.state());
            report(fit, run);
        }
        return fit.posterior();
    }

    private static void report(FitResult fit, Run run) {
        run.matchings().onMatchings(() -> mostProbable(fit.posterior(), DrawRandom.of(fit.steps(), 0, 0)));
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
