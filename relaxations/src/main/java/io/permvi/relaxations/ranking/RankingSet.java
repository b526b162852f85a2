package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What is known about a ranking of n items, as the set of all rankings that agree with it: each item has a window of
 * places, and some items stand before others. A complete ranking, the first k of a list, ranks with gaps, ties of
 * unknown order and comparisons of pairs are all of this form. Places count from 0, the best. Immutable.
 */
public final class RankingSet {
    private final int[] low;
    private final int[] high;
    private final int[][] pairs;
    private final int[][] above;
    private final int[][] below;

    private RankingSet(int[] low, int[] high, List<int[]> pairs) {
        this.low = low;
        this.high = high;
        this.pairs = pairs.stream().map(int[]::clone).sorted(Arrays::compare).toArray(int[][]::new);
        above = new int[low.length][];
        below = new int[low.length][];
        for (int i = 0; i < low.length; i++) {
            int item = i;
            above[i] = Arrays.stream(this.pairs)
                    .filter(p -> p[1] == item)
                    .mapToInt(p -> p[0])
                    .toArray();
            below[i] = Arrays.stream(this.pairs)
                    .filter(p -> p[0] == item)
                    .mapToInt(p -> p[1])
                    .toArray();
        }
    }

    /** The set of this ranking alone; {@code places} has the place of each item. */
    public static RankingSet complete(Permutation places) {
        return new RankingSet(places.places(), places.places(), List.of());
    }

    /**
     * Ordered groups of items, the best first, the order within a group unknown.
     *
     * @param items the number of all items, listed or not
     * @param groups items from 0; each at most once
     * @param restBelow whether items in no group stand behind all others; else nothing is known about them
     * @throws IllegalArgumentException when an item is out of range or there twice
     */
    public static RankingSet groups(int items, List<int[]> groups, boolean restBelow) {
        int[] groupOf = groupsOf(items, groups);
        boolean all = Arrays.stream(groupOf).noneMatch(g -> g == groups.size());
        if (!restBelow && !all) {
            return new RankingSet(new int[items], filled(items, items - 1), chain(groups));
        }
        int[] low = new int[items];
        int[] high = new int[items];
        int first = 0;
        for (int g = 0; g <= groups.size(); g++) {
            int group = g;
            int size = (int) Arrays.stream(groupOf).filter(k -> k == group).count();
            for (int i = 0; i < items; i++) {
                if (groupOf[i] == g) {
                    low[i] = first;
                    high[i] = first + size - 1;
                }
            }
            first += size;
        }
        return new RankingSet(low, high, List.of());
    }

    private static int[] groupsOf(int items, List<int[]> groups) {
        int[] groupOf = filled(items, groups.size());
        for (int g = 0; g < groups.size(); g++) {
            for (int item : groups.get(g)) {
                requireItem(items, item);
                if (groupOf[item] != groups.size()) {
                    throw new IllegalArgumentException("item " + item + " is ranked twice");
                }
                groupOf[item] = g;
            }
        }
        return groupOf;
    }

    private static List<int[]> chain(List<int[]> groups) {
        List<int[]> pairs = new ArrayList<>();
        for (int g = 1; g < groups.size(); g++) {
            for (int better : groups.get(g - 1)) {
                for (int worse : groups.get(g)) {
                    pairs.add(new int[] {better, worse});
                }
            }
        }
        return pairs;
    }

    /**
     * Known places of some items; the others share the places that are left.
     *
     * @param places the place of each item, -1 where unknown
     * @throws IllegalArgumentException when a place is out of range or there twice
     */
    public static RankingSet places(int... places) {
        boolean[] listed = new boolean[places.length];
        Arrays.fill(listed, true);
        return listed(listed, places);
    }

    /**
     * Known places of some of the listed items, which stand before all others: the other listed items share the places
     * that are left among the first, the rest those behind.
     *
     * @param listed whether an item is listed
     * @param places the place of each item, -1 where unknown
     * @throws IllegalArgumentException when a place is given twice, or to an item on the other side
     */
    public static RankingSet listed(boolean[] listed, int... places) {
        int n = places.length;
        boolean[] taken = taken(places);
        int count = 0;
        for (boolean one : listed) {
            count += one ? 1 : 0;
        }
        int[] low = new int[n];
        int[] high = new int[n];
        int[] freeOf = new int[2];
        int[] lastOf = new int[2];
        for (int place = 0; place < n; place++) {
            int side = place < count ? 0 : 1;
            freeOf[side] += taken[place] ? 0 : 1;
            lastOf[side] = taken[place] ? lastOf[side] : place;
        }
        for (int i = 0; i < n; i++) {
            int side = listed[i] ? 0 : 1;
            boolean known = places[i] >= 0 || freeOf[side] == 1;
            int place = places[i] >= 0 ? places[i] : lastOf[side];
            if (known && place < count != listed[i]) {
                throw new IllegalArgumentException("item " + i + " stands at place " + place + ", but "
                        + (listed[i] ? "it is one of the first " : "the first are others, ") + count);
            }
            low[i] = known ? place : listed[i] ? 0 : count;
            high[i] = known ? place : listed[i] ? count - 1 : n - 1;
        }
        return new RankingSet(low, high, List.of());
    }

    private static boolean[] taken(int... places) {
        boolean[] taken = new boolean[places.length];
        for (int i = 0; i < places.length; i++) {
            if (places[i] < -1 || places[i] >= places.length) {
                throw new IllegalArgumentException(
                        "place of item " + i + " must be in 0.." + (places.length - 1) + ", got " + places[i]);
            }
            if (places[i] >= 0) {
                if (taken[places[i]]) {
                    throw new IllegalArgumentException("place " + places[i] + " is given to two items");
                }
                taken[places[i]] = true;
            }
        }
        return taken;
    }

    /**
     * Comparisons: the first of each pair stands before the second.
     *
     * @throws IllegalArgumentException when an item is out of range, or no ranking agrees with all pairs
     */
    public static RankingSet pairs(int items, List<int[]> pairs) {
        for (int[] pair : pairs) {
            requireItem(items, pair[0]);
            requireItem(items, pair[1]);
        }
        List<int[]> distinct = pairs.stream()
                .map(p -> List.of(p[0], p[1]))
                .distinct()
                .map(p -> new int[] {p.get(0), p.get(1)})
                .toList();
        RankingSet set = new RankingSet(new int[items], filled(items, items - 1), distinct);
        if (set.sorted(new int[items]).length < items) {
            throw new IllegalArgumentException("the comparisons go in a circle, so no ranking agrees with them");
        }
        return set;
    }

    private static void requireItem(int items, int item) {
        if (item < 0 || item >= items) {
            throw new IllegalArgumentException("item must be in 0.." + (items - 1) + ", got " + item);
        }
    }

    private static int[] filled(int n, int value) {
        int[] array = new int[n];
        Arrays.fill(array, value);
        return array;
    }

    /** Items in an order that agrees with the pairs, those of lower priority first; fewer than n in a circle. */
    private int[] sorted(int... priority) {
        int n = low.length;
        int[] open = new int[n];
        for (int[] pair : pairs) {
            open[pair[1]]++;
        }
        boolean[] done = new boolean[n];
        int[] order = new int[n];
        for (int k = 0; k < n; k++) {
            int best = -1;
            for (int i = 0; i < n; i++) {
                if (!done[i] && open[i] == 0 && (best < 0 || priority[i] < priority[best])) {
                    best = i;
                }
            }
            if (best < 0) {
                return Arrays.copyOf(order, k);
            }
            done[best] = true;
            order[k] = best;
            for (int next : below[best]) {
                open[next]--;
            }
        }
        return order;
    }

    /** The number of items. */
    public int order() {
        return low.length;
    }

    /** The first place that an item may have. */
    public int low(int item) {
        return low[item];
    }

    /** The last place that an item may have. */
    public int high(int item) {
        return high[item];
    }

    /** The number of pairs whose order is known beside the windows. */
    public int pairCount() {
        return pairs.length;
    }

    /** Those pairs. Not to be modified. */
    int[][] pairs() {
        return pairs;
    }

    /** The log of the number of rankings that agree; NaN where more than 20 items stand in comparisons. */
    public double logSize() {
        return RankingSetSize.log(this);
    }

    /** Whether it is one ranking. */
    public boolean isComplete() {
        return Arrays.equals(low, high);
    }

    /** Whether a ranking agrees; O(n + pairs). */
    public boolean allows(int... places) {
        for (int i = 0; i < places.length; i++) {
            if (places[i] < low[i] || places[i] > high[i]) {
                return false;
            }
        }
        for (int[] pair : pairs) {
            if (places[pair[0]] > places[pair[1]]) {
                return false;
            }
        }
        return true;
    }

    /** Whether an item of an agreeing ranking may have this place as far as windows and its own pairs say. */
    boolean allowsAt(int item, int place, int... places) {
        if (place < low[item] || place > high[item]) {
            return false;
        }
        for (int other : above[item]) {
            if (places[other] > place) {
                return false;
            }
        }
        for (int other : below[item]) {
            if (places[other] < place) {
                return false;
            }
        }
        return true;
    }

    /** A ranking that agrees, not uniform: the places of the items. */
    public Permutation any(RandomGenerator rng) {
        int n = low.length;
        int[] priority = Permutation.random(n, rng).places();
        if (pairs.length == 0) {
            return byWindows(priority);
        }
        int[] order = sorted(priority);
        int[] places = new int[n];
        for (int k = 0; k < n; k++) {
            places[order[k]] = k;
        }
        return Permutation.of(places);
    }

    /** Windows are fixed places, blocks that do not overlap, or all: the tightest first is always possible. */
    private Permutation byWindows(int... priority) {
        int n = low.length;
        Integer[] items = new Integer[n];
        Arrays.setAll(items, i -> i);
        Arrays.sort(items, (a, b) -> {
            int byWidth = Integer.compare(high[a] - low[a], high[b] - low[b]);
            return byWidth != 0 ? byWidth : Integer.compare(priority[a], priority[b]);
        });
        boolean[] taken = new boolean[n];
        int[] places = new int[n];
        for (int item : items) {
            int place = low[item];
            while (taken[place]) {
                place++;
            }
            taken[place] = true;
            places[item] = place;
        }
        return Permutation.of(places);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RankingSet set
                && Arrays.equals(low, set.low)
                && Arrays.equals(high, set.high)
                && Arrays.deepEquals(pairs, set.pairs);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(low) + Arrays.hashCode(high)) + Arrays.deepHashCode(pairs);
    }

    @Override
    public String toString() {
        return "RankingSet(low " + Arrays.toString(low) + ", high " + Arrays.toString(high) + ", pairs "
                + Arrays.deepToString(pairs) + ")";
    }
}
