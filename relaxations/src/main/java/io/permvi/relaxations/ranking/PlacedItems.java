package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/** A ranking as the place of each item and the item at each place, and a proposal to exchange two of its items. */
final class PlacedItems {
    final int[] places;
    final int[] items;
    /** The places of the last proposal, the first before the second. */
    int first;

    int second;

    PlacedItems(Permutation placeOfItem) {
        places = placeOfItem.places();
        items = placeOfItem.inverse().places();
    }

    void copyFrom(PlacedItems other) {
        System.arraycopy(other.places, 0, places, 0, places.length);
        System.arraycopy(other.items, 0, items, 0, items.length);
    }

    /** Proposes two places, half of the time neighbors; false where they are the same. */
    boolean propose(RandomGenerator rng) {
        int n = items.length;
        int one = rng.nextInt(n);
        int two = rng.nextInt(n);
        if (rng.nextBoolean()) {
            two = one + (rng.nextBoolean() ? 1 : -1);
            two = two < 0 || two >= n ? one : two;
        }
        first = Math.min(one, two);
        second = Math.max(one, two);
        return first < second;
    }

    /** Exchanges the items at the places of the last proposal; again to take it back. */
    void exchange() {
        int a = items[first];
        items[first] = items[second];
        items[second] = a;
        places[a] = second;
        places[items[first]] = first;
    }
}
