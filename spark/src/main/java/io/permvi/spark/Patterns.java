package io.permvi.spark;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Combinations of levels and how many pairs have each: all that learning needs to know of pairs that are no links.
 *
 * @param levels by pattern, then by comparison. Shared: not to be modified.
 * @param counts by pattern. Shared: not to be modified.
 */
record Patterns(byte[][] levels, long[] counts) {

    /** Those of pairs, in an order that does not depend on how the pairs are spread. */
    static Patterns of(JavaRDD<LeveledPairs> compared) {
        Map<String, Long> counts = new TreeMap<>(compared.mapPartitionsToPair(Patterns::count)
                .reduceByKey(Long::sum)
                .collectAsMap());
        return new Patterns(
                counts.keySet().stream()
                        .map(pattern -> pattern.getBytes(StandardCharsets.ISO_8859_1))
                        .toArray(byte[][]::new),
                counts.values().stream().mapToLong(count -> count).toArray());
    }

    private static Iterator<Tuple2<String, Long>> count(Iterator<LeveledPairs> compared) {
        Map<String, Long> counts = new HashMap<>();
        compared.forEachRemaining(part -> {
            for (int e = 0; e < part.pairs().length; e++) {
                counts.merge(new String(part.levels(e), StandardCharsets.ISO_8859_1), 1L, Long::sum);
            }
        });
        return counts.entrySet().stream()
                .map(each -> new Tuple2<>(each.getKey(), each.getValue()))
                .iterator();
    }

    /** The number of pairs. */
    double pairs() {
        return Arrays.stream(counts).sum();
    }

    /** By comparison and level, how many pairs have it, each pair counted {@code weight} times. */
    double[][] totals(int[] levelCounts, double weight) {
        double[][] totals = new double[levelCounts.length][];
        for (int f = 0; f < totals.length; f++) {
            totals[f] = new double[levelCounts[f]];
            for (int p = 0; p < counts.length; p++) {
                if (levels[p][f] >= 0) {
                    totals[f][levels[p][f]] += weight * counts[p];
                }
            }
        }
        return totals;
    }
}
