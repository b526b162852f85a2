package io.permvi.inference.search;

import io.permvi.inference.posterior.PointEstimate;
import io.permvi.models.MatchingDensity;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A search for the matchings of largest density: first exchanges of two places that help, until none does, then
 * Metropolis chains whose temperature falls geometrically to 1, then helpful exchanges again. Several chains run from the
 * same start; the best state of all is returned. A chain costs {@code proposals} evaluations of
 * {@link MatchingDensity.Pass#change} and a few times all exchanges.
 *
 * @param proposals of a chain, 0 or more
 * @param firstTemperature at the start, at least 1
 * @param chains from the same start, at least 1
 * @param commonShare share of proposals that exchange the same places in all matchings at once, in [0, 1)
 * @param kind where proposals come from
 * @param kicked whether each chain ends with kicks: exchanges that hurt, kept where exchanges of the same places mend more
 *     than they cost, in one matching or in all at once. They undo rotations and common mistakes that no single exchange
 *     leads out of, for about as much time as the chain takes; only with screening
 * @param threads that share the chains; the result does not depend on it
 */
public record ExchangeAnnealing(
        int proposals,
        double firstTemperature,
        int chains,
        double commonShare,
        Proposals kind,
        boolean kicked,
        int threads) {
    private static final int STAGES = 100;
    private static final int MAX_CLIMBS = 20;

    /** Checks the settings. */
    public ExchangeAnnealing {
        if (proposals < 0 || chains < 1 || threads < 1) {
            throw new IllegalArgumentException("annealing needs 0 or more proposals, and at least 1 chain and thread,"
                    + " got " + proposals + ", " + chains + " and " + threads);
        }
        if (!(firstTemperature >= 1 && firstTemperature < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("first temperature must be at least 1, got " + firstTemperature);
        }
        if (!(commonShare >= 0 && commonShare < 1)) {
            throw new IllegalArgumentException("common share must be in [0, 1), got " + commonShare);
        }
    }

    /** One chain of 50,000 screened proposals from temperature 4, 2 % of them common, without kicks, one thread. */
    public static ExchangeAnnealing withDefaults() {
        return new ExchangeAnnealing(50_000, 4, 1, 0.02, Proposals.SCREENED, false, 1);
    }

    /** The same with another number of proposals. */
    public ExchangeAnnealing withProposals(int value) {
        return new ExchangeAnnealing(value, firstTemperature, chains, commonShare, kind, kicked, threads);
    }

    /** The same from another temperature. */
    public ExchangeAnnealing withFirstTemperature(double value) {
        return new ExchangeAnnealing(proposals, value, chains, commonShare, kind, kicked, threads);
    }

    /** The same with another number of chains. */
    public ExchangeAnnealing withChains(int value) {
        return new ExchangeAnnealing(proposals, firstTemperature, value, commonShare, kind, kicked, threads);
    }

    /** The same with or without screening. */
    public ExchangeAnnealing withScreening(boolean value) {
        return withKind(value ? Proposals.SCREENED : Proposals.UNIFORM);
    }

    /** The same with proposals of a kind. */
    public ExchangeAnnealing withKind(Proposals value) {
        return new ExchangeAnnealing(proposals, firstTemperature, chains, commonShare, value, kicked, threads);
    }

    /** The same with or without kicks at the end. */
    public ExchangeAnnealing withKicks(boolean value) {
        return new ExchangeAnnealing(proposals, firstTemperature, chains, commonShare, kind, value, threads);
    }

    /** The same on another number of threads. */
    public ExchangeAnnealing withThreads(int value) {
        return new ExchangeAnnealing(proposals, firstTemperature, chains, commonShare, kind, kicked, value);
    }

    /**
     * Searches from a start.
     *
     * @param start one matching for each latent, each item matched
     * @param rng gives the seed of all chains
     */
    public PointEstimate search(MatchingDensity density, List<Matching> start, RandomGenerator rng) {
        return search(density, start, rng, MatchingListener.NONE);
    }

    /**
     * Searches from a start.
     *
     * @param start one matching for each latent, each item matched
     * @param rng gives the seed of all chains
     * @param listener hears of the first chain's state at each of the temperatures
     */
    public PointEstimate search(
            MatchingDensity density, List<Matching> start, RandomGenerator rng, MatchingListener listener) {
        RandomStream chain = RandomStream.of(rng.nextLong()).named("chain");
        ExchangeChain first =
                new ExchangeChain(density, start, commonShare, chain.part(0).generator());
        if (kind == Proposals.SCREENED) {
            first.climb(MAX_CLIMBS);
        }
        List<ExchangeChain> all = new ArrayList<>(List.of(first));
        for (int c = 1; c < chains; c++) {
            all.add(new ExchangeChain(
                    density, first.state(), commonShare, chain.part(c).generator()));
            all.get(c).screenLike(first);
        }
        try (Workers workers = new Workers(threads)) {
            workers.forEach(chains, c -> anneal(all.get(c), c == 0 ? listener : MatchingListener.NONE));
        }
        return best(density.latents(), all);
    }

    private void anneal(ExchangeChain chain, MatchingListener listener) {
        for (int stage = 0; stage < STAGES && proposals > 0; stage++) {
            double temperature = Math.pow(firstTemperature, 1 - stage / (STAGES - 1.0));
            int until = (int) ((long) proposals * (stage + 1) / STAGES);
            int from = (int) ((long) proposals * stage / STAGES);
            if (kind == Proposals.ROWS) {
                chain.advanceRows(until - from, temperature, false);
            } else {
                chain.advance(until - from, temperature);
            }
            listener.onMatchings(chain::state);
        }
        climb(chain);
        if (chain.bestLogDensity() > chain.logDensity()) {
            chain.returnToBest();
            climb(chain);
        }
        if (kind == Proposals.SCREENED && kicked) {
            chain.kick(MAX_CLIMBS);
        }
        listener.onMatchings(chain::best);
    }

    private void climb(ExchangeChain chain) {
        switch (kind) {
            case SCREENED -> chain.climbNear(MAX_CLIMBS);
            case UNIFORM -> chain.climb(MAX_CLIMBS);
            case ROWS -> chain.climbRows(MAX_CLIMBS);
        }
    }

    private static PointEstimate best(List<MatchingLatent> latents, List<ExchangeChain> all) {
        ExchangeChain best = ExchangeChain.best(all);
        return new PointEstimate(
                latents,
                best.best(),
                best.bestLogDensity(),
                all.stream().map(ExchangeChain::bestLogDensity).toList());
    }
}
