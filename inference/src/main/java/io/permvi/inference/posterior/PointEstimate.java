package io.permvi.inference.posterior;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;

/** The best matchings that a search found, as a posterior that is certain of them. */
public final class PointEstimate extends WeightedPosterior {
    private final List<Matching> best;
    private final double logDensity;

    /**
     * A point.
     *
     * @param best one matching for each latent
     * @param logDensity their log density
     * @param logDensities what the search reached, chain by chain or round by round
     */
    public PointEstimate(
            List<MatchingLatent> latents, List<Matching> best, double logDensity, List<Double> logDensities) {
        super(only(latents, best), Evidence.none(), new Diagnostics.Search(logDensities));
        this.best = List.copyOf(best);
        this.logDensity = logDensity;
    }

    private static Draws only(List<MatchingLatent> latents, List<Matching> best) {
        Draws draws = new Draws(latents);
        draws.add(best);
        return draws;
    }

    /** The matchings, one for each latent. */
    public List<Matching> best() {
        return best;
    }

    /** Their log density. */
    public double bestLogDensity() {
        return logDensity;
    }
}
