package io.permvi.spark;

import java.util.stream.IntStream;

/**
 * Connected components by union-find (Tarjan 1975), on the driver: links come to it part by part and none stays, since all
 * that joining needs is a number for each node. Rounds over the cluster would be as many as the ways between nodes are long.
 */
final class ConnectedComponents {
    private final int[] parent;

    ConnectedComponents(int nodes) {
        parent = IntStream.range(0, nodes).toArray();
    }

    /** Links two nodes. */
    void join(int x, int y) {
        int first = root(x);
        int second = root(y);
        parent[Math.max(first, second)] = Math.min(first, second);
    }

    /** By node from {@code from} on, the least node of its component. */
    int[] names(int from) {
        return IntStream.range(from, parent.length).map(this::root).toArray();
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
