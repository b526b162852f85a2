package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** All values of a space, one after another: permutations, injections, partial matchings and categories within a mask. */
public final class SpaceEnumeration {
    private final SparsityPattern allowed;
    private final boolean partial;
    private final boolean shared;
    private final Consumer<int[]> visitor;
    private final BooleanSupplier isEnough;
    private final int[] places;
    private final boolean[] taken;

    private SpaceEnumeration(Space space, Consumer<int[]> visitor, BooleanSupplier isEnough) {
        this.allowed = space.allowed();
        this.partial = space.partial();
        this.shared = space instanceof Categories;
        this.visitor = visitor;
        this.isEnough = isEnough;
        places = new int[space.items()];
        Arrays.fill(places, Matching.UNMATCHED);
        taken = new boolean[space.places()];
    }

    /**
     * Visits all values in lexicographic order, unmatched before the first place. O(items) a value where every partial
     * choice can be completed.
     *
     * @param visitor gets the place of each item, {@link Matching#UNMATCHED} for none; shared between calls, not to be
     *     modified.
     */
    public static void forEach(Space space, Consumer<int[]> visitor) {
        new SpaceEnumeration(space, visitor, () -> false).from(0);
    }

    /**
     * Visits all combinations of values of several spaces, the last one changing first.
     *
     * @param visitor gets the places of the items of each; shared between calls, not to be modified
     */
    public static void forEach(List<? extends Space> spaces, Consumer<int[][]> visitor) {
        forEach(spaces, 0, new int[spaces.size()][], visitor);
    }

    private static void forEach(List<? extends Space> spaces, int k, int[][] values, Consumer<int[][]> visitor) {
        if (k == spaces.size()) {
            visitor.accept(values);
            return;
        }
        forEach(spaces.get(k), places -> {
            values[k] = places;
            forEach(spaces, k + 1, values, visitor);
        });
    }

    /**
     * How many values there are.
     *
     * @param most to count
     * @return their number, or {@code most + 1} where there are more; found by visiting them
     */
    public static int count(Space space, int most) {
        int[] count = new int[1];
        new SpaceEnumeration(space, places -> count[0]++, () -> count[0] > most).from(0);
        return count[0];
    }

    private void from(int item) {
        if (isEnough.getAsBoolean()) {
            return;
        }
        if (item == places.length) {
            visitor.accept(places);
            return;
        }
        if (partial) {
            from(item + 1);
        }
        for (int e = allowed.rowStart(item); e < allowed.rowEnd(item); e++) {
            int place = allowed.column(e);
            if (shared || !taken[place]) {
                taken[place] = true;
                places[item] = place;
                from(item + 1);
                taken[place] = false;
            }
        }
        places[item] = Matching.UNMATCHED;
    }
}
