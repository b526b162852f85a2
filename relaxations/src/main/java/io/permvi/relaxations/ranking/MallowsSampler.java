package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws from the posterior of Bayesian Mallows with observations of any kind: consensus, spread, and a complete ranking for
 * each incomplete observation in turn (Vitelli et al. 2018), with the total distance kept as costs of places or pairs.
 * Each chain begins at a random consensus and is annealed: the likelihood has a power that rises to one during the
 * first sweeps, and goes on rising after the last kept one, to find the best consensus.
 *
 * @param distance Kendall, footrule, Spearman or Hamming
 * @param data the observations
 * @param prior of the spread
 * @param annealing sweeps that are not kept, over the first half of which the power rises
 * @param sweeps that are kept
 */
public record MallowsSampler(
        PermutationDistance distance, RankingData data, SpreadPrior prior, int annealing, int sweeps) {

    /**
     * @throws IllegalArgumentException when the distance has no costs of places or pairs, its normalizer is not known
     *     at this order, or there are fewer than 10 sweeps of either kind
     */
    public MallowsSampler {
        if (!StepCosts.serves(distance) || !Mallows.hasExactNormalizer(distance, data.items())) {
            throw new IllegalArgumentException("chains serve kendall, footrule and hamming, and spearman up to "
                    + MallowsNormalizer.LARGEST_SPEARMAN + " items; got " + distance + " and " + data.items());
        }
        if (annealing < 10 || sweeps < 10) {
            throw new IllegalArgumentException(
                    "annealing and sweeps must be at least 10, got " + annealing + " and " + sweeps);
        }
    }

    /** One chain; O(n + N) exchanges a sweep, N the number of incomplete observations times n. */
    public MallowsDraws chain(RandomGenerator rng) {
        return new MallowsPosteriorChain(this, rng).run();
    }

    /** The posterior of the draws of several chains; its evidence is not found. */
    public MallowsPosterior posterior(List<MallowsDraws> chains) {
        MallowsPosterior posterior = MallowsPosterior.ofDraws(
                distance,
                data.total(),
                MallowsDraws.alphas(chains),
                MallowsDraws.consensus(chains),
                chains.size() + " annealed chains of " + sweeps + " sweeps");
        return data.isComplete()
                ? posterior.withBest(Permutation.of(coldest(chains).best()))
                : posterior;
    }

    private static MallowsDraws coldest(List<MallowsDraws> chains) {
        return chains.stream()
                .min(Comparator.comparingDouble(MallowsDraws::leastTotal))
                .orElseThrow();
    }
}
