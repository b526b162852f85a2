package io.permvi.relaxations.sparse;

import java.util.random.RandomGenerator;

/**
 * Draws of partial matchings node by node, each choosing among its links to nodes that are still free with the odds that
 * belief propagation sent: exact where a component is a tree, elsewhere a proposal whose probability is known, for
 * importance weights. Cost O(links) a draw.
 */
final class SequentialDraws {
    private final Components components;
    private final LinkPropagation messages;

    /** @param components of the links that may be drawn; others are off */
    SequentialDraws(Components components, LinkPropagation messages) {
        this.components = components;
        this.messages = messages;
    }

    /**
     * Draws in one component.
     *
     * @param keep which links may be on. Not modified.
     * @param linkOfNode receives the link that is on at each node of the component, or -1. Modified.
     * @param visited room by node; those of the component are overwritten. Modified.
     * @return the logarithm of the probability of the draw
     */
    double draw(int c, boolean[] keep, RandomGenerator random, int[] linkOfNode, boolean[] visited) {
        int count = components.nodeCount(c);
        for (int k = 0; k < count; k++) {
            linkOfNode[components.node(c, k)] = -1;
            visited[components.node(c, k)] = false;
        }
        double logDensity = 0;
        for (int k = 0; k < count; k++) {
            int node = components.node(c, k);
            if (linkOfNode[node] < 0) {
                logDensity += choose(node, keep, random, linkOfNode, visited);
            }
            visited[node] = true;
        }
        return logDensity;
    }

    private double choose(int node, boolean[] keep, RandomGenerator random, int[] linkOfNode, boolean[] visited) {
        LinkGraph graph = messages.graph();
        double free = 0;
        double off = 0;
        for (int k = 0; k < graph.degree(node); k++) {
            int e = graph.link(node, k);
            int other = graph.otherEnd(e, node);
            if (!keep[e]) {
                off += messages.arriving(e, node);
            } else if (!visited[other] && linkOfNode[other] < 0) {
                free += messages.arriving(e, node);
            }
        }
        double u = random.nextDouble() * (1 + off + free) - (1 + off);
        if (u < 0) {
            return -Math.log1p(free / (1 + off));
        }
        double total = 1 + off + free;
        int last = -1;
        for (int k = 0; k < graph.degree(node) && u >= 0; k++) {
            int e = graph.link(node, k);
            int other = graph.otherEnd(e, node);
            if (keep[e] && !visited[other] && linkOfNode[other] < 0) {
                u -= messages.arriving(e, node);
                last = e;
            }
        }
        linkOfNode[node] = last;
        linkOfNode[graph.otherEnd(last, node)] = last;
        return Math.log(messages.arriving(last, node) / total);
    }
}
