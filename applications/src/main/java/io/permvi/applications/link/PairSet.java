package io.permvi.applications.link;

import java.util.Arrays;

/** Pairs of records, collected with repetitions and listed once each, in order. */
final class PairSet {
    private long[] pairs = new long[1024];
    private int count;

    void add(int a, int b) {
        if (count == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * count);
        }
        pairs[count++] = ((long) a << 32) | b;
    }

    void addAll(PairSet other) {
        if (count + other.count > pairs.length) {
            pairs = Arrays.copyOf(pairs, Math.max(2 * pairs.length, count + other.count));
        }
        System.arraycopy(other.pairs, 0, pairs, count, other.count);
        count += other.count;
    }

    /** The pairs in order. */
    CandidatePairs toList() {
        long[] sorted = Arrays.copyOf(pairs, count);
        Arrays.parallelSort(sorted);
        int distinct = 0;
        for (int k = 0; k < count; k++) {
            if (k == 0 || sorted[k] != sorted[k - 1]) {
                sorted[distinct++] = sorted[k];
            }
        }
        int[] a = new int[distinct];
        int[] b = new int[distinct];
        for (int k = 0; k < distinct; k++) {
            a[k] = (int) (sorted[k] >>> 32);
            b[k] = (int) sorted[k];
        }
        return new CandidatePairs(a, b);
    }
}
