package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * What a discrete latent variable ranges over: 0/1 matrices of items by places, with ones on the allowed entries only.
 * Either a {@link MatchingSpace}, where no place is shared, or {@link Categories}, where the items choose independently.
 */
public sealed interface Space permits MatchingSpace, Categories {
    /** The m by n entries that may be one. */
    SparsityPattern allowed();

    /** Whether an item may stay unmatched. */
    boolean partial();

    /** The number of items, m. */
    default int items() {
        return allowed().rows();
    }

    /** The number of places, n. */
    default int places() {
        return allowed().columns();
    }
}
