package io.permvi.relaxations.linalg.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Puts the rows of a sparse pattern into bundles of three that share most of their columns, and the others one by one. A
 * bundle follows the one whose columns are most alike, so that what a product reads stays in cache. Greedy: O(m^2 k / 64)
 * once, up to some 100 million operations: from some 1500 rows on only a window of the rows left is looked at.
 */
final class RowBundles {
    /** A bundle may hold this many values for each entry; above, its zeros cost more than bundling gains. */
    private static final double LARGEST_FILL = 1.4;

    /** Words that may be compared in all: a tenth of a second. */
    private static final double COMPARED_WORDS = 5e7;

    private static final int SMALLEST_WINDOW = 16;

    private final int[] starts;
    private final int window;
    private int firstLeft;
    private final long[][] columnSets;
    private final boolean[] taken;
    private int valueCount;

    /**
     * Rows that are multiplied together.
     *
     * @param rows one or three
     * @param columns of any of the rows, ascending; for three rows a multiple of three, the last perhaps there repeatedly
     * @param firstValue where its values start: column by column, one value for each row
     */
    record Bundle(int[] rows, int[] columns, int firstValue) {}

    private RowBundles(int[] starts, int[] columns) {
        this.starts = starts;
        int words = Arrays.stream(columns).max().orElse(0) / Long.SIZE + 1;
        columnSets = new long[starts.length - 1][words];
        taken = new boolean[starts.length - 1];
        window = (int) Math.max(SMALLEST_WINDOW, COMPARED_WORDS / ((double) taken.length * words));
        for (int i = 0; i < taken.length; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                columnSets[i][columns[e] / Long.SIZE] |= 1L << columns[e];
            }
        }
    }

    /** Bundles the rows of a pattern. */
    static List<Bundle> of(int[] starts, int[] columns) {
        RowBundles rows = new RowBundles(starts, columns);
        List<Bundle> bundles = new ArrayList<>();
        long[] last = new long[rows.columnSets.length == 0 ? 0 : rows.columnSets[0].length];
        for (int left = rows.taken.length;
                left > 0;
                left -= bundles.get(bundles.size() - 1).rows().length) {
            last = rows.addBundle(last, left, bundles);
        }
        return bundles;
    }

    /** Adds the bundle most like the last; its columns. */
    private long[] addBundle(long[] last, int left, List<Bundle> bundles) {
        int first = take(last);
        if (left >= 3) {
            int second = take(columnSets[first]);
            int third = take(union(columnSets[first], columnSets[second]));
            long[] all = union(union(columnSets[first], columnSets[second]), columnSets[third]);
            if (3 * size(all) <= LARGEST_FILL * (count(first) + count(second) + count(third))) {
                add(new int[] {first, second, third}, all, bundles);
                return all;
            }
            putBack(second);
            putBack(third);
        }
        add(new int[] {first}, columnSets[first], bundles);
        return columnSets[first];
    }

    private void add(int[] rows, long[] set, List<Bundle> bundles) {
        int size = size(set);
        int[] columns = new int[rows.length == 1 ? size : (size + 2) / 3 * 3];
        int next = 0;
        for (int j = 0; next < size; j++) {
            if ((set[j / Long.SIZE] >>> j & 1) != 0) {
                columns[next++] = j;
            }
        }
        Arrays.fill(columns, size, columns.length, size == 0 ? 0 : columns[Math.max(0, size - 1)]);
        bundles.add(new Bundle(rows, columns, valueCount));
        valueCount += rows.length * columns.length;
    }

    /** Takes the row, of a window of those left, whose columns differ least from a set. */
    private int take(long[] set) {
        while (taken[firstLeft]) {
            firstLeft++;
        }
        int best = -1;
        int least = Integer.MAX_VALUE;
        int seen = 0;
        for (int i = firstLeft; i < taken.length && seen < window; i++) {
            seen += taken[i] ? 0 : 1;
            int difference = taken[i] ? Integer.MAX_VALUE : difference(columnSets[i], set);
            if (difference < least) {
                best = i;
                least = difference;
            }
        }
        taken[best] = true;
        return best;
    }

    private void putBack(int row) {
        taken[row] = false;
        firstLeft = Math.min(firstLeft, row);
    }

    private int count(int row) {
        return starts[row + 1] - starts[row];
    }

    private static int difference(long[] a, long[] b) {
        int count = 0;
        for (int k = 0; k < a.length; k++) {
            count += Long.bitCount(a[k] ^ b[k]);
        }
        return count;
    }

    private static long[] union(long[] a, long[] b) {
        long[] union = new long[a.length];
        for (int k = 0; k < a.length; k++) {
            union[k] = a[k] | b[k];
        }
        return union;
    }

    private static int size(long[] set) {
        int count = 0;
        for (long word : set) {
            count += Long.bitCount(word);
        }
        return count;
    }
}
