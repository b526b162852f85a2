package io.permvi.relaxations.ranking;

/**
 * A total distance as a sum of whole costs, one for each item as the places are filled from the first on: the cost of
 * an item depends on its place, and on the set of the items placed before it. Immutable.
 */
final class StepCosts {
    final int items;
    private final long[][] byPlace;
    /** The costs of standing behind a set, for the halves of the set. */
    private final long[][] lowHalf;

    private final long[][] highHalf;
    private final int halfBits;

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
        int n = data.items();
        return distance == PermutationDistance.KENDALL
                ? new StepCosts(n, new long[n][n], data.beforeCounts())
                : new StepCosts(n, placeCosts(distance, data), new long[n][n]);
    }

    /** The total cost of item i at place k, n by n. */
    static long[][] placeCosts(PermutationDistance distance, RankingData data) {
        int n = data.items();
        long[][] at = data.placeCounts();
        long[][] cost = new long[n][n];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < n; j++) {
                    cost[i][k] += at[i][j] * cost(distance, Math.abs(j - k));
                }
            }
        }
        return cost;
    }

    private static long cost(PermutationDistance distance, int difference) {
        return switch (distance) {
            case FOOTRULE -> difference;
            case SPEARMAN -> (long) difference * difference;
            case HAMMING -> difference == 0 ? 0 : 1;
            default -> throw new IllegalArgumentException(distance + " is no sum over items");
        };
    }

    /** Whether a distance is such a sum. */
    static boolean serves(PermutationDistance distance) {
        return distance != PermutationDistance.CAYLEY && distance != PermutationDistance.ULAM;
    }

    /** The cost of an item that comes right behind a set of items. */
    long cost(int item, int set, int place) {
        return byPlace[item][place] + lowHalf[item][set & ((1 << halfBits) - 1)] + highHalf[item][set >>> halfBits];
    }
}
