package io.permvi.spark;

import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;

/**
 * Connected components by union-find (Tarjan 1975): the pairs come to the driver part by part and none stays, since all
 * that joining needs is a number for each record. Rounds over the cluster would be as many as the ways between records are
 * long.
 */
final class ConnectedComponents {
    private final int[] parent;

    private ConnectedComponents(int nodes) {
        parent = IntStream.range(0, nodes).toArray();
    }

    /**
     * By record of the second file, the name of its component.
     *
     * @throws ArithmeticException when both files together have more records than an int counts
     */
    static int[] of(JavaRDD<LeveledPairs> kept, int sizeA, int sizeB) {
        ConnectedComponents components = new ConnectedComponents(Math.addExact(sizeA, sizeB));
        kept.map(LeveledPairs::pairs).toLocalIterator().forEachRemaining(pairs -> {
            for (long pair : pairs) {
                components.join((int) LeveledPairs.first(pair), sizeA + (int) LeveledPairs.second(pair));
            }
        });
        return IntStream.range(sizeA, sizeA + sizeB).map(components::root).toArray();
    }

    private void join(int x, int y) {
        int first = root(x);
        int second = root(y);
        parent[Math.max(first, second)] = Math.min(first, second);
    }

    private int root(int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
