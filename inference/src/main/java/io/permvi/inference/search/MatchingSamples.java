package io.permvi.inference.search;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;

/**
 * What a sampler of matchings found.
 *
 * @param latents the sampled latents, in order
 * @param marginals of each latent, shares of the kept states
 * @param best the matchings of largest log density seen by any chain
 * @param bestLogDensity their log density
 * @param last the last state of the target chain, from which another run may go on
 * @param trace the log density of the target chain after each sweep, burn-in included
 * @param acceptance the share of accepted proposals at each temperature
 * @param swaps the share of accepted swaps between neighboring temperatures, NaN with a single one
 * @param seconds the time it took
 */
public record MatchingSamples(
        List<MatchingLatent> latents,
        List<MatchingMarginals> marginals,
        List<Matching> best,
        double bestLogDensity,
        List<Matching> last,
        List<Double> trace,
        List<Double> acceptance,
        double swaps,
        double seconds) {

    /**
     * The marginals of a latent.
     *
     * @throws IllegalArgumentException when it was not sampled
     */
    public MatchingMarginals marginals(MatchingLatent latent) {
        int k = latents.indexOf(latent);
        if (k < 0) {
            throw new IllegalArgumentException("latent " + latent.name() + " was not sampled");
        }
        return marginals.get(k);
    }
}
