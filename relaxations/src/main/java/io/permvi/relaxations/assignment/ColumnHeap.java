package io.permvi.relaxations.assignment;

import java.util.Arrays;

/** A binary heap of columns, the smallest key first, in which keys can be lowered. */
final class ColumnHeap {
    final double[] key;
    private final int[] heap;
    /** Where each column is in the heap, from 1; 0 outside. */
    private final int[] place;

    private int size;

    ColumnHeap(int n) {
        key = new double[n];
        heap = new int[n + 1];
        place = new int[n];
    }

    void clear() {
        Arrays.fill(key, Double.POSITIVE_INFINITY);
        Arrays.fill(place, 0);
        size = 0;
    }

    /** The smallest key, infinite when empty. */
    double least() {
        return size == 0 ? Double.POSITIVE_INFINITY : key[heap[1]];
    }

    /** Gives a column, new or in the heap with a larger key, this key. */
    void lower(int column, double value) {
        key[column] = value;
        int at = place[column] == 0 ? ++size : place[column];
        while (at > 1 && key[heap[at >> 1]] > value) {
            put(at, heap[at >> 1]);
            at >>= 1;
        }
        put(at, column);
    }

    /** Takes out the column of the smallest key and makes its key minus infinity, so that it never returns. */
    int remove() {
        int least = heap[1];
        int last = heap[size--];
        double value = key[last];
        int at = 1;
        for (int child = 2; child <= size; child = 2 * at) {
            if (child < size && key[heap[child + 1]] < key[heap[child]]) {
                child++;
            }
            if (key[heap[child]] >= value) {
                break;
            }
            put(at, heap[child]);
            at = child;
        }
        put(at, last);
        close(least);
        return least;
    }

    /** Keeps a column that is not in the heap from ever getting there. */
    void close(int column) {
        key[column] = Double.NEGATIVE_INFINITY;
    }

    private void put(int at, int column) {
        heap[at] = column;
        place[column] = at;
    }
}
