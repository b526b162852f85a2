package io.permvi.inference.structure;

import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.List;

/**
 * Which places, or which items, can be exchanged in all discrete latents at once, together with the rows or columns of some
 * real latents.
 *
 * @param classes for each the least one that it can be exchanged with, itself when with none
 * @param rows the real latents whose rows go with them
 * @param columns the real latents whose columns go with them
 * @param alone whether nothing moves but one matching, whose moves exchange them at any time: draws need no alignment
 */
public record Exchanges(int[] classes, List<RealLatent> rows, List<RealLatent> columns, boolean alone) {
    private static final int LARGEST_ALL_PAIRS = 40;

    /** Copies the lists. */
    public Exchanges {
        classes = classes.clone();
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
    }

    /** None among so many. */
    static Exchanges none(int size) {
        int[] classes = new int[size];
        Arrays.setAll(classes, j -> j);
        return new Exchanges(classes, List.of(), List.of(), true);
    }

    /** Whether two of them can be exchanged. */
    interface PairTest {
        boolean holds(int j, int l, List<RealLatent> rows, List<RealLatent> columns);
    }

    /** Looks at all pairs, or at neighbors where they are many. */
    static Exchanges find(int size, int matchings, List<RealLatent> rows, List<RealLatent> columns, PairTest test) {
        Exchanges none = none(size);
        int[] classes = none.classes();
        for (int j = 0; j < size && (j < LARGEST_ALL_PAIRS || !Arrays.equals(classes, none.classes)); j++) {
            int last = size <= LARGEST_ALL_PAIRS ? size : Math.min(size, j + 2);
            for (int l = j + 1; l < last; l++) {
                if (classes[l] == l && test.holds(j, l, rows, columns)) {
                    classes[l] = classes[j];
                }
            }
        }
        boolean alone = matchings == 1 && rows.isEmpty() && columns.isEmpty();
        return Arrays.equals(classes, none.classes) ? none : new Exchanges(classes, rows, columns, alone);
    }

    @Override
    public int[] classes() {
        return classes.clone();
    }

    /** How many there are. */
    public int size() {
        return classes.length;
    }

    /** Whether two can be exchanged by their classes. */
    public boolean exchanges(int j, int l) {
        return classes[j] == classes[l];
    }

    /** Whether any two can be exchanged. */
    public boolean any() {
        return exchangeable() > 0;
    }

    /** Whether draws have to be aligned for them. */
    public boolean alignsDraws() {
        return any() && !alone;
    }

    /** How many can be exchanged with another. */
    public long exchangeable() {
        return Arrays.stream(classes)
                .filter(c -> Arrays.stream(classes).filter(d -> d == c).count() > 1)
                .count();
    }
}
