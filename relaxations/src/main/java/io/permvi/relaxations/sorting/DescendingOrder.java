package io.permvi.relaxations.sorting;

import io.permvi.relaxations.assignment.LinearMaximum;
import org.ejml.data.DMatrixRMaj;

/** The items by falling score, equal ones in their order: a merge sort that owns its buffers. O(n log n), one thread. */
final class DescendingOrder implements LinearMaximum {
    private static final int RUN = 8;

    private final int[] order;
    private final int[] merged;

    DescendingOrder(int n) {
        order = new int[n];
        merged = new int[n];
    }

    /** The item at each place; the live array. */
    int[] sort(double[] score) {
        int n = order.length;
        for (int start = 0; start < n; start += RUN) {
            insert(score, start, Math.min(n, start + RUN));
        }
        for (int width = RUN; width < n; width *= 2) {
            for (int start = 0; start + width < n; start += 2 * width) {
                merge(score, start, start + width, Math.min(n, start + 2 * width));
            }
        }
        return order;
    }

    private void insert(double[] score, int from, int to) {
        for (int item = from; item < to; item++) {
            int at = item;
            while (at > from && score[order[at - 1]] < score[item]) {
                order[at] = order[--at];
            }
            order[at] = item;
        }
    }

    private void merge(double[] score, int from, int middle, int to) {
        System.arraycopy(order, from, merged, from, middle - from);
        int left = from;
        int right = middle;
        for (int at = from; left < middle; at++) {
            boolean takeRight = right < to && score[order[right]] > score[merged[left]];
            order[at] = takeRight ? order[right++] : merged[left++];
        }
    }

    /** Permutations with the largest {@code sum_i -place(i) score_i}: the items by falling score. */
    @Override
    public double maximize(DMatrixRMaj score, int[] places) {
        double total = 0;
        int[] sorted = sort(score.data);
        for (int place = 0; place < sorted.length; place++) {
            places[sorted[place]] = place;
            total -= place * score.data[sorted[place]];
        }
        return total;
    }
}
