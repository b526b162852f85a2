package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Exact sums in overlapping blocks of a part of a graph of detections that is too wide: a block grows from a doubtful link
 * over the most doubtful links first, and has the messages of belief propagation as fields at its border. A link gets its
 * probability from the block that grew from it, or from the first that has both of its ends with all their kept links.
 */
final class DetectionBlocks {
    private static final int MOST_NODES = 26;
    private static final int LEAST_NODES = 6;
    /** Links nearer to certainty are left to belief propagation. */
    private static final double DOUBTFUL = 3e-3;

    private final LinkPropagation messages;
    private final DetectionRule rule;
    private final LinkGraph graph;
    private final boolean[] keep;
    private final int states;
    private final boolean[] within;
    private final boolean[] inside;
    private final boolean[] covered;

    /** @param keep links that blocks may sum; kept, not modified */
    DetectionBlocks(LinkPropagation messages, DetectionRule rule, boolean[] keep, int states) {
        this.messages = messages;
        this.rule = rule;
        this.keep = keep;
        this.states = states;
        graph = rule.graph();
        within = new boolean[graph.links()];
        inside = new boolean[graph.nodes()];
        covered = new boolean[graph.links()];
    }

    /** Writes the probabilities of the doubtful links of one part; parts may be in work at the same time. */
    void sum(Components parts, int c, double[] probability) {
        for (int k = 0; k < parts.nodeCount(c); k++) {
            int node = parts.node(c, k);
            for (int d = 0; d < graph.outCount(node); d++) {
                int e = graph.firstOut(node) + d;
                if (keep[e] && !covered[e] && doubt(e) > DOUBTFUL) {
                    block(e, probability);
                }
            }
        }
    }

    private double doubt(int e) {
        double belief = messages.belief(e);
        return Math.min(belief, 1 - belief);
    }

    private void block(int seed, double[] probability) {
        for (int most = MOST_NODES; most >= LEAST_NODES; most /= 2) {
            int[] nodes = grow(seed, most);
            Optional<DetectionSums> sums = DetectionSums.of(messages, rule, nodes, within, states);
            if (sums.isPresent()) {
                read(sums.get(), seed, nodes, probability);
            }
            clear(nodes);
            if (sums.isPresent()) {
                return;
            }
        }
    }

    private int[] grow(int seed, int most) {
        int[] nodes = new int[most];
        int count = 0;
        PriorityQueue<Integer> border = new PriorityQueue<>((x, y) -> {
            int byDoubt = Double.compare(doubt(y), doubt(x));
            return byDoubt != 0 ? byDoubt : Integer.compare(x, y);
        });
        inside[graph.source(seed)] = true;
        inside[graph.target(seed)] = true;
        nodes[count++] = graph.source(seed);
        nodes[count++] = graph.target(seed);
        offer(nodes[0], border);
        offer(nodes[1], border);
        while (count < most && !border.isEmpty()) {
            int e = border.poll();
            int node = inside[graph.source(e)] ? graph.target(e) : graph.source(e);
            if (!inside[node]) {
                inside[node] = true;
                nodes[count++] = node;
                offer(node, border);
            }
        }
        int[] part = Arrays.copyOf(nodes, count);
        for (int node : part) {
            for (int k = 0; k < graph.outCount(node); k++) {
                int e = graph.firstOut(node) + k;
                within[e] = keep[e] && inside[graph.target(e)];
            }
        }
        return part;
    }

    private void offer(int node, PriorityQueue<Integer> border) {
        for (int k = 0; k < graph.degree(node); k++) {
            int e = graph.link(node, k);
            if (keep[e] && !inside[graph.otherEnd(e, node)]) {
                border.add(e);
            }
        }
    }

    private void clear(int[] nodes) {
        for (int node : nodes) {
            inside[node] = false;
            for (int k = 0; k < graph.outCount(node); k++) {
                within[graph.firstOut(node) + k] = false;
            }
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

    private void read(DetectionSums sums, int seed, int[] nodes, double[] probability) {
        double[] all = sums.marginals();
        int at = 0;
        for (int e : sums.links()) {
            boolean whole = whole(graph.source(e)) && whole(graph.target(e));
            if (e == seed || !covered[e] && whole) {
                probability[e] = all[at];
                covered[e] = true;
            }
            at++;
        }
    }
}
