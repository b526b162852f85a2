package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * The permutations within the allowed entries: each item has one place and each place one item.
 *
 * @param allowed the n by n entries that may be one, at least one for each item
 */
public record Permutations(SparsityPattern allowed) implements MatchingSpace {
    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException when the pattern is not square, or an item has no allowed place
     */
    public Permutations {
        if (allowed.rows() != allowed.columns()) {
            throw new IllegalArgumentException("permutations need as many places as items, got " + allowed.rows()
                    + " items and " + allowed.columns() + " places");
        }
        Injections.requirePlaces(allowed);
    }

    @Override
    public boolean partial() {
        return false;
    }
}
