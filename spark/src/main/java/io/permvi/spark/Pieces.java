package io.permvi.spark;

import io.permvi.applications.link.LinkLaw;
import io.permvi.relaxations.sparse.Components;
import io.permvi.relaxations.sparse.LinkGraph;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Connected components that fit a task: from giant ones ever more probable pairs are left out, until they fall apart.
 *
 * @param law that gives the odds of pairs
 * @param least odds of the pairs that are there
 * @param largest pairs that a component may have
 */
record Pieces(LinkLaw law, double least, int largest) implements Serializable {
    private static final double STEP = 10;

    /**
     * A giant component that was cut.
     *
     * @param pairs that it had
     * @param odds below which they were left out
     */
    record Cut(int pairs, double odds) implements Serializable {}

    /** By record of the second file, the name of its component. */
    static int[] names(JavaRDD<LeveledPairs> kept, long sizeA, long sizeB) {
        int first = Math.toIntExact(sizeA);
        ConnectedComponents components = new ConnectedComponents(Math.toIntExact(sizeA + sizeB));
        kept.map(LeveledPairs::pairs).toLocalIterator().forEachRemaining(pairs -> {
            for (long pair : pairs) {
                components.join((int) LeveledPairs.first(pair), first + (int) LeveledPairs.second(pair));
            }
        });
        return components.names(first);
    }

    /**
     * Whole components, each by its name.
     *
     * @param names by record of the second file, the component that it is in
     * @param parts that the components are spread over
     */
    static JavaPairRDD<Integer, LeveledPairs> components(
            JavaRDD<LeveledPairs> kept, Broadcast<int[]> names, int parts) {
        return kept.flatMapToPair(pairs -> byComponent(pairs, names.value()))
                .reduceByKey(new HashPartitioner(parts), LeveledPairs::plus);
    }

    private static Iterator<Tuple2<Integer, LeveledPairs>> byComponent(LeveledPairs pairs, int[] names) {
        Map<Integer, List<Integer>> chosen = new HashMap<>();
        for (int e = 0; e < pairs.size(); e++) {
            int name = names[(int) LeveledPairs.second(pairs.pairs()[e])];
            chosen.computeIfAbsent(name, key -> new ArrayList<>()).add(e);
        }
        return chosen.entrySet().stream()
                .map(each -> new Tuple2<>(
                        each.getKey(),
                        pairs.select(each.getValue().stream().mapToInt(e -> e).toArray())))
                .iterator();
    }

    /** Adds the pieces of a component, and how it was cut. */
    void cut(LeveledPairs component, double odds, List<LeveledPairs> pieces, List<Cut> cuts) {
        if (component.size() <= largest || odds >= 1) {
            pieces.add(component);
            return;
        }
        double higher = Math.max(odds, Double.MIN_NORMAL) * STEP;
        cuts.add(new Cut(component.size(), higher));
        LeveledPairs left = component.above(higher, law).sorted();
        if (left.size() == 0) {
            return;
        }
        LinkGraph graph = Part.scores(left.pairs(), new double[left.size()]).graph();
        Components parts = Components.of(graph);
        for (int c = 0; c < parts.count(); c++) {
            int part = c;
            int[] links = IntStream.range(0, parts.nodeCount(c))
                    .map(k -> parts.node(part, k))
                    .flatMap(node -> IntStream.range(graph.firstOut(node), graph.firstOut(node) + graph.outCount(node)))
                    .toArray();
            cut(left.select(links), higher, pieces, cuts);
        }
    }
}
