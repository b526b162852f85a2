package io.permvi.models;

import io.permvi.relaxations.permutation.Space;

/** A latent whose value is a 0/1 matrix of items by places: a matching, or one category for each item. */
public sealed interface DiscreteLatent extends Latent permits MatchingLatent, CategoricalLatent {
    /** The values that it ranges over. */
    Space space();

    @Override
    default int rows() {
        return space().items();
    }

    @Override
    default int columns() {
        return space().places();
    }
}
