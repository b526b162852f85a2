package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * The partial matchings within the allowed entries, the empty one included: any item and any place may stay without
 * partner.
 *
 * @param allowed the m by n entries that may be one
 */
public record PartialMatchings(SparsityPattern allowed) implements MatchingSpace {
    @Override
    public boolean partial() {
        return true;
    }
}
