package io.permvi.applications.heads;

import io.permvi.inference.fields.KnownMatches;
import io.permvi.inference.fields.PointMatch;
import io.permvi.inference.posterior.ForwardingPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.PosteriorMixture;
import io.permvi.relaxations.permutation.Matching;

/** The names of one head: the mixture of its alternatives, the best names, and what is known of the hand. */
public final class NamedHead extends ForwardingPosterior {
    private final PosteriorMixture<PointMatch> mixture;
    private final MatchingMarginals marginals;
    private final Matching best;
    private final HeadNaming.Free free;
    private final KnownMatches known;
    private final double probabilitySame;

    /**
     * Names with probabilities.
     *
     * @param mixture the alternatives with their weights
     * @param marginals points by neurons
     * @param best for each point its neuron: the one-to-one choice with the largest expected number right
     * @param free what was found with no name known
     * @param known what was known before, for certain
     * @param probabilitySame the probability that the raw axes have the handedness of the atlas frame
     */
    NamedHead(
            PosteriorMixture<PointMatch> mixture,
            MatchingMarginals marginals,
            Matching best,
            HeadNaming.Free free,
            KnownMatches known,
            double probabilitySame) {
        super(mixture);
        this.mixture = mixture;
        this.marginals = marginals;
        this.best = best;
        this.free = free;
        this.known = known;
        this.probabilitySame = probabilitySame;
    }

    /** The alternatives with their weights. */
    public PosteriorMixture<PointMatch> mixture() {
        return mixture;
    }

    /** Points by neurons. */
    public MatchingMarginals marginals() {
        return marginals;
    }

    /** For each point its neuron: the one-to-one choice with the largest expected number right. */
    public Matching best() {
        return best;
    }

    HeadNaming.Free free() {
        return free;
    }

    /** What was known before, for certain. */
    public KnownMatches known() {
        return known;
    }

    /** The probability that the raw axes have the handedness of the atlas frame. */
    public double probabilitySame() {
        return probabilitySame;
    }
}
