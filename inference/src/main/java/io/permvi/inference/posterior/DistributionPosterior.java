package io.permvi.inference.posterior;

import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.PermutationDistribution;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;

/**
 * A distribution of permutations, such as a Mallows one, taken for the posterior of a latent.
 *
 * @param latent a permutation
 * @param distribution of the same order
 */
public record DistributionPosterior(MatchingLatent latent, PermutationDistribution distribution) implements Posterior {

    /** Checks the order. */
    public DistributionPosterior {
        if (latent.rows() != distribution.order() || latent.columns() != distribution.order()) {
            throw new IllegalArgumentException(
                    "a distribution of order " + distribution.order() + " does not fit latent " + latent);
        }
    }

    @Override
    public List<Latent> latents() {
        return List.of(latent);
    }

    @Override
    public void forEachDraw(int draws, RandomGenerator rng, DrawVisitor visitor) {
        FittedPosterior.requireAtLeastOne(draws);
        LatentValues z = new LatentValues(latents());
        for (int s = 0; s < draws; s++) {
            Matching.toMatrix(distribution.sample(rng).places(), z.get(latent));
            visitor.accept(s, z);
        }
    }

    @Override
    public Optional<ToDoubleFunction<LatentValues>> logDensity() {
        int[] places = new int[latent.rows()];
        return Optional.of(z -> {
            Matching.readPlaces(z.get(latent), places);
            return distribution.logProbability(Permutation.of(places));
        });
    }

    @Override
    public Evidence evidence() {
        return Evidence.none();
    }

    @Override
    public Diagnostics diagnostics() {
        return new Diagnostics.None();
    }
}
