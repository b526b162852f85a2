package io.permvi.applications.graphs;

import java.util.OptionalDouble;

/**
 * How networks are matched.
 *
 * @param scale of the log odds in the posterior, in (0, 1], since pairs of nodes are no independent evidence; without one
 *     it is chosen from seeds that are held out, or from the match itself
 * @param searches from random starts, at least 1
 * @param rounds of learning tables, 0 or more
 * @param sweeps of a search, each a look at the row of every node, at least 1
 * @param draws that are kept of a mode, at least 1
 * @param seed of everything random
 */
public record MatchSettings(OptionalDouble scale, int searches, int rounds, int sweeps, int draws, long seed) {

    /** Checks the numbers. */
    public MatchSettings {
        if (scale.isPresent() && !(scale.getAsDouble() > 0 && scale.getAsDouble() <= 1)) {
            throw new IllegalArgumentException("scale must be above 0 and at most 1, got " + scale.getAsDouble());
        }
        if (searches < 1 || rounds < 0 || sweeps < 1 || draws < 1) {
            throw new IllegalArgumentException("matching needs at least 1 search, sweep and draw and 0 or more rounds,"
                    + " got " + searches + ", " + sweeps + ", " + draws + " and " + rounds);
        }
    }

    /** No scale, four searches of 250 sweeps, two rounds, 4,000 draws, seed 1. */
    public static MatchSettings withDefaults() {
        return new MatchSettings(OptionalDouble.empty(), 4, 2, 250, 4000, 1);
    }

    /** The same with a scale. */
    public MatchSettings withScale(double value) {
        return new MatchSettings(OptionalDouble.of(value), searches, rounds, sweeps, draws, seed);
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
