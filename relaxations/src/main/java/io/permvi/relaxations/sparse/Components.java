package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;

/**
 * The connected components of a graph, or of those of its links that are kept: the nodes of each in the order of a
 * breadth-first search, so that a sweep forward and one backward pass a tree from its leaves to its root and back. Nodes
 * without a link are in no component. Immutable.
 */
public final class Components implements Serializable {
    private static final int CHUNK = 8192;

    private final int[] nodes;
    private final int[] nodeStarts;
    private final int[] linkCounts;

    private Components(int[] nodes, int[] nodeStarts, int[] linkCounts) {
        this.nodes = nodes;
        this.nodeStarts = nodeStarts;
        this.linkCounts = linkCounts;
    }

    /** The components of the whole graph; O(nodes + links). */
    public static Components of(LinkGraph graph) {
        return of(graph, e -> true);
    }

    /** The components by the links for which the predicate holds; O(nodes + links). */
    public static Components of(LinkGraph graph, IntPredicate kept) {
        boolean[] seen = new boolean[graph.nodes()];
        int[] queue = new int[graph.nodes()];
        int[] starts = new int[16];
        int[] counts = new int[16];
        int components = 0;
        int end = 0;
        for (int root = 0; root < graph.nodes(); root++) {
            if (seen[root]) {
                continue;
            }
            int start = end;
            int ends = 0;
            seen[root] = true;
            queue[end++] = root;
            for (int at = start; at < end; at++) {
                int node = queue[at];
                for (int k = 0; k < graph.degree(node); k++) {
                    int e = graph.link(node, k);
                    if (kept.test(e)) {
                        ends++;
                        int other = graph.otherEnd(e, node);
                        if (!seen[other]) {
                            seen[other] = true;
                            queue[end++] = other;
                        }
                    }
                }
            }
            if (ends == 0) {
                end = start;
                continue;
            }
            if (components + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
                counts = Arrays.copyOf(counts, 2 * counts.length);
            }
            counts[components++] = ends / 2;
            starts[components] = end;
        }
        return new Components(
                Arrays.copyOf(queue, end), Arrays.copyOf(starts, components + 1), Arrays.copyOf(counts, components));
    }

    /** The number of components. */
    public int count() {
        return linkCounts.length;
    }

    /** The number of nodes of component {@code c}. */
    public int nodeCount(int c) {
        return nodeStarts[c + 1] - nodeStarts[c];
    }

    /** The k-th node of component {@code c}. */
    public int node(int c, int k) {
        return nodes[nodeStarts[c] + k];
    }

    /** The number of links of component {@code c}. */
    public int linkCount(int c) {
        return linkCounts[c];
    }

    /** Whether component {@code c} has no loop. */
    public boolean isTree(int c) {
        return linkCounts[c] == nodeCount(c) - 1;
    }

    /** The number of links of the largest component, 0 without any. */
    public int largest() {
        return Arrays.stream(linkCounts).max().orElse(0);
    }

    /**
     * Runs a body for each component, small ones many at a time. What the body does must concern its component only;
     * then the result does not depend on the number of threads.
     */
    public void forEach(Workers workers, IntConsumer body) {
        int[] chunks = new int[count() + 1];
        int chunk = 0;
        int load = 0;
        for (int c = 0; c < count(); c++) {
            load += linkCounts[c];
            if (load >= CHUNK || c == count() - 1) {
                chunks[++chunk] = c + 1;
                load = 0;
            }
        }
        workers.forEach(chunk, k -> {
            for (int c = chunks[k]; c < chunks[k + 1]; c++) {
                body.accept(c);
            }
        });
    }
}
