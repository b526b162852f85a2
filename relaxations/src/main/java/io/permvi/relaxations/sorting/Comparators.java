package io.permvi.relaxations.sorting;

import java.util.ArrayList;
import java.util.List;

/** Sorting networks: layers of comparators of disjoint pairs of places, the larger value to the first of each pair. */
final class Comparators {
    private Comparators() {}

    /** n layers of neighbors, even and odd pairs in turn (brick wall). */
    static int[][] oddEven(int n) {
        List<int[]> layers = new ArrayList<>();
        for (int layer = 0; layer < n; layer++) {
            List<Integer> pairs = new ArrayList<>();
            for (int place = layer % 2; place + 1 < n; place += 2) {
                pairs.add(place);
                pairs.add(place + 1);
            }
            add(pairs, layers);
        }
        return layers.toArray(int[][]::new);
    }

    /**
     * Batcher's bitonic network in the form whose comparators all point one way (each merge starts with mirrored pairs), so
     * that any n is served by leaving out the comparators of places that are not there. O(log^2 n) layers.
     */
    static int[][] bitonic(int n) {
        List<int[]> layers = new ArrayList<>();
        for (int block = 2; block < 2 * n; block *= 2) {
            List<Integer> mirrored = new ArrayList<>();
            for (int place = 0; place < n; place++) {
                int other = place / block * block + block - 1 - place % block;
                addPair(place, other, n, mirrored);
            }
            add(mirrored, layers);
            for (int half = block / 4; half >= 1; half /= 2) {
                List<Integer> pairs = new ArrayList<>();
                for (int place = 0; place < n; place++) {
                    addPair(place, place % (2 * half) < half ? place + half : -1, n, pairs);
                }
                add(pairs, layers);
            }
        }
        return layers.toArray(int[][]::new);
    }

    private static void addPair(int place, int other, int n, List<Integer> pairs) {
        if (other > place && other < n) {
            pairs.add(place);
            pairs.add(other);
        }
    }

    private static void add(List<Integer> pairs, List<int[]> layers) {
        if (!pairs.isEmpty()) {
            layers.add(pairs.stream().mapToInt(Integer::intValue).toArray());
        }
    }
}
