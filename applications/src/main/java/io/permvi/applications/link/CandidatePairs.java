package io.permvi.applications.link;

import java.util.Arrays;

/**
 * Pairs of records worth a comparison, in order of the first file, then of the second.
 *
 * @param a the record of the first file. Shared: not to be modified.
 * @param b the record of the second file. Shared: not to be modified.
 */
record CandidatePairs(int[] a, int[] b) {

    /** All pairs of two files. */
    static CandidatePairs all(int sizeA, int sizeB) {
        int[] a = new int[Math.multiplyExact(sizeA, sizeB)];
        int[] b = new int[a.length];
        Arrays.setAll(a, e -> e / sizeB);
        Arrays.setAll(b, e -> e % sizeB);
        return new CandidatePairs(a, b);
    }

    /** Pairs of one file, each in one order, without those of a record with itself. */
    CandidatePairs once() {
        PairSet once = new PairSet();
        for (int e = 0; e < a.length; e++) {
            if (a[e] != b[e]) {
                once.add(Math.min(a[e], b[e]), Math.max(a[e], b[e]));
            }
        }
        return once.toList();
    }

    int count() {
        return a.length;
    }

    /** Whether a pair is listed. */
    boolean contains(int i, int j) {
        int low = 0;
        int high = a.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = a[middle] != i ? Integer.compare(a[middle], i) : Integer.compare(b[middle], j);
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return false;
    }
}
