package io.permvi.relaxations.sparse;

import java.util.Arrays;

/** Sums by state, where a state is a number of up to 63 bits: a table with open addressing that only grows. */
final class StateTable {
    private static final long EMPTY = -1;

    private long[] keys = new long[16];
    private double[] sums = new double[16];
    private int size;

    StateTable() {
        Arrays.fill(keys, EMPTY);
    }

    int size() {
        return size;
    }

    /** The number of places; those that hold no state have the key -1. */
    int places() {
        return keys.length;
    }

    /** The state at a place, -1 for none. */
    long key(int place) {
        return keys[place];
    }

    double sum(int place) {
        return sums[place];
    }

    private int place(long key) {
        int mask = keys.length - 1;
        int place = (int) ((key * 0x9e3779b97f4a7c15L) >>> 32) & mask;
        while (keys[place] != key && keys[place] != EMPTY) {
            place = (place + 1) & mask;
        }
        return place;
    }

    double get(long key) {
        return sums[place(key)];
    }

    void add(long key, double value) {
        int place = place(key);
        if (keys[place] == EMPTY) {
            keys[place] = key;
            if (2 * ++size > keys.length) {
                grow();
                place = place(key);
            }
        }
        sums[place] += value;
    }

    private void grow() {
        long[] oldKeys = keys;
        double[] oldSums = sums;
        keys = new long[2 * oldKeys.length];
        sums = new double[keys.length];
        Arrays.fill(keys, EMPTY);
        for (int k = 0; k < oldKeys.length; k++) {
            if (oldKeys[k] != EMPTY) {
                int place = place(oldKeys[k]);
                keys[place] = oldKeys[k];
                sums[place] = oldSums[k];
            }
        }
    }

    /** Divides all sums by the largest, and returns it. */
    double scale() {
        double largest = Arrays.stream(sums).max().orElse(1);
        for (int k = 0; k < sums.length && largest > 0; k++) {
            sums[k] /= largest;
        }
        return largest;
    }
}
