package io.permvi.relaxations.permutation;

import io.permvi.relaxations.linalg.SparsityPattern;

/**
 * One place (category) for each item, and places may be shared, so that the items are independent.
 *
 * @param allowed the items by categories entries that may be one, at least one for each item
 */
public record Categories(SparsityPattern allowed) implements Space {
    /**
     * Checks that every item has a category.
     *
     * @throws IllegalArgumentException when an item has no allowed category
     */
    public Categories {
        Injections.requirePlaces(allowed);
    }

    /** Any of {@code categories} places for each of {@code items} items. */
    public static Categories of(int items, int categories) {
        return new Categories(SparsityPattern.all(items, categories));
    }

    @Override
    public boolean partial() {
        return false;
    }
}
