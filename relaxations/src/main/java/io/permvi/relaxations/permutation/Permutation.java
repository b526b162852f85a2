package io.permvi.relaxations.permutation;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * A permutation of {@code n} items, immutable. Item {@code i} goes to place {@link #place}{@code (i)}; as a matrix,
 * {@code x[i][place(i)] = 1}. So with a column vector {@code y} indexed by items, {@code transpose(x) y} is indexed by
 * places, and {@code x w transpose(x)} takes a place-by-place matrix {@code w} to items.
 */
public final class Permutation {
    private final int[] places;

    private Permutation(int[] places) {
        this.places = places;
    }

    /**
     * The permutation that sends item {@code i} to {@code places[i]}.
     *
     * @param places the place of each item; copied
     * @throws IllegalArgumentException when a place is out of range or named twice
     */
    public static Permutation of(int... places) {
        Matching.requireDistinct(places, places.length, false);
        return new Permutation(places.clone());
    }

    /** The identity of order {@code n >= 0}. */
    public static Permutation identity(int n) {
        int[] places = new int[n];
        for (int i = 0; i < n; i++) {
            places[i] = i;
        }
        return new Permutation(places);
    }

    /** A uniform draw among the {@code n!} permutations of order {@code n}; O(n). */
    public static Permutation random(int n, RandomGenerator rng) {
        int[] places = identity(n).places;
        for (int i = n - 1; i > 0; i--) {
            int k = rng.nextInt(i + 1);
            int swap = places[i];
            places[i] = places[k];
            places[k] = swap;
        }
        return new Permutation(places);
    }

    /** The numbers 0 to {@code count - 1} by rising keys; those of equal keys keep their order. */
    public static int[] sortedBy(int count, IntToDoubleFunction key) {
        return IntStream.range(0, count)
                .boxed()
                .sorted(Comparator.comparingDouble(key::applyAsDouble))
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** The number of items. */
    public int order() {
        return places.length;
    }

    /** The place of item {@code i}. */
    public int place(int i) {
        return places[i];
    }

    /** The places of all items, a fresh array. */
    public int[] places() {
        return places.clone();
    }

    /** The inverse: {@code inverse().place(place(i)) = i}. */
    public Permutation inverse() {
        int[] inverse = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            inverse[places[i]] = i;
        }
        return new Permutation(inverse);
    }

    /**
     * This permutation followed by {@code next}: item {@code i} goes to {@code next.place(place(i))}; as matrices,
     * the product {@code x y}.
     *
     * @throws IllegalArgumentException when the orders differ
     */
    public Permutation then(Permutation next) {
        if (next.order() != order()) {
            throw new IllegalArgumentException("orders differ: " + order() + " and " + next.order());
        }
        int[] composed = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            composed[i] = next.places[places[i]];
        }
        return new Permutation(composed);
    }

    /** As a matching in which everything is matched. */
    public Matching toMatching() {
        return Matching.of(places.length, places);
    }

    /**
     * Writes the permutation matrix.
     *
     * @param x n by n. Modified.
     */
    public void toMatrix(DMatrixRMaj x) {
        toMatching().toMatrix(x);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Permutation that && Arrays.equals(places, that.places);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(places);
    }

    @Override
    public String toString() {
        return Arrays.toString(places);
    }
}
