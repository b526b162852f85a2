package io.permvi.inference.fields;

import io.permvi.models.fields.RigidMotion;
import io.permvi.relaxations.permutation.Matching;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What is known of the places of some items, for certain: their place, or that they have none. Immutable. */
public final class KnownMatches {
    private static final int UNKNOWN = -2;

    private final int[] placeOfItem;

    private KnownMatches(int[] placeOfItem) {
        this.placeOfItem = placeOfItem;
    }

    /** Nothing is known. */
    public static KnownMatches none(int items) {
        return of(items, Map.of());
    }

    /**
     * Some places are known.
     *
     * @param items how many there are
     * @param known the place of an item, or {@link Matching#UNMATCHED}
     * @throws IllegalArgumentException when an item is none of these, or two of them share a place
     */
    public static KnownMatches of(int items, Map<Integer, Integer> known) {
        int[] places = new int[items];
        Arrays.fill(places, UNKNOWN);
        Map<Integer, Integer> itemOfPlace = new HashMap<>();
        known.forEach((item, place) -> {
            if (item < 0 || item >= items || place < Matching.UNMATCHED) {
                throw new IllegalArgumentException(
                        "a known match must be of one of " + items + " items, got " + item + " to " + place);
            }
            Integer other = place == Matching.UNMATCHED ? null : itemOfPlace.put(place, item);
            if (other != null) {
                throw new IllegalArgumentException("items " + other + " and " + item + " share place " + place);
            }
            places[item] = place;
        });
        return new KnownMatches(places);
    }

    /** The number of items, known or not. */
    public int items() {
        return placeOfItem.length;
    }

    /** How many items are known. */
    public int count() {
        return (int) Arrays.stream(placeOfItem).filter(p -> p != UNKNOWN).count();
    }

    /** How many items have a known place. */
    public int placed() {
        return (int) Arrays.stream(placeOfItem).filter(p -> p >= 0).count();
    }

    /** Whether an item is known. */
    public boolean isKnown(int item) {
        return placeOfItem[item] != UNKNOWN;
    }

    /**
     * The place of an item that is known, or {@link Matching#UNMATCHED}.
     *
     * @throws IllegalArgumentException when nothing is known of it
     */
    public int place(int item) {
        if (!isKnown(item)) {
            throw new IllegalArgumentException("nothing is known of item " + item);
        }
        return placeOfItem[item];
    }

    /** The same with one more item known. */
    public KnownMatches with(int item, int place) {
        int[] places = placeOfItem.clone();
        places[item] = place;
        return new KnownMatches(places);
    }

    /**
     * The motion that takes the items nearest to their known places.
     *
     * @param points D rows of n coordinates. Not modified.
     * @param places K rows of D coordinates. Not modified.
     * @param hand which determinant is wanted
     */
    public RigidMotion motion(double[][] points, double[][] places, RigidMotion.Hand hand) {
        double[][] targets = new double[points.length][placeOfItem.length];
        double[] weights = new double[placeOfItem.length];
        for (int i = 0; i < placeOfItem.length; i++) {
            if (placeOfItem[i] >= 0) {
                weights[i] = 1;
                for (int d = 0; d < points.length; d++) {
                    targets[d][i] = places[placeOfItem[i]][d];
                }
            }
        }
        return RigidMotion.fit(points, targets, weights, hand);
    }

    /**
     * Leaves nothing to be matched of the known items and their places.
     *
     * @param scores K rows of n. Modified.
     * @return the sum of the scores of the known matches
     */
    public double takeOut(double[][] scores) {
        double sum = 0;
        for (int i = 0; i < placeOfItem.length; i++) {
            if (!isKnown(i)) {
                continue;
            }
            if (placeOfItem[i] >= 0) {
                double[] row = scores[placeOfItem[i]];
                sum += row[i];
                Arrays.fill(row, Double.NEGATIVE_INFINITY);
            }
            for (double[] row : scores) {
                row[i] = Double.NEGATIVE_INFINITY;
            }
        }
        return sum;
    }

    /**
     * Makes the known matches certain.
     *
     * @param matches K rows of n. Modified.
     */
    void putBack(double[][] matches) {
        for (int i = 0; i < placeOfItem.length; i++) {
            if (!isKnown(i)) {
                continue;
            }
            for (double[] row : matches) {
                row[i] = 0;
            }
            if (placeOfItem[i] >= 0) {
                Arrays.fill(matches[placeOfItem[i]], 0);
                matches[placeOfItem[i]][i] = 1;
            }
        }
    }

    @Override
    public String toString() {
        return count() + " of " + items() + " items known";
    }
}
