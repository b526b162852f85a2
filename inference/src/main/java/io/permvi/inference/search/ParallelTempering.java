package io.permvi.inference.search;

import io.permvi.inference.posterior.ChainPosterior;
import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Draws;
import io.permvi.models.MatchingDensity;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * Markov chain Monte Carlo over matchings: Metropolis chains that exchange the contents of two places, one for each
 * temperature, with swaps of neighboring temperatures after each sweep (Geyer 1991). The chain at temperature 1 samples
 * the density itself; its states give the marginals. With the single temperature 1 this is plain Metropolis.
 *
 * <p>When screened, from the start all exchanges are looked at once, and those that come near to helping make up most
 * proposals. Cost:
 * {@code temperatures x (burnIn + sweeps) x proposals} evaluations of {@link MatchingDensity.Pass#change}.
 *
 * @param temperatures ascending from 1
 * @param burnIn sweeps before states are kept, 0 or more
 * @param sweeps kept sweeps, at least 1
 * @param proposals of a sweep, at least 1
 * @param commonShare share of proposals that exchange the same places in all matchings at once, in [0, 1); without effect
 *     for a single matching
 * @param kind where proposals come from
 * @param threads that share the temperatures; the result does not depend on it
 */
public record ParallelTempering(
        List<Double> temperatures,
        int burnIn,
        int sweeps,
        int proposals,
        double commonShare,
        Proposals kind,
        int threads) {
    private static final double SCREENING_TEMPERATURE = 6;

    /** Checks the settings. */
    public ParallelTempering {
        temperatures = List.copyOf(temperatures);
        if (temperatures.isEmpty() || temperatures.get(0) != 1) {
            throw new IllegalArgumentException("temperatures must start at 1, got " + temperatures);
        }
        for (int c = 1; c < temperatures.size(); c++) {
            if (!(temperatures.get(c) > temperatures.get(c - 1))) {
                throw new IllegalArgumentException("temperatures must ascend, got " + temperatures);
            }
        }
        requireAtLeast("burn-in", burnIn, 0);
        requireAtLeast("sweeps", sweeps, 1);
        requireAtLeast("proposals", proposals, 1);
        requireAtLeast("threads", threads, 1);
        if (!(commonShare >= 0 && commonShare < 1)) {
            throw new IllegalArgumentException("common share must be in [0, 1), got " + commonShare);
        }
    }

    private static void requireAtLeast(String what, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(what + " must be at least " + least + ", got " + value);
        }
    }

    /** Temperatures 1, 1.6 and 2.6, 100 sweeps of burn-in and 400 kept, 100 proposals each, one thread. */
    public static ParallelTempering withDefaults() {
        return new ParallelTempering(List.of(1.0, 1.6, 2.6), 100, 400, 100, 0.02, Proposals.SCREENED, 1);
    }

    /** The same with other temperatures. */
    public ParallelTempering withTemperatures(Double... values) {
        return new ParallelTempering(List.of(values), burnIn, sweeps, proposals, commonShare, kind, threads);
    }

    /** The same with other numbers of sweeps before and while states are kept. */
    public ParallelTempering withSweeps(int newBurnIn, int newSweeps) {
        return new ParallelTempering(temperatures, newBurnIn, newSweeps, proposals, commonShare, kind, threads);
    }

    /** The same with another number of proposals a sweep. */
    public ParallelTempering withProposals(int value) {
        return new ParallelTempering(temperatures, burnIn, sweeps, value, commonShare, kind, threads);
    }

    /** The same with another share of common exchanges. */
    public ParallelTempering withCommonShare(double value) {
        return new ParallelTempering(temperatures, burnIn, sweeps, proposals, value, kind, threads);
    }

    /** The same with or without screening. */
    public ParallelTempering withScreening(boolean value) {
        return withKind(value ? Proposals.SCREENED : Proposals.UNIFORM);
    }

    /** The same with proposals of a kind. */
    public ParallelTempering withKind(Proposals value) {
        return new ParallelTempering(temperatures, burnIn, sweeps, proposals, commonShare, value, threads);
    }

    /** The same on another number of threads. */
    public ParallelTempering withThreads(int value) {
        return new ParallelTempering(temperatures, burnIn, sweeps, proposals, commonShare, kind, value);
    }

    /**
     * Samples from a start.
     *
     * @param start one matching for each latent, each item matched
     * @param rng gives the seed of all chains
     */
    public ChainPosterior sample(MatchingDensity density, List<Matching> start, RandomGenerator rng) {
        return sample(density, start, rng, MatchingListener.NONE);
    }

    /**
     * Samples from a start.
     *
     * @param start one matching for each latent, each item matched
     * @param rng gives the seed of all chains
     * @param listener hears of the state at temperature 1 after each sweep
     */
    public ChainPosterior sample(
            MatchingDensity density, List<Matching> start, RandomGenerator rng, MatchingListener listener) {
        try (Workers workers = new Workers(threads)) {
            return new Run(density, start, rng.nextLong()).finish(workers, listener);
        }
    }

    /** The state of one run: chains stay where they are, temperatures move between them. */
    private final class Run {
        private final RandomGenerator swapping;
        private final List<ExchangeChain> chains = new ArrayList<>();
        private final List<Integer> chainOf = new ArrayList<>();
        private final List<Double> trace = new ArrayList<>();
        private final Draws kept;
        private final long[] accepted = new long[temperatures.size()];
        private final long[] swapsTried = new long[temperatures.size() - 1];
        private final long[] swapsDone = new long[temperatures.size() - 1];

        private Run(MatchingDensity density, List<Matching> start, long seed) {
            RandomStream root = RandomStream.of(seed);
            swapping = root.named("swaps").generator();
            for (int c = 0; c < temperatures.size(); c++) {
                chains.add(new ExchangeChain(
                        density, start, commonShare, root.named("chain").part(c).generator()));
                chainOf.add(c);
            }
            if (kind == Proposals.SCREENED) {
                chains.get(0).screen(SCREENING_TEMPERATURE);
                chains.forEach(chain -> chain.screenLike(chains.get(0)));
            }
            kept = new Draws(density.latents());
        }

        private ChainPosterior finish(Workers workers, MatchingListener listener) {
            for (int sweep = 0; sweep < burnIn + sweeps; sweep++) {
                workers.forEach(
                        chains.size(), t -> accepted[t] += advance(chains.get(chainOf.get(t)), temperatures.get(t)));
                swapTemperatures(sweep);
                ExchangeChain target = chains.get(chainOf.get(0));
                trace.add(target.logDensity());
                listener.onMatchings(target::state);
                if (sweep >= burnIn) {
                    kept.add(target.state());
                }
            }
            return result();
        }

        private long advance(ExchangeChain chain, double temperature) {
            return kind == Proposals.ROWS
                    ? chain.advanceRows(proposals, temperature, true)
                    : chain.advance(proposals, temperature);
        }

        /** Neighbors meet in alternating pairs. */
        private void swapTemperatures(int sweep) {
            for (int t = sweep % 2; t + 1 < chains.size(); t += 2) {
                double colder = chains.get(chainOf.get(t)).logDensity();
                double hotter = chains.get(chainOf.get(t + 1)).logDensity();
                double gain = (hotter - colder) * (1 / temperatures.get(t) - 1 / temperatures.get(t + 1));
                swapsTried[t]++;
                if (gain >= -swapping.nextExponential()) {
                    swapsDone[t]++;
                    Collections.swap(chainOf, t, t + 1);
                }
            }
        }

        private ChainPosterior result() {
            ExchangeChain best = ExchangeChain.best(chains);
            double proposed = (double) (burnIn + sweeps) * proposals;
            var diagnostics = new Diagnostics.Chains(
                    List.of(trace),
                    burnIn,
                    temperatures,
                    Arrays.stream(accepted).mapToObj(count -> count / proposed).toList(),
                    IntStream.range(0, swapsTried.length)
                            .mapToObj(t -> (double) swapsDone[t] / swapsTried[t])
                            .toList());
            List<Matching> last = chains.get(chainOf.get(0)).state();
            return new ChainPosterior(kept, diagnostics, best.best(), best.bestLogDensity(), last);
        }
    }
}
