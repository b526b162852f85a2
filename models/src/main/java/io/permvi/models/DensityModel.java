package io.permvi.models;

import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A density of matchings as a model without a gradient, so that whatever takes a model takes it: exact summation, fits of
 * discrete factors, samplers of ensembles, which use its exchanges. Its log joint is NaN where an item has no place. Immutable.
 *
 * @param density the log joint
 * @param matchings those of the density in order, perhaps with fewer allowed entries
 */
public record DensityModel(MatchingDensity density, List<MatchingLatent> matchings) implements Model {
    /** Copies the list. */
    public DensityModel {
        matchings = List.copyOf(matchings);
    }

    @Override
    public List<Latent> latents() {
        return List.copyOf(matchings);
    }

    /** A pass whose cost is one {@link MatchingDensity.Pass#start}; it allocates the matchings that this takes. */
    @Override
    public Pass newPass() {
        MatchingDensity.Pass pass = density.newPass();
        return z -> {
            List<Matching> state = new ArrayList<>();
            for (MatchingLatent latent : matchings) {
                DMatrixRMaj x = z.get(latent);
                int[] places = new int[x.numRows];
                Matching.readPlaces(x, places);
                if (Arrays.stream(places).filter(j -> j >= 0).distinct().count() < places.length) {
                    return Double.NaN;
                }
                state.add(Matching.of(x.numCols, places));
            }
            return pass.start(state);
        };
    }
}
