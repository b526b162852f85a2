package io.permvi.relaxations.permutation;

/**
 * The set of matchings that a latent variable ranges over: m items, n places, the allowed entries, and whether items
 * may stay unmatched. Three cases:
 *
 * <ul>
 *   <li>permutations: m = n, not partial;
 *   <li>injections: m &lt; n, not partial: every item is matched, n - m places stay empty;
 *   <li>partial matchings: any item and any place may stay without partner.
 * </ul>
 *
 * @param allowed the m by n entries that may be one
 * @param partial whether an item may stay unmatched
 */
public record MatchingSpace(AllowedEntries allowed, boolean partial) {

    /**
     * Checks that every item can have a place.
     *
     * @throws IllegalArgumentException when the space is not partial and has more items than places, or an item
     *     without an allowed place
     */
    public MatchingSpace {
        if (!partial && allowed.rows() > allowed.columns()) {
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
        return new MatchingSpace(AllowedEntries.all(n, n), false);
    }

    /** The matchings of every item to distinct allowed places. */
    public static MatchingSpace within(AllowedEntries allowed) {
        return new MatchingSpace(allowed, false);
    }

    /** The partial matchings within the allowed entries, the empty one included. */
    public static MatchingSpace partial(AllowedEntries allowed) {
        return new MatchingSpace(allowed, true);
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
        return !partial && items() == places();
    }
}
