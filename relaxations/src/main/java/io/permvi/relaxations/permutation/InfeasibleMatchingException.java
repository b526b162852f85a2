package io.permvi.relaxations.permutation;

import java.util.Arrays;

/**
 * No matching of every item exists within the allowed entries: some items together have fewer allowed places than
 * their number (Hall's condition fails).
 */
public final class InfeasibleMatchingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final int[] items;
    private final int[] places;

    /**
     * @param items the items that are stuck
     * @param places all the places that these items are allowed, fewer than the items
     */
    public InfeasibleMatchingException(int[] items, int[] places) {
        super("no complete matching: " + items.length + " items " + Arrays.toString(items) + " share only "
                + places.length + " allowed places " + Arrays.toString(places));
        this.items = items.clone();
        this.places = places.clone();
    }

    /** The items that are stuck, ascending. */
    public int[] items() {
        return items.clone();
    }

    /** All the places that the stuck items are allowed, ascending; fewer than the items. */
    public int[] places() {
        return places.clone();
    }
}
