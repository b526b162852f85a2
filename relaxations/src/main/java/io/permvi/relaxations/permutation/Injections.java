package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * The matchings of each of m items to one of n &gt; m places, none shared; n - m places stay empty.
 *
 * @param allowed the m by n entries that may be one, at least one for each item
 */
public record Injections(SparsityPattern allowed) implements MatchingSpace {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException when there are not more places than items, or an item has no allowed place
     */
    public Injections {
        if (allowed.rows() == allowed.columns()) {
            throw new IllegalArgumentException("injections leave places empty, got as many places as items, "
                    + allowed.rows() + "; use permutations");
        }
        if (allowed.rows() > allowed.columns()) {
            throw new IllegalArgumentException("matching every item needs at least as many places as items, got "
                    + allowed.rows() + " items and " + allowed.columns() + " places");
        }
        requirePlaces(allowed);
    }

    static void requirePlaces(SparsityPattern allowed) {
        for (int i = 0; i < allowed.rows(); i++) {
            if (allowed.rowCount(i) == 0) {
                throw new IllegalArgumentException("item " + i + " has no allowed place");
            }
        }
    }

    @Override
    public boolean partial() {
        return false;
    }
}
