package io.permvi.inference.posterior;

import io.permvi.relaxations.permutation.Matching;
import java.util.List;

/** The kept states of a sampler of matchings. */
public final class ChainPosterior extends WeightedPosterior {
    private final Diagnostics.Chains chains;
    private final List<Matching> best;
    private final double bestLogDensity;
    private final List<Matching> last;

    /**
     * What a sampler found.
     *
     * @param states kept of the chains at temperature 1, equally weighted
     * @param chains their diagnostics
     * @param best the matchings of largest log density seen by any chain, one for each latent
     * @param bestLogDensity their log density
     * @param last the last state at temperature 1, from which another run may go on
     */
    public ChainPosterior(
            Draws states, Diagnostics.Chains chains, List<Matching> best, double bestLogDensity, List<Matching> last) {
        super(states, Evidence.none(), chains);
        this.chains = chains;
        this.best = List.copyOf(best);
        this.bestLogDensity = bestLogDensity;
        this.last = List.copyOf(last);
    }

    @Override
    public Diagnostics.Chains diagnostics() {
        return chains;
    }

    /** The matchings of largest log density seen by any chain, one for each latent. */
    public List<Matching> best() {
        return best;
    }

    /** Their log density. */
    public double bestLogDensity() {
        return bestLogDensity;
    }

    /** The last state at temperature 1, from which another run may go on. */
    public List<Matching> last() {
        return last;
    }
}
