package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;

/**
 * A latent matching of items to places: a permutation, an injection or a partial matching. Its value is the items by
 * places matrix x with {@code x[i][j] = 1} when item i goes to place j; a relaxed value lies near such a matrix.
 */
public final class MatchingLatent implements DiscreteLatent {
    private final String name;
    private final MatchingSpace space;

    /** A permutation of order {@code n}, every one allowed. */
    public MatchingLatent(String name, int n) {
        this(name, MatchingSpace.permutations(n));
    }

    /** A matching of every item (row) to distinct allowed places (columns). */
    public MatchingLatent(String name, SparsityPattern allowed) {
        this(name, MatchingSpace.within(allowed));
    }

    /** A matching that ranges over {@code space}. */
    public MatchingLatent(String name, MatchingSpace space) {
        this.name = name;
        this.space = space;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public MatchingSpace space() {
        return space;
    }

    @Override
    public String toString() {
        return name + " (" + space.items() + " items to " + space.places() + " places)";
    }
}
