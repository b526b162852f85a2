package io.permvi.relaxations.ranking;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A finite mixture of Mallows distributions with observations of any kind, or one such distribution, by sequential
 * Monte Carlo (Del Moral, Doucet and Jasra 2006): particles are drawn from the prior and follow the likelihood as its
 * power rises from zero to one, in steps that keep nineteen in twenty of the effective particles; they are resampled
 * and moved after each. That gives the evidence, and draws that began at many consensus rankings. With clusters,
 * complete rankings and up to 12 items it is a Gibbs chain from a fit by expectation maximization instead, whose
 * evidence is more precise.
 *
 * <p>Weights of the clusters are uniform on the simplex a priori, each consensus is uniform, spreads have one gamma prior.
 *
 * @param distance of the rankings
 * @param data the observations
 * @param prior of each spread
 * @param clusters how many, 1 for none
 * @param mistakes what assessors reported of pairs, where that need not agree with any ranking
 * @param particles how many
 * @param sweeps after each step; eight times as many at the end
 */
public record MallowsMixture(
        PermutationDistance distance,
        RankingData data,
        SpreadPrior prior,
        int clusters,
        Optional<PairMistakes> mistakes,
        int particles,
        int sweeps) {
    /** The sweeps of a chain, for each particle and sweep of a run. */
    public static final int CHAIN = 16;

    private static final int PARTICLES = 64;
    private static final int SWEEPS = 2;
    private static final double FIRST_POWER = 0.02;

    /**
     * @throws IllegalArgumentException when there is no cluster, fewer than 8 particles, no sweep, a normalizer is not
     *     known, or reports are not one for each observation
     */
    public MallowsMixture {
        if (clusters < 1 || particles < 8 || sweeps < 1) {
            throw new IllegalArgumentException("a mixture needs a cluster, 8 particles and a sweep, got " + clusters
                    + ", " + particles + " and " + sweeps);
        }
        MallowsNormalizer.requireExact(distance, data.items());
        if (mistakes.isPresent() && mistakes.get().wins().size() != data.sets().size()) {
            throw new IllegalArgumentException("reports must be one for each of "
                    + data.sets().size() + " observations, got "
                    + mistakes.get().wins().size());
        }
    }

    /** The usual numbers of particles and sweeps. */
    public static MallowsMixture of(PermutationDistance distance, RankingData data, SpreadPrior prior, int clusters) {
        return new MallowsMixture(distance, data, prior, clusters, Optional.empty(), PARTICLES, SWEEPS);
    }

    /** With pairs that may be mistaken; the observations must leave everything open where they are not to be trusted. */
    public MallowsMixture withMistakes(PairMistakes value) {
        return new MallowsMixture(distance, data, prior, clusters, Optional.of(value), particles, sweeps);
    }

    /** With other numbers of particles and sweeps. */
    public MallowsMixture withEffort(int newParticles, int newSweeps) {
        return new MallowsMixture(distance, data, prior, clusters, mistakes, newParticles, newSweeps);
    }

    /**
     * One run; O(steps particles sweeps) times an exchange of every place and, with clusters, a distance of every
     * ranking from each.
     */
    public MixtureDraws run(RandomGenerator rng) {
        return MixtureImportance.serves(this)
                ? new MixtureImportance(this, rng).run()
                : new MixtureRun(this, rng).run();
    }

    /**
     * One chain, annealed during its first fifth, whose evidence is not found; O(particles sweeps) times the same. It has
     * as many draws as a run, and costs far less.
     */
    public MixtureDraws chain(RandomGenerator rng) {
        MixtureTask task = new MixtureTask(this);
        MixtureState state = new MixtureState(task, rng);
        state.startSpreads();
        int length = CHAIN * particles * sweeps;
        for (int s = 0; s < length / 4; s++) {
            state.sweep(Math.min(1, Math.pow(FIRST_POWER, 1 - 8.0 * s / length)), true, rng);
        }
        MixtureDraws draws = new MixtureDraws(task, Double.NaN, "an annealed chain of " + length + " sweeps");
        for (int s = 0; s < length; s++) {
            state.sweep(1, false, rng);
            draws.add(state);
        }
        return draws;
    }
}
