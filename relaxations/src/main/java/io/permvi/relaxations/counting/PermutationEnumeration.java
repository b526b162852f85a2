package io.permvi.relaxations.counting;

import io.permvi.relaxations.permutation.Permutation;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All n! permutations of order n in lexicographic order of their places, each with an index. Immutable and small: a
 * permutation is computed from its index, and the index from its places, in O(n).
 */
public final class PermutationEnumeration {
    /** The largest order: 12! still fits an index. */
    public static final int MAX_ORDER = 12;

    private final int order;
    private final int[] factorial;

    /**
     * The permutations of an order.
     *
     * @throws IllegalArgumentException when the order is not in 1 .. {@value #MAX_ORDER}
     */
    public PermutationEnumeration(int order) {
        if (order < 1 || order > MAX_ORDER) {
            throw new IllegalArgumentException("enumeration serves orders 1.." + MAX_ORDER + ", got " + order);
        }
        this.order = order;
        factorial = new int[order + 1];
        factorial[0] = 1;
        for (int k = 1; k <= order; k++) {
            factorial[k] = k * factorial[k - 1];
        }
    }

    /** The number of items, n. */
    public int order() {
        return order;
    }

    /** The number of permutations, n!. */
    public int size() {
        return factorial[order];
    }

    /** The permutation with an index in 0 .. size() - 1. */
    public Permutation permutation(int index) {
        int[] places = new int[order];
        places(index, places);
        return Permutation.of(places);
    }

    /**
     * Writes the places of the permutation with an index.
     *
     * @param places receives the place of each item. Modified.
     * @throws IndexOutOfBoundsException when the index is not in 0 .. size() - 1
     */
    public void places(int index, int[] places) {
        if (index < 0 || index >= size()) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size() + " permutations");
        }
        int free = (1 << order) - 1;
        int rest = index;
        for (int i = 0; i < order; i++) {
            int skipped = rest / factorial[order - 1 - i];
            rest %= factorial[order - 1 - i];
            int place = lowestFree(free, skipped);
            places[i] = place;
            free &= ~(1 << place);
        }
    }

    private static int lowestFree(int free, int skipped) {
        int left = free;
        for (int k = 0; k < skipped; k++) {
            left &= left - 1;
        }
        return Integer.numberOfTrailingZeros(left);
    }

    /**
     * The index of the permutation with these places; what is not a permutation gives a meaningless number.
     *
     * @param places the place of each item. Not modified.
     */
    public int indexOf(int[] places) {
        int free = (1 << order) - 1;
        int index = 0;
        for (int i = 0; i < order; i++) {
            int bit = 1 << places[i];
            index += Integer.bitCount(free & (bit - 1)) * factorial[order - 1 - i];
            free &= ~bit;
        }
        return index;
    }

    /** All permutations, by index. */
    public Stream<Permutation> stream() {
        return IntStream.range(0, size()).mapToObj(this::permutation);
    }
}
