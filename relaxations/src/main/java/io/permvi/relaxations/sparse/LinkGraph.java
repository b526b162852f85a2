package io.permvi.relaxations.sparse;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Nodes and directed links between them. Each link is a binary variable that two nodes share: its source, which sees it
 * as a link out, and its target, which sees it as a link in. A bipartite matching has rows as sources and columns as
 * targets; a chain of detections over time has links both into and out of a node. Immutable; links are numbered by
 * source.
 */
public final class LinkGraph implements Serializable {
    private final int nodes;
    private final int[] source;
    private final int[] target;
    private final int[] outStarts;
    private final int[] inStarts;
    private final int[] inLinks;

    private LinkGraph(int nodes, int[] source, int[] target) {
        this.nodes = nodes;
        this.source = source;
        this.target = target;
        outStarts = starts(nodes, source);
        inStarts = starts(nodes, target);
        inLinks = new int[target.length];
        int[] next = Arrays.copyOf(inStarts, nodes);
        for (int e = 0; e < target.length; e++) {
            inLinks[next[target[e]]++] = e;
        }
    }

    /**
     * A graph of links in the order of their sources. Cost O(nodes + links).
     *
     * @param nodes how many
     * @param source of each link, not decreasing; copied
     * @param target of each link; copied
     * @throws IllegalArgumentException when lengths differ, an end is no node, or the sources are not in order
     */
    public static LinkGraph of(int nodes, int[] source, int[] target) {
        if (source.length != target.length) {
            throw new IllegalArgumentException(
                    "links need a source and a target each, got " + source.length + " and " + target.length);
        }
        for (int e = 0; e < source.length; e++) {
            if (source[e] < 0 || source[e] >= nodes || target[e] < 0 || target[e] >= nodes) {
                throw new IllegalArgumentException("link " + e + " must join nodes 0.." + (nodes - 1) + ", got "
                        + source[e] + " and " + target[e]);
            }
            if (e > 0 && source[e] < source[e - 1]) {
                throw new IllegalArgumentException("links must be in the order of their sources, but link " + e
                        + " starts at " + source[e] + " after " + source[e - 1]);
            }
        }
        return new LinkGraph(nodes, source.clone(), target.clone());
    }

    private static int[] starts(int nodes, int[] ends) {
        int[] starts = new int[nodes + 1];
        for (int end : ends) {
            starts[end + 1]++;
        }
        for (int v = 0; v < nodes; v++) {
            starts[v + 1] += starts[v];
        }
        return starts;
    }

    /** The number of nodes. */
    public int nodes() {
        return nodes;
    }

    /** The number of links. */
    public int links() {
        return source.length;
    }

    /** Where link {@code e} starts. */
    public int source(int e) {
        return source[e];
    }

    /** Where link {@code e} ends. */
    public int target(int e) {
        return target[e];
    }

    /** The end of link {@code e} that is not {@code node}. */
    public int otherEnd(int e, int node) {
        return source[e] == node ? target[e] : source[e];
    }

    /** The number of links into a node. */
    public int inCount(int node) {
        return inStarts[node + 1] - inStarts[node];
    }

    /** The number of links out of a node. */
    public int outCount(int node) {
        return outStarts[node + 1] - outStarts[node];
    }

    /** The number of links at a node. */
    public int degree(int node) {
        return inCount(node) + outCount(node);
    }

    /** The k-th link at a node: first those into it, then those out of it. */
    public int link(int node, int k) {
        int in = inCount(node);
        return k < in ? inLinks[inStarts[node] + k] : outStarts[node] + k - in;
    }

    /** The first link out of a node; the others follow it. */
    public int firstOut(int node) {
        return outStarts[node];
    }

    /** The largest number of links at a node. */
    public int largestDegree() {
        int largest = 0;
        for (int v = 0; v < nodes; v++) {
            largest = Math.max(largest, degree(v));
        }
        return largest;
    }

    @Override
    public String toString() {
        return links() + " links between " + nodes + " nodes";
    }
}
