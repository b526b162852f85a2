package io.permvi.inference.method;

import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.Model;

/**
 * Weights the draws of what another method fitted.
 *
 * @param name in tables
 * @param description what it does
 * @param fitted the method that fits a family with a density
 * @param draws to weight
 * @param merged whether equal draws are merged, where every latent is discrete
 * @param <M> the models that it serves
 */
public record CorrectionMethod<M extends Model>(
        String name, String description, FittingMethod<M> fitted, int draws, boolean merged) implements Method<M> {
    @Override
    public CorrectedPosterior solve(M model, Run run) {
        return correct(model, fitted.solve(model, run), run);
    }

    /** What it makes of the posterior that the other method found in the same run. */
    public CorrectedPosterior correct(M model, FittedPosterior posterior, Run run) {
        return merged
                ? CorrectedPosterior.of(model, posterior, draws, run.random("weighted draws"))
                : CorrectedPosterior.smoothed(model, posterior, draws, run.random("weighted draws"));
    }

    @Override
    public String toString() {
        return name;
    }
}
