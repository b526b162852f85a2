package io.permvi.relaxations.sparse;

import java.io.Serializable;

/**
 * What a node allows of its links: a factor over the binary variables that touch it. Rules are all that distinguishes a
 * matching (at most one link at each node) from an assignment, from nodes with capacities, or from a detection that
 * couples the link into it with those out of it. Stateless, or with tables by node and link that do not change while a
 * propagation runs; safe for many threads.
 */
public interface NodeRule extends Serializable {

    /**
     * Turns what arrives into what is sent: with {@code f} the node's factor and {@code r} the odds that arrive, link k
     * gets {@code sum over its being on / sum over its being off} of {@code f} times the odds of all other links that are
     * on.
     *
     * @param node which
     * @param links the numbers of its links. Not modified.
     * @param odds by link, first those into the node, then those out of it; replaced by the odds that it sends. Modified.
     * @param in the number of links into the node
     * @param count the number of its links
     */
    void send(int node, int[] links, double[] odds, int in, int count);

    /**
     * The logarithm of the node's factor summed over its links with the odds that arrive. Arguments as in send; not
     * modified.
     */
    double logSum(int node, int[] links, double[] odds, int in, int count);

    /** At most one link, with weight one for none: partial matchings. */
    static NodeRule atMostOne() {
        return AtMost.ONE;
    }

    /** At most {@code capacity} links, with weight one for each number of them. */
    static NodeRule atMost(int capacity) {
        return capacity == 1 ? AtMost.ONE : new AtMost(capacity);
    }
}
