package io.permvi.relaxations.permutation;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * A matching of {@code m} items to {@code n} places, immutable: each item goes to at most one place and each place
 * takes at most one item. As a matrix, {@code x[i][place(i)] = 1}; rows of unmatched items are zero.
 */
public final class Matching {
    /** The place of an item that has none. */
    public static final int UNMATCHED = -1;

    private final int[] places;
    private final int placeCount;

    private Matching(int[] places, int placeCount) {
        this.places = places;
        this.placeCount = placeCount;
    }

    /**
     * The matching that sends item {@code i} to {@code places[i]}, or nowhere when that is {@link #UNMATCHED}.
     *
     * @param placeCount the number of places
     * @param places the place of each item; copied
     * @throws IllegalArgumentException when a place is out of range or taken twice
     */
    public static Matching of(int placeCount, int... places) {
        requireDistinct(places, placeCount, true);
        return new Matching(places.clone(), placeCount);
    }

    static void requireDistinct(int[] places, int placeCount, boolean partial) {
        int[] itemOfPlace = new int[placeCount];
        Arrays.fill(itemOfPlace, -1);
        for (int i = 0; i < places.length; i++) {
            int j = places[i];
            if (partial && j == UNMATCHED) {
                continue;
            }
            if (j < 0 || j >= placeCount) {
                throw new IllegalArgumentException("place of item " + i + " must be in 0.." + (placeCount - 1)
                        + (partial ? " or -1" : "") + ", got " + j);
            }
            if (itemOfPlace[j] >= 0) {
                throw new IllegalArgumentException(
                        "place " + j + " is given to both item " + itemOfPlace[j] + " and item " + i);
            }
            itemOfPlace[j] = i;
        }
    }

    /** The number of items, m. */
    public int items() {
        return places.length;
    }

    /** The number of places, n. */
    public int placeCount() {
        return placeCount;
    }

    /** The place of item {@code i}, or {@link #UNMATCHED}. */
    public int place(int i) {
        return places[i];
    }

    /** The places of all items, {@link #UNMATCHED} where an item has none; a fresh array. */
    public int[] places() {
        return places.clone();
    }

    /** The number of items that have a place. */
    public int size() {
        int size = 0;
        for (int j : places) {
            if (j != UNMATCHED) {
                size++;
            }
        }
        return size;
    }

    /**
     * The same as a permutation.
     *
     * @throws IllegalStateException when the matching is not square or leaves an item unmatched
     */
    public Permutation toPermutation() {
        if (places.length != placeCount || size() != placeCount) {
            throw new IllegalStateException("a matching of " + size() + " of " + places.length + " items to "
                    + placeCount + " places is not a permutation");
        }
        return Permutation.of(places);
    }

    /**
     * Writes the 0/1 matrix of the matching.
     *
     * @param x m by n. Modified.
     */
    public void toMatrix(DMatrixRMaj x) {
        if (x.numRows != places.length || x.numCols != placeCount) {
            throw new IllegalArgumentException(
                    "matrix must be " + places.length + " x " + placeCount + ", got " + x.numRows + " x " + x.numCols);
        }
        toMatrix(places, x);
    }

    /**
     * Writes the 0/1 matrix of places that are known to form a matching; for loops that keep the bare array.
     *
     * @param places the place of each item, {@link #UNMATCHED} for none. Not modified.
     * @param x items by places. Modified.
     */
    public static void toMatrix(int[] places, DMatrixRMaj x) {
        x.zero();
        for (int i = 0; i < places.length; i++) {
            if (places[i] != UNMATCHED) {
                x.data[i * x.numCols + places[i]] = 1;
            }
        }
    }

    /**
     * Reads the places off a 0/1 matrix whose rows have at most one 1; for loops that keep the bare array.
     *
     * @param x items by places. Not modified.
     * @param places the place of each item, {@link #UNMATCHED} for a row of zeros. Modified.
     */
    public static void readPlaces(DMatrixRMaj x, int[] places) {
        for (int i = 0; i < x.numRows; i++) {
            places[i] = UNMATCHED;
            for (int j = 0; j < x.numCols; j++) {
                places[i] = x.data[i * x.numCols + j] == 1 ? j : places[i];
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Matching that && placeCount == that.placeCount && Arrays.equals(places, that.places);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(places) + placeCount;
    }

    @Override
    public String toString() {
        return Arrays.toString(places) + " of " + placeCount;
    }
}
