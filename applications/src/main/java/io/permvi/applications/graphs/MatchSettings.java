package io.permvi.applications.graphs;

/**
 * How networks are matched.
 *
 * @param scale of the log odds in the posterior, in (0, 1]: pairs of nodes are no independent evidence
 * @param searches from random starts, at least 1
 * @param rounds of learning tables, 0 or more
 * @param sweeps of a search, each of half as many proposals as there are pairs, at least 1
 * @param draws that are kept, at least 1
 * @param seed of everything random
 */
public record MatchSettings(double scale, int searches, int rounds, int sweeps, int draws, long seed) {

    /** Checks the numbers. */
    public MatchSettings {
        if (!(scale > 0 && scale <= 1)) {
            throw new IllegalArgumentException("scale must be above 0 and at most 1, got " + scale);
        }
        if (searches < 1 || rounds < 0 || sweeps < 1 || draws < 1) {
            throw new IllegalArgumentException("matching needs at least 1 search, sweep and draw and 0 or more rounds,"
                    + " got " + searches + ", " + sweeps + ", " + draws + " and " + rounds);
        }
    }

    /** Scale 0.4, four searches of 250 sweeps, two rounds, 1,000 draws, seed 1. */
    public static MatchSettings withDefaults() {
        return new MatchSettings(0.4, 4, 2, 250, 1000, 1);
    }

    /** The same with another scale. */
    public MatchSettings withScale(double value) {
        return new MatchSettings(value, searches, rounds, sweeps, draws, seed);
    }

    /** The same with another number of searches. */
    public MatchSettings withSearches(int value) {
        return new MatchSettings(scale, value, rounds, sweeps, draws, seed);
    }

    /** The same with another seed. */
    public MatchSettings withSeed(long value) {
        return new MatchSettings(scale, searches, rounds, sweeps, draws, value);
    }
}
