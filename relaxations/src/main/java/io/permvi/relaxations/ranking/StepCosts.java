package io.permvi.relaxations.ranking;

import java.util.Arrays;

/**
 * A total distance as a sum of whole costs, one for each item as the places are filled from the first on: the cost of
 * an item depends on its place, and on the set of the items placed before it. Immutable.
 */
class StepCosts {
    final int items;
    private final long[][] byPlace;
    /** The costs of standing behind a set, for the halves of the set. */
    private final long[][] lowHalf;

    private final long[][] highHalf;
    private final int halfBits;

    /** Costs that a subclass gives. */
    StepCosts(int items) {
        this(items, new long[items][items], new long[items][items]);
    }

    private StepCosts(int items, long[][] byPlace, long[][] behind) {
        this.items = items;
        this.byPlace = byPlace;
        halfBits = items / 2;
        lowHalf = new long[items][];
        highHalf = new long[items][];
        for (int j = 0; j < items; j++) {
            lowHalf[j] = subsetSums(behind[j], 0, halfBits);
            highHalf[j] = subsetSums(behind[j], halfBits, items);
        }
    }

    private static long[] subsetSums(long[] values, int from, int to) {
        long[] sums = new long[1 << (to - from)];
        for (int set = 1; set < sums.length; set++) {
            sums[set] = sums[set & (set - 1)] + values[from + Integer.numberOfTrailingZeros(set)];
        }
        return sums;
    }

    /** The sum over complete rankings of a distance that is a sum over items, or of Kendall's. */
    static StepCosts of(PermutationDistance distance, RankingData data) {
        return of(distance, TotalDistance.of(distance, data), 1);
    }

    /** Of weighted rankings, costs rounded to whole numbers of so many to one. */
    static StepCosts of(PermutationDistance distance, TotalDistance totals, double scale) {
        long[][] rounded = Arrays.stream(totals.table())
                .map(row -> Arrays.stream(row)
                        .mapToLong(cost -> Math.round(scale * cost))
                        .toArray())
                .toArray(long[][]::new);
        int n = rounded.length;
        return distance == PermutationDistance.KENDALL
                ? new StepCosts(n, new long[n][n], rounded)
                : new StepCosts(n, rounded, new long[n][n]);
    }

    /** No ranking costs more than the best one and this. */
    long most() {
        long most = 0;
        int full = (1 << items) - 1;
        for (int j = 0; j < items; j++) {
            long worst = 0;
            for (int place = 0; place < items; place++) {
                worst = Math.max(worst, cost(j, full ^ (1 << j), place));
            }
            most += worst;
        }
        return most;
    }

    /** The cost of an item that comes right behind a set of items. */
    long cost(int item, int set, int place) {
        return byPlace[item][place] + lowHalf[item][set & ((1 << halfBits) - 1)] + highHalf[item][set >>> halfBits];
    }
}
