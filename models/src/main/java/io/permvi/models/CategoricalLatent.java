package io.permvi.models;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;

/**
 * Independent choices among k categories, one for each of n items. Its value is the n by k matrix x with {@code x[i][j] =
 * 1} when item i is of category j; a relaxed value has rows near such a vertex of the simplex.
 */
public final class CategoricalLatent implements DiscreteLatent {
    private final String name;
    private final Categories space;

    /**
     * Every category is allowed.
     *
     * @throws IllegalArgumentException when there is no item or no category
     */
    public CategoricalLatent(String name, int items, int categories) {
        this(name, SparsityPattern.all(items, categories));
    }

    /**
     * Item i is of one of the categories that row i allows.
     *
     * @throws IllegalArgumentException when an item has no allowed category
     */
    public CategoricalLatent(String name, SparsityPattern allowed) {
        this.name = name;
        this.space = new Categories(allowed);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Categories space() {
        return space;
    }

    @Override
    public String toString() {
        return name + " (" + space.items() + " items of " + space.places() + " categories)";
    }
}
