package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Belief propagation on a graph of links: every node sends each of its links the odds that its rule implies, given what
 * the other ends sent, until nothing changes (Pearl 1988; for matchings Bayati, Shah and Sharma 2008; Huang and Jebara
 * 2009). Exact where a component is a tree. On partial matchings it always converges.
 *
 * <p>A pass that owns its messages and keeps them, so that a run after a small change of the weights is short. Components
 * run in parallel; within one, sweeps go forward and backward over the nodes whose neighbors changed. The result is the
 * same for any number of threads. Cost O(links of changed nodes) a sweep.
 */
public final class LinkPropagation implements Serializable {
    /** Log weights beyond are cut: {@code exp(300)} leaves room for products of messages. */
    public static final double LARGEST_LOG_WEIGHT = 300;

    private static final int FIELDS = 3;
    private static final int SOURCE = 1;
    private static final int TARGET = 2;

    /** Sweeps after which messages go half of the way only, by their logarithms, which ends oscillations. */
    private static final int UNDAMPED = 200;

    /** Every so many sweeps beliefs are compared with those before. */
    private static final int PERIOD = 1000;
    /** How many tolerances beliefs may change in a period at rest. */
    private static final double SLACK = 100;

    private final LinkGraph graph;
    private NodeRule rule;
    private final Components components;
    private final int largestDegree;
    /** By link its weight, what its source sends, what its target sends: side by side, since they are read together. */
    private final double[] state;

    private final boolean[] waiting;
    private final int[] sweepsOf;

    /** Messages of one everywhere, weights of one. */
    public LinkPropagation(LinkGraph graph, NodeRule rule) {
        this(graph, rule, Components.of(graph));
    }

    /**
     * The same where the components are known.
     *
     * @param components of the whole graph
     */
    public LinkPropagation(LinkGraph graph, NodeRule rule, Components components) {
        this.graph = graph;
        this.rule = rule;
        this.components = components;
        largestDegree = graph.largestDegree();
        state = new double[Math.multiplyExact(FIELDS, graph.links())];
        waiting = new boolean[graph.nodes()];
        sweepsOf = new int[components.count()];
        Arrays.fill(state, 1);
    }

    /** A pass with the messages of this one, from where each goes on by itself. */
    public LinkPropagation copy() {
        LinkPropagation copy = new LinkPropagation(graph, rule, components);
        System.arraycopy(state, 0, copy.state, 0, state.length);
        return copy;
    }

    /** The graph. */
    public LinkGraph graph() {
        return graph;
    }

    /** Its components. */
    public Components components() {
        return components;
    }

    /**
     * Takes over the messages of links that another graph of the same nodes has too, so that a run after a change of the
     * candidates is short. Cost O(links times links of a node).
     *
     * @throws IllegalArgumentException when the graphs have different numbers of nodes
     */
    public void continueFrom(LinkPropagation before) {
        if (before.graph.nodes() != graph.nodes()) {
            throw new IllegalArgumentException("messages of a graph with " + before.graph.nodes()
                    + " nodes do not serve one with " + graph.nodes());
        }
        for (int e = 0; e < graph.links(); e++) {
            int node = graph.source(e);
            for (int k = 0; k < before.graph.outCount(node); k++) {
                int old = before.graph.firstOut(node) + k;
                if (before.graph.target(old) == graph.target(e)) {
                    System.arraycopy(before.state, FIELDS * old + SOURCE, state, FIELDS * e + SOURCE, 2);
                }
            }
        }
    }

    /** All messages, a fresh array: by link that of its source, then that of its target. */
    public double[] messages() {
        double[] all = new double[2 * graph.links()];
        for (int e = 0; e < graph.links(); e++) {
            System.arraycopy(state, FIELDS * e + SOURCE, all, 2 * e, 2);
        }
        return all;
    }

    /**
     * Takes messages from where a run is to go on.
     *
     * @param all as they were given. Not modified.
     * @throws IllegalArgumentException when they are not two a link
     */
    public void setMessages(double[] all) {
        if (all.length != 2 * graph.links()) {
            throw new IllegalArgumentException(
                    "messages must be two a link, " + 2 * graph.links() + ", got " + all.length);
        }
        for (int e = 0; e < graph.links(); e++) {
            System.arraycopy(all, 2 * e, state, FIELDS * e + SOURCE, 2);
        }
    }

    /**
     * Puts another rule in the place of the first, with the same messages; weights and rule often change together.
     *
     * @param next for the same graph
     */
    public void setRule(NodeRule next) {
        rule = next;
    }

    /**
     * Runs from the messages of the last run. A component rests when no message changes any more; or, since messages may
     * drift for long where nearly all nodes are matched, so that all rows send more and all columns less, when a thousand
     * sweeps change no belief by more than a hundred tolerances.
     *
     * @param logWeights by link; cut at {@link #LARGEST_LOG_WEIGHT} on both sides. Not modified.
     * @param sweeps at most, in each component
     * @param tolerance change of the odds that arrive at a node, relative to one plus them, up to which it rests
     * @return whether every component settled
     * @throws IllegalArgumentException when a weight is not a number or the lengths differ
     */
    public boolean run(double[] logWeights, int sweeps, double tolerance, Workers workers) {
        if (logWeights.length != graph.links()) {
            throw new IllegalArgumentException(
                    "weights must be as many as links, " + graph.links() + ", got " + logWeights.length);
        }
        for (int e = 0; e < logWeights.length; e++) {
            if (Double.isNaN(logWeights[e])) {
                throw new IllegalArgumentException("log weight of link " + e + " must be a number, got NaN");
            }
            state[FIELDS * e] = Math.exp(Math.max(-LARGEST_LOG_WEIGHT, Math.min(LARGEST_LOG_WEIGHT, logWeights[e])));
        }
        Arrays.fill(waiting, true);
        components.forEach(workers, c -> sweepsOf[c] = settle(c, sweeps, tolerance));
        return converged(sweeps);
    }

    private boolean converged(int sweeps) {
        for (int used : sweepsOf) {
            if (used > sweeps) {
                return false;
            }
        }
        return true;
    }

    private int settle(int c, int sweeps, double tolerance) {
        int count = components.nodeCount(c);
        Buffers buffers = new Buffers(Math.min(largestDegree, components.linkCount(c)));
        double[] beliefs = new double[0];
        for (int sweep = 1; sweep <= sweeps; sweep++) {
            boolean any = false;
            for (int k = 0; k < count; k++) {
                int node = components.node(c, sweep % 2 == 0 ? k : count - 1 - k);
                if (waiting[node]) {
                    waiting[node] = false;
                    any = true;
                    send(node, tolerance, sweep > UNDAMPED, buffers);
                }
            }
            if (!any) {
                return sweep;
            }
            if (sweep % PERIOD == 0) {
                beliefs = sweep == PERIOD ? new double[components.linkCount(c)] : beliefs;
                double change = update(c, beliefs);
                if (sweep > PERIOD && change <= SLACK * tolerance) {
                    return sweep;
                }
            }
        }
        for (int k = 0; k < count; k++) {
            if (waiting[components.node(c, k)]) {
                return sweeps + 1;
            }
        }
        return sweeps;
    }

    /** Puts the beliefs of a component in the place of earlier ones, and returns the largest change. */
    private double update(int c, double[] beliefs) {
        double change = 0;
        int at = 0;
        for (int k = 0; k < components.nodeCount(c); k++) {
            int node = components.node(c, k);
            for (int j = 0; j < graph.inCount(node); j++) {
                double belief = belief(graph.link(node, j));
                change = Math.max(change, Math.abs(belief - beliefs[at]));
                beliefs[at++] = belief;
            }
        }
        return change;
    }

    /** Room for the links of one node. */
    private static final class Buffers {
        private final int[] links;
        private final double[] odds;

        Buffers(int degree) {
            links = new int[degree];
            odds = new double[degree];
        }
    }

    private void send(int node, double tolerance, boolean damped, Buffers at) {
        int in = graph.inCount(node);
        int count = gather(node, at);
        rule.send(node, at.links, at.odds, in, count);
        for (int k = 0; k < count; k++) {
            int e = at.links[k];
            int sent = FIELDS * e + (k < in ? TARGET : SOURCE);
            double before = state[sent];
            double now = damped ? Math.sqrt(before * at.odds[k]) : at.odds[k];
            state[sent] = now;
            double weight = weight(e);
            // what the other end computes from these odds changes by no more than this share
            if (weight * Math.abs(now - before) > tolerance * (1 + weight * now)) {
                waiting[k < in ? graph.source(e) : graph.target(e)] = true;
                waiting[node] |= damped;
            }
        }
    }

    /** Collects the links of a node and the odds that arrive over them. */
    private int gather(int node, Buffers at) {
        int in = graph.inCount(node);
        int count = graph.degree(node);
        for (int k = 0; k < count; k++) {
            int e = graph.link(node, k);
            at.links[k] = e;
            at.odds[k] = weight(e) * state[FIELDS * e + (k < in ? SOURCE : TARGET)];
        }
        return count;
    }

    /** The odds of link {@code e} by the present messages. */
    public double odds(int e) {
        return weight(e) * state[FIELDS * e + SOURCE] * state[FIELDS * e + TARGET];
    }

    /** The probability that link {@code e} is on. */
    public double belief(int e) {
        double odds = odds(e);
        return odds / (1 + odds);
    }

    /** The weight of link {@code e} in the last run. */
    public double weight(int e) {
        return state[FIELDS * e];
    }

    /** What a node is told over link {@code e} by its other end, the weight of the link included. */
    public double arriving(int e, int node) {
        return weight(e) * state[FIELDS * e + (graph.target(e) == node ? SOURCE : TARGET)];
    }

    /** The part of the Bethe log sum that belongs to a node: the logarithm of its rule's sum. */
    public double logNode(int node) {
        Buffers at = new Buffers(graph.degree(node));
        int count = gather(node, at);
        return rule.logSum(node, at.links, at.odds, graph.inCount(node), count);
    }

    /**
     * The Bethe approximation of the logarithm of the sum over all configurations, {@code sum_v log Z_v - sum_e log(1 +
     * odds_e)}: exact in trees; for matchings a lower bound.
     */
    public double logPartition() {
        double sum = 0;
        for (int v = 0; v < graph.nodes(); v++) {
            sum += graph.degree(v) == 0 ? 0 : logNode(v);
        }
        for (int e = 0; e < graph.links(); e++) {
            sum -= Math.log1p(odds(e));
        }
        return sum;
    }
}
