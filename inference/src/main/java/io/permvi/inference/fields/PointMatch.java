package io.permvi.inference.fields;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.posterior.ForwardingPosterior;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.Latent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.fields.RigidMotion;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * One way to match points to places: where the ascent from one start ended. The marginals of the matching are those after
 * the cavity rounds; draws and evidence are those of the ascent before them.
 */
public final class PointMatch extends ForwardingPosterior {
    private final RigidMotion motion;
    private final MatchingLatent matching;
    private final MatchingMarginals marginals;
    private final double[][] scores;
    private final double[][] places;
    private final FitResult ascent;

    /**
     * An ascent and its marginals.
     *
     * @param motion the rigid motion of the points
     * @param matching the latent of the ascent that is matched
     * @param marginals how probable each pair is, after the cavity rounds
     * @param scores of every pair in the last cavity round, K rows of n numbers; kept
     * @param places where the places are expected after the deformation, K rows of D numbers
     * @param ascent posterior, trace and reason of the ascent, before the cavity rounds
     */
    public PointMatch(
            RigidMotion motion,
            MatchingLatent matching,
            MatchingMarginals marginals,
            double[][] scores,
            double[][] places,
            FitResult ascent) {
        super(ascent.posterior());
        this.motion = motion;
        this.matching = matching;
        this.marginals = marginals;
        this.scores = scores;
        this.places = places;
        this.ascent = ascent;
    }

    /** The rigid motion of the points. */
    public RigidMotion motion() {
        return motion;
    }

    /** The latent that is matched. */
    public MatchingLatent matching() {
        return matching;
    }

    /** How probable each pair is, after the cavity rounds. */
    public MatchingMarginals marginals() {
        return marginals;
    }

    /**
     * The log odds of every pair in the last cavity round, in which a place is predicted by all matches but its own: K
     * rows of n numbers, zero where there was no such round, not to be modified.
     */
    public double[][] scores() {
        return scores;
    }

    /** Where the places are expected after the deformation, K rows of D numbers. */
    public double[][] places() {
        return places;
    }

    /** The ELBO at the end of the ascent, comparable between starts. */
    public double bound() {
        return evidence().value();
    }

    /** Trace and reason of the ascent. */
    public FitResult ascent() {
        return ascent;
    }

    @Override
    public DMatrixRMaj mean(Latent latent, int draws, RandomGenerator rng) {
        return latent == matching ? marginals.toMatrix() : super.mean(latent, draws, rng);
    }

    @Override
    public DMatrixRMaj mean(Latent latent) {
        return latent == matching ? marginals.toMatrix() : super.mean(latent);
    }
}
