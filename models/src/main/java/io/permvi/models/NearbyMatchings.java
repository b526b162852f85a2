package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A density of matchings restricted to what lies near a start: item i may go to place j when that is where it starts, or
 * when the exchange that brings it there costs at most a threshold of the log density. A model of matchings without a
 * gradient, of which most items have a single place, so that discrete factors are cheap; since they then draw matchings
 * of the whole density only, their ELBO still bounds its evidence. Immutable.
 */
public final class NearbyMatchings implements Model {
    private final MatchingDensity density;
    private final List<MatchingLatent> latents;
    private final List<DMatrixRMaj> scores;

    private NearbyMatchings(MatchingDensity density, List<MatchingLatent> latents, List<DMatrixRMaj> scores) {
        this.density = density;
        this.latents = List.copyOf(latents);
        this.scores = List.copyOf(scores);
    }

    /**
     * Looks at every exchange of two places from the start. Cost: one {@link MatchingDensity.Pass#change} for each allowed
     * entry.
     *
     * @param start one matching for each latent of the density, every item matched; best a local optimum
     * @param threshold the largest cost of an exchange that counts as near, 0 or more
     * @throws IllegalArgumentException when the threshold is negative or the start does not fit
     */
    public static NearbyMatchings around(MatchingDensity density, List<Matching> start, double threshold) {
        if (!(threshold >= 0)) {
            throw new IllegalArgumentException("threshold must be 0 or more, got " + threshold);
        }
        MatchingDensity.Pass pass = density.newPass();
        pass.start(start);
        List<MatchingLatent> latents = new ArrayList<>();
        List<DMatrixRMaj> scores = new ArrayList<>();
        for (int k = 0; k < density.latents().size(); k++) {
            MatchingLatent latent = density.latents().get(k);
            DMatrixRMaj changes = changes(pass, k, latent.space().allowed());
            scores.add(changes);
            latents.add(new MatchingLatent(
                    latent.name(),
                    SparsityPattern.where(
                            latent.rows(), latent.columns(), (i, j) -> changes.unsafe_get(i, j) >= -threshold)));
        }
        return new NearbyMatchings(density, latents, scores);
    }

    /** What bringing item i to place j changes; 0 where it is, minus infinity where it cannot go. */
    private static DMatrixRMaj changes(MatchingDensity.Pass pass, int k, SparsityPattern allowed) {
        DMatrixRMaj changes = new DMatrixRMaj(allowed.rows(), allowed.columns());
        Arrays.fill(changes.data, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < allowed.rows(); i++) {
            int from = pass.placeOf(k, i);
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                int to = allowed.column(e);
                int partner = pass.itemAt(k, to);
                if (to == from) {
                    changes.set(i, to, 0);
                } else if (partner == Matching.UNMATCHED) {
                    changes.set(i, to, pass.change(k, from, to));
                } else if (partner > i && allowed.allows(partner, from)) {
                    double change = pass.change(k, from, to);
                    changes.set(i, to, change);
                    changes.set(partner, from, change);
                }
            }
        }
        return changes;
    }

    /** The matchings, in the order of the density's, with fewer allowed entries. */
    public List<MatchingLatent> matchings() {
        return latents;
    }

    /**
     * What bringing item i to place j by an exchange adds to the log density of the start: items by places, 0 at the
     * start. A fresh matrix.
     *
     * @param latent the index of a matching
     */
    public DMatrixRMaj scores(int latent) {
        return scores.get(latent).copy();
    }

    @Override
    public List<Latent> latents() {
        return List.copyOf(latents);
    }

    /** A pass as that of a {@link DensityModel}. */
    @Override
    public Pass newPass() {
        return new DensityModel(density, latents).newPass();
    }
}
