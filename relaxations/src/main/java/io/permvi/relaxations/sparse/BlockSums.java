package io.permvi.relaxations.sparse;

import java.util.Arrays;

/**
 * Exact sums in blocks of a part that is too large to be summed or drawn: a block is the neighborhood of a link, as large
 * as the sums allow, with the messages of belief propagation as fields at its border. A link gets its probability from the
 * first block that has both of its ends with all their links inside, or around which the block was grown. So short loops
 * are summed exactly, and long ones are left to belief propagation.
 */
final class BlockSums {
    private final SparseScores scores;
    private final LinkGraph graph;
    private final boolean[] keep;
    private final LinkPropagation messages;
    private final int width;
    private final int[] local;
    private final boolean[] covered;
    private final boolean[] inside;
    private final boolean[] within;

    /** @param local room by node. Modified. */
    BlockSums(SparseScores scores, boolean[] keep, LinkPropagation messages, int width, int[] local) {
        this.scores = scores;
        graph = scores.graph();
        this.keep = keep;
        this.messages = messages;
        this.width = width;
        this.local = local;
        covered = new boolean[scores.pairs()];
        inside = new boolean[graph.nodes()];
        within = new boolean[scores.pairs()];
    }

    /** Writes the probabilities of the links of one part. */
    void sum(Components parts, int c, double[] probability) {
        for (int k = 0; k < parts.nodeCount(c); k++) {
            int node = parts.node(c, k);
            for (int d = 0; d < graph.outCount(node); d++) {
                int e = graph.firstOut(node) + d;
                if (keep[e] && !covered[e]) {
                    block(e, probability);
                }
            }
        }
    }

    private void block(int seed, double[] probability) {
        int[] nodes = grow(seed);
        int rows = 0;
        int links = 0;
        for (int node : nodes) {
            rows += node < scores.rows() ? 1 : 0;
            for (int k = 0; k < graph.outCount(node); k++) {
                int e = graph.firstOut(node) + k;
                within[e] = keep[e] && inside[graph.target(e)];
                links += within[e] ? 1 : 0;
            }
        }
        Cluster cluster = Cluster.of(scores, nodes, rows, links, within, messages, local);
        FrontierPlan plan = FrontierPlan.within(width, cluster.scores())
                .orElseThrow(() -> new IllegalStateException("a block of bounded size is too wide"));
        double[] on = new ExactSums(cluster.scores(), plan).marginals();
        for (int e = 0; e < on.length; e++) {
            int pair = cluster.pairs()[e];
            if (pair == seed || !covered[pair] && whole(graph.source(pair)) && whole(graph.target(pair))) {
                probability[pair] = on[e];
                covered[pair] = true;
            }
        }
        for (int node : nodes) {
            inside[node] = false;
        }
        for (int pair : cluster.pairs()) {
            within[pair] = false;
        }
    }

    /** Whether all kept links of a node are within the block. */
    private boolean whole(int node) {
        for (int k = 0; k < graph.degree(node); k++) {
            int e = graph.link(node, k);
            if (keep[e] && !within[e]) {
                return false;
            }
        }
        return true;
    }

    /** The nodes around a link in the order of a breadth-first search, as long as one side has no more than the width. */
    private int[] grow(int seed) {
        int[] nodes = new int[4 * width + 2];
        int count = 0;
        nodes[count++] = graph.source(seed);
        nodes[count++] = graph.target(seed);
        inside[nodes[0]] = true;
        inside[nodes[1]] = true;
        int rows = 1;
        for (int at = 0; at < count; at++) {
            for (int k = 0; k < graph.degree(nodes[at]); k++) {
                int e = graph.link(nodes[at], k);
                int other = graph.otherEnd(e, nodes[at]);
                int more = rows + (other < scores.rows() ? 1 : 0);
                if (keep[e] && !inside[other] && count < nodes.length && Math.min(more, count + 1 - more) <= width) {
                    inside[other] = true;
                    nodes[count++] = other;
                    rows = more;
                }
            }
        }
        return Arrays.copyOf(nodes, count);
    }
}
