package io.permvi.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.function.LongPredicate;

/** Nodes by the key that they have. */
final class KeyGroups {
    private final long[] nodes;
    private final int[] starts;

    /** Which pairs are sent. */
    interface Wanted extends LongPredicate, Serializable {}

    /** @param keysAndNodes a key, its node, the next key, and so on. Not modified. */
    KeyGroups(long[] keysAndNodes) {
        long[] keys = new long[keysAndNodes.length / 2];
        Arrays.setAll(keys, k -> keysAndNodes[2 * k]);
        long[] different = Exchange.distinct(keys);
        int[] place = new int[keys.length];
        starts = new int[different.length + 1];
        for (int k = 0; k < keys.length; k++) {
            place[k] = Arrays.binarySearch(different, keys[k]);
            starts[place[k] + 1]++;
        }
        Arrays.parallelPrefix(starts, Integer::sum);
        int[] next = starts.clone();
        nodes = new long[keys.length];
        for (int k = 0; k < keys.length; k++) {
            nodes[next[place[k]]++] = keysAndNodes[2 * k + 1];
        }
    }

    /** Sends the wanted pairs of an even and an odd node of one key to the part of the record of the even one. */
    void pairs(int largest, Wanted wanted, int parts, Exchange out) {
        for (int group = 0; group + 1 < starts.length; group++) {
            int from = starts[group];
            int to = starts[group + 1];
            long odd =
                    Arrays.stream(nodes, from, to).filter(node -> node % 2 == 1).count();
            if (odd * (to - from - odd) <= largest) {
                pairs(from, to, wanted, parts, out);
            }
        }
    }

    private void pairs(int from, int to, Wanted wanted, int parts, Exchange out) {
        for (int i = from; i < to; i++) {
            for (int j = from; nodes[i] % 2 == 0 && j < to; j++) {
                long a = nodes[i] / 2;
                long pair = LeveledPairs.pair(a, nodes[j] / 2);
                if (nodes[j] % 2 == 1 && wanted.test(pair)) {
                    out.add(Exchange.part(a, parts), pair);
                }
            }
        }
    }
}
