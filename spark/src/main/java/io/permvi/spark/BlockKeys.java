package io.permvi.spark;

import io.permvi.applications.link.ColumnFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of a record: two records that share one may be the same. A key is a word of a column, alone or together with
 * one of another column; two mistakes in a record leave most of its keys.
 */
final class BlockKeys {
    private static final long PRIME = 0x100000001b3L;

    private BlockKeys() {}

    /**
     * The keys of a record, each as a number of 64 bits.
     *
     * @param cells in the plain form, empty where a value is missing
     * @param columns that make keys
     */
    static List<Long> of(List<String> cells, List<Integer> columns) {
        List<Long> keys = new ArrayList<>();
        List<Long> before = new ArrayList<>();
        for (int column : columns) {
            List<Long> words = ColumnFacts.words(cells.get(column)).stream()
                    .map(word -> hash(column, word))
                    .toList();
            keys.addAll(words);
            words.forEach(word -> before.forEach(other -> keys.add(mix(word ^ mix(other)))));
            before.addAll(words);
        }
        return keys;
    }

    private static long hash(int column, String word) {
        long hash = column + 1;
        for (int k = 0; k < word.length(); k++) {
            hash = (hash ^ word.charAt(k)) * PRIME;
        }
        return mix(hash);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }
}
