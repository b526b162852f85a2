package io.permvi.spark;

import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkLearning;
import io.permvi.applications.link.LinkSums;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Combinations of levels and how many pairs have each: all that learning needs to know of pairs that are taken for
 * independent of each other.
 *
 * @param levels by pattern, then by comparison. Shared: not to be modified.
 * @param counts by pattern
 */
record Patterns(List<byte[]> levels, List<Long> counts) {

    /** Those of pairs, in an order that does not depend on how the pairs are spread. */
    static Patterns of(JavaRDD<LeveledPairs> compared) {
        Map<String, Long> counts = new TreeMap<>(compared.mapPartitionsToPair(Patterns::count)
                .reduceByKey(Long::sum)
                .collectAsMap());
        return new Patterns(
                counts.keySet().stream()
                        .map(pattern -> pattern.getBytes(StandardCharsets.ISO_8859_1))
                        .toList(),
                List.copyOf(counts.values()));
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
        return counts.stream().mapToDouble(count -> count).sum();
    }

    /** By comparison and level, how many pairs have it, each pair counted {@code weight} times. */
    double[][] totals(int[] levelCounts, double weight) {
        double[][] totals = zeros(levelCounts);
        for (int p = 0; p < counts.size(); p++) {
            add(totals, levels.get(p), weight * counts.get(p));
        }
        return totals;
    }

    /**
     * The law of links by these pairs, as if each were one whatever the others are; a law to drop pairs by, no
     * posterior.
     */
    LinkLaw learn(double[][] totals, double sizeA, double sizeB) {
        double all = sizeA * sizeB;
        double smaller = Math.min(sizeA, sizeB);
        LinkLearning learning = new LinkLearning(
                totals, LinkLearning.START * smaller, smaller, links -> Math.log((links + 1) / (all - links + 1)));
        return learning.learn(law -> expect(law, totals));
    }

    private LinkSums expect(LinkLaw law, double[][] totals) {
        double[][] linked = zeros(
                IntStream.range(0, totals.length).map(f -> totals[f].length).toArray());
        double links = 0;
        for (int p = 0; p < counts.size(); p++) {
            double odds = Math.exp(law.score(levels.get(p)) + law.prior());
            double expected = counts.get(p) * (odds / (1 + odds));
            links += expected;
            add(linked, levels.get(p), expected);
        }
        return new LinkSums(linked, links);
    }

    private static double[][] zeros(int[] levelCounts) {
        double[][] zeros = new double[levelCounts.length][];
        for (int f = 0; f < zeros.length; f++) {
            zeros[f] = new double[levelCounts[f]];
        }
        return zeros;
    }

    private static void add(double[][] sums, byte[] levels, double value) {
        for (int f = 0; f < levels.length; f++) {
            if (levels[f] >= 0) {
                sums[f][levels[f]] += value;
            }
        }
    }
}
