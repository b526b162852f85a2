package io.permvi.applications.link;

import io.permvi.relaxations.sparse.SparseGibbs;
import java.io.Serializable;

/**
 * How to link. The defaults serve persons, products, papers and films alike and were chosen on none of the files that the
 * documentation reports on beyond what it says.
 *
 * @param nearest how many records of the other file become candidates by each index
 * @param allUpTo number of pairs up to which all are candidates
 * @param randomPairs drawn to learn what persons look like who are not the same
 * @param posterior how the final matching is summed
 * @param withinFiles whether pairs inside the files say what others score, where they can be trusted
 * @param seed of every draw
 */
public record LinkSettings(
        int nearest, long allUpTo, int randomPairs, SparseGibbs posterior, boolean withinFiles, long seed)
        implements Serializable {

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when a number is out of its range
     */
    public LinkSettings {
        if (nearest < 1 || allUpTo < 0 || randomPairs < 1) {
            throw new IllegalArgumentException("nearest and randomPairs must be at least 1 and allUpTo at least 0, got "
                    + nearest + ", " + randomPairs + " and " + allUpTo);
        }
    }

    /** Five neighbors by each index, all pairs up to a million, 200,000 random pairs. */
    public static LinkSettings withDefaults() {
        return new LinkSettings(5, 1_000_000, 200_000, SparseGibbs.withDefaults(), true, 1);
    }

    /** The same with another seed. */
    public LinkSettings withSeed(long seed) {
        return new LinkSettings(nearest, allUpTo, randomPairs, posterior, withinFiles, seed);
    }
}
