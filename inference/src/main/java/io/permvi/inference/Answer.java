package io.permvi.inference;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.posterior.CorrectedPosterior;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.sampling.Verdict;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Latent;
import io.permvi.models.RealLatent;
import java.util.Locale;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;

/**
 * What {@link Inference} found.
 *
 * @param posterior draws of the posterior, or all its values
 * @param verdict how far they can be trusted
 * @param fit a variational fit that was started from them; empty when none was made
 * @param corrected draws of the fit with importance weights, whose evidence and k-hat judge it; empty without a fit, and
 *     where it broke
 * @param fitDistance the mean total variation between the marginals of fit and posterior; NaN without a fit
 * @param choice what was done, and why
 */
public record Answer(
        WeightedPosterior posterior,
        Verdict verdict,
        Optional<FitResult> fit,
        Optional<CorrectedPosterior> corrected,
        double fitDistance,
        String choice) {
    /** A fit this near to the draws may stand for them. */
    public static final double NEAR = 0.05;

    private static final double CLEARLY = 2; // standard errors

    /** The marginals of a matching or of categories. */
    public MatchingMarginals marginals(DiscreteLatent latent) {
        return posterior.marginals(latent);
    }

    /** The mean of a latent. */
    public DMatrixRMaj mean(Latent latent) {
        return posterior.mean(latent);
    }

    /** A quantile of an entry of a real latent. */
    public double quantile(RealLatent latent, int row, int column, double probability) {
        return posterior.quantile(latent, row, column, probability);
    }

    /** The log evidence, and what kind of number it is. */
    public Evidence evidence() {
        return posterior.evidence();
    }

    /** Verdict, evidence and a table of every latent. */
    public String summary() {
        return this + System.lineSeparator() + posterior.summary();
    }

    /** Whether the variational fit is near enough to the draws to stand for them: small, with a density, fast. */
    public boolean fitMayStand() {
        return fit.isPresent() && verdict.trusted() && fitDistance <= NEAR;
    }

    /** Whether the fit has a lower bound that is above the estimate, which then is too low by more than its error says. */
    public boolean evidenceIsTooLow() {
        return evidence().kind() == Evidence.Kind.ESTIMATE
                && fit.filter(beside -> beside.evidence().kind() == Evidence.Kind.LOWER_BOUND)
                        .map(FitResult::evidence)
                        .filter(bound -> bound.value() - CLEARLY * bound.standardError()
                                > evidence().value() + CLEARLY * evidence().standardError())
                        .isPresent();
    }

    private String fitSentence() {
        if (fit.isEmpty()) {
            return "";
        }
        String distance = String.format(
                Locale.ROOT,
                "%nThe variational fit beside it %s: total variation to it %.3f, %s",
                fitMayStand() ? "may stand for it" : "is an approximation",
                fitDistance,
                fit.get().evidence());
        if (evidence().kind() == Evidence.Kind.EXACT) {
            return distance + "."; // nothing estimated from the fit can add to the exact number above
        }
        return distance
                + (fit.get().converged() ? "; settled" : "; may still rise")
                + corrected
                        .map(weighted ->
                                "; importance-corrected " + weighted.evidence() + ", " + weighted.diagnostics())
                        .orElse("")
                + ".";
    }

    @Override
    public String toString() {
        String tooLow = evidenceIsTooLow() ? " It is too low: the bound of the fit is above it." : "";
        return choice + "\n" + verdict + "\nLog evidence " + evidence() + "." + tooLow + fitSentence();
    }
}
