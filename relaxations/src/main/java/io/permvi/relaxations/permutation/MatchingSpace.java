package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/** A set of matchings of items to places: no place is shared. */
public sealed interface MatchingSpace extends Space permits Permutations, Injections, PartialMatchings {

    /** All permutations of order n. */
    static Permutations permutations(int n) {
        return new Permutations(SparsityPattern.all(n, n));
    }

    /**
     * The matchings of every item to distinct allowed places: {@link Permutations} where there are as many places as
     * items, {@link Injections} where there are more.
     *
     * @throws IllegalArgumentException when there are more items than places, or an item has no allowed place
     */
    static MatchingSpace within(SparsityPattern allowed) {
        return allowed.rows() == allowed.columns() ? new Permutations(allowed) : new Injections(allowed);
    }

    /** Partial matchings of so many items and places, every pair allowed. */
    static PartialMatchings partial(int items, int places) {
        return partial(SparsityPattern.all(items, places));
    }

    /** The partial matchings within the allowed entries, the empty one included. */
    static PartialMatchings partial(SparsityPattern allowed) {
        return new PartialMatchings(allowed);
    }
}
