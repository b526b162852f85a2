package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * The set of matchings that a latent variable ranges over: m items, n places, the allowed entries, and whether items
 * may stay unmatched. Four cases:
 *
 * <ul>
 *   <li>permutations: m = n, not partial;
 *   <li>injections: m &lt; n, not partial: every item is matched, n - m places stay empty;
 *   <li>partial matchings: any item and any place may stay without partner;
 *   <li>categories: every item has one place, and places may be shared, so that the items are independent.
 * </ul>
 *
 * @param allowed the m by n entries that may be one
 * @param partial whether an item may stay unmatched
 * @param shared whether a place may take several items
 */
public record MatchingSpace(SparsityPattern allowed, boolean partial, boolean shared) {

    /** The matchings in which no place is shared. */
    public MatchingSpace(SparsityPattern allowed, boolean partial) {
        this(allowed, partial, false);
    }

    /**
     * Checks that every item can have a place.
     *
     * @throws IllegalArgumentException when the space is not partial and has more items than places that are not
     *     shared, or an item without an allowed place, or is both partial and shared
     */
    public MatchingSpace {
        if (partial && shared) {
            throw new IllegalArgumentException("categories cannot be partial; add a place for none instead");
        }
        if (!partial && !shared && allowed.rows() > allowed.columns()) {
            throw new IllegalArgumentException("matching every item needs at least as many places as items, got "
                    + allowed.rows() + " items and " + allowed.columns() + " places");
        }
        for (int i = 0; !partial && i < allowed.rows(); i++) {
            if (allowed.rowCount(i) == 0) {
                throw new IllegalArgumentException("item " + i + " has no allowed place");
            }
        }
    }

    /** All permutations of order n. */
    public static MatchingSpace permutations(int n) {
        return new MatchingSpace(SparsityPattern.all(n, n), false);
    }

    /** The matchings of every item to distinct allowed places. */
    public static MatchingSpace within(SparsityPattern allowed) {
        return new MatchingSpace(allowed, false);
    }

    /** The partial matchings within the allowed entries, the empty one included. */
    public static MatchingSpace partial(SparsityPattern allowed) {
        return new MatchingSpace(allowed, true);
    }

    /** One of {@code categories} places for each of {@code items} items, independently. */
    public static MatchingSpace categories(int items, int categories) {
        return new MatchingSpace(SparsityPattern.all(items, categories), false, true);
    }

    /** The number of items, m. */
    public int items() {
        return allowed.rows();
    }

    /** The number of places, n. */
    public int places() {
        return allowed.columns();
    }

    /** Whether each item has exactly one place and each place exactly one item. */
    public boolean isPermutation() {
        return !partial && !shared && items() == places();
    }
}
