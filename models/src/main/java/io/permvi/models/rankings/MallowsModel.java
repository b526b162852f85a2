package io.permvi.models.rankings;

import io.permvi.models.Domain;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.ranking.MallowsLikelihood;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Bayesian Mallows (Vitelli et al. 2018) as a model: a latent consensus and a positive latent alpha, complete rankings
 * observed. The consensus is uniform, alpha has a gamma prior, and {@code p(r) = exp(-alpha/n d(r, consensus)) /
 * Z(alpha/n)}. Immutable; O(n^2) an evaluation.
 */
public final class MallowsModel implements Model {
    private final MatchingLatent consensus;
    private final RealLatent alpha;
    private final MallowsLikelihood likelihood;
    private final SpreadPrior prior;

    private MallowsModel(MatchingLatent consensus, RealLatent alpha, MallowsLikelihood likelihood, SpreadPrior prior) {
        this.consensus = consensus;
        this.alpha = alpha;
        this.likelihood = likelihood;
        this.prior = prior;
    }

    /**
     * The model of these rankings, with latents named {@code consensus} and {@code alpha}.
     *
     * @throws IllegalArgumentException when {@link MallowsLikelihood#of} does not serve them
     */
    public static MallowsModel of(PermutationDistance distance, RankingData data, SpreadPrior prior) {
        return new MallowsModel(
                new MatchingLatent("consensus", data.items()),
                new RealLatent("alpha", 1, 1, Domain.positive()),
                MallowsLikelihood.of(distance, data),
                prior);
    }

    /** The consensus: items to places. */
    public MatchingLatent consensus() {
        return consensus;
    }

    /** The spread, theta times the number of items. */
    public RealLatent alpha() {
        return alpha;
    }

    /** The place of each row's one. */
    public static int[] places(DMatrixRMaj x) {
        int[] places = new int[x.numRows];
        for (int i = 0; i < places.length; i++) {
            for (int j = 0; j < x.numCols; j++) {
                places[i] = x.get(i, j) > x.get(i, places[i]) ? j : places[i];
            }
        }
        return places;
    }

    @Override
    public List<Latent> latents() {
        return List.of(consensus, alpha);
    }

    @Override
    public Pass newPass() {
        return this::logJoint;
    }

    private double logJoint(LatentValues z) {
        double a = z.get(alpha).data[0];
        return UniformPrior.logProbability(consensus.space())
                + prior.logDensity(a)
                + likelihood.at(a / likelihood.items(), places(z.get(consensus)));
    }
}
