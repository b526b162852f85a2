package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws from the posterior of Bayesian Mallows with observations of any kind: consensus, spread, and a complete ranking for
 * each incomplete observation in turn (Vitelli et al. 2018), with the total distance kept as costs of places or pairs.
 * Each chain begins at a random consensus and is annealed: the likelihood has a power that rises to one during the
 * first sweeps, and goes on rising after the last kept one, to find the best consensus.
 *
 * @param distance of the rankings
 * @param data the observations
 * @param prior of the spread
 * @param annealing sweeps that are not kept, over the first half of which the power rises
 * @param sweeps that are kept, or every so many of them, where there are more than 400,000 places in all
 */
public record MallowsSampler(
        PermutationDistance distance, RankingData data, SpreadPrior prior, int annealing, int sweeps) {

    private static final double FIRST_POWER = 0.02;
    /** Places that a chain keeps: of more items it keeps the draws of every so many sweeps. */
    private static final int MOST_KEPT = 400_000;

    /** A theta at which no exchange for the worse is made any more. */
    private static final double COLD = 10;

    /**
     * @throws IllegalArgumentException when the normalizer of the distance is not known at this order, or there are fewer than 10 sweeps of either kind
     */
    public MallowsSampler {
        MallowsNormalizer.requireExact(distance, data.items());
        if (annealing < 10 || sweeps < 10) {
            throw new IllegalArgumentException(
                    "annealing and sweeps must be at least 10, got " + annealing + " and " + sweeps);
        }
    }

    /**
     * One chain; O(n + N) exchanges a sweep, N the number of incomplete observations times n. An exchange costs O(n) at
     * most, but a distance of every ranking under Cayley and Ulam.
     */
    public MallowsDraws chain(RandomGenerator rng) {
        MixtureState state = new MixtureState(new MixtureTask(MallowsMixture.of(distance, data, prior, 1)), rng);
        state.startSpreads();
        for (int s = 0; s < annealing; s++) {
            state.sweep(Math.min(1, Math.pow(FIRST_POWER, 1 - 2.0 * s / annealing)), true, rng);
        }
        int every = Math.max(1, (int) ((long) sweeps * data.items() / MOST_KEPT));
        double[] alphas = new double[sweeps / every];
        List<int[]> kept = new ArrayList<>();
        for (int s = 0; s < alphas.length; s++) {
            for (int t = 0; t < every; t++) {
                state.sweep(1, false, rng);
            }
            alphas[s] = state.alphas[0];
            kept.add(state.consensus[0].places.clone());
        }
        return cool(state, alphas, kept, rng);
    }

    /**
     * Goes on from the last draw with ever larger theta, to the best consensus of the rankings as they are completed
     * there.
     */
    private MallowsDraws cool(MixtureState state, double[] alphas, List<int[]> kept, RandomGenerator rng) {
        int n = data.items();
        double theta = state.alphas[0] / n;
        double least = state.totals[0];
        int[] best = state.consensus[0].places.clone();
        for (int s = 0; s < annealing; s++) {
            double now = theta * Math.pow(COLD / Math.min(theta, COLD), (double) s / annealing);
            for (int k = 0; k < 2 * n; k++) {
                state.moveConsensus(0, now, rng);
                if (state.totals[0] < least) {
                    least = state.totals[0];
                    System.arraycopy(state.consensus[0].places, 0, best, 0, n);
                }
            }
        }
        return new MallowsDraws(alphas, kept, best, least);
    }

    /** The posterior of the draws of several chains; its evidence is not found. */
    public MallowsPosterior posterior(List<MallowsDraws> chains) {
        MallowsPosterior posterior = MallowsPosterior.ofDraws(
                distance,
                data.total(),
                MallowsDraws.alphas(chains),
                MallowsDraws.consensus(chains),
                chains.size() + " annealed chains of " + sweeps + " sweeps");
        MallowsDraws coldest = Collections.min(chains, Comparator.comparingDouble(MallowsDraws::leastTotal));
        return data.isComplete() ? posterior.withBest(Permutation.of(coldest.best())) : posterior;
    }
}
