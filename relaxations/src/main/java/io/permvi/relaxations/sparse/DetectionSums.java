package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.Optional;

/**
 * Exact sums over a small part of a graph of detections: nodes are taken in the order of time, and a table holds a number
 * for each state of those nodes that are open, that is targets of nodes taken which are to be taken themselves. A state
 * says which of them have a link into them already (and which one, where a node has a table). What links to the rest of
 * the graph send by belief propagation is summed into each node's factor. Time and memory O(nodes states choices).
 */
final class DetectionSums {
    private static final int MOST_IN = 15;

    private final LinkPropagation messages;
    private final LinkGraph graph;
    private final DetectionRule rule;
    private final int[] order;
    private final boolean[] within;
    private final int bits;
    private final int[] slot;
    private final Choices[] choices;
    private final StateTable[] forward;
    private final double[] scale;

    /** What a node may do with its links within the part, and the weight of each for every state of the links into it. */
    private record Choices(int[] one, int[] other, double[][] weight) {}

    private DetectionSums(LinkPropagation messages, DetectionRule rule, int[] nodes, boolean[] within) {
        this.messages = messages;
        this.rule = rule;
        this.within = within;
        graph = rule.graph();
        order = nodes.clone();
        Arrays.sort(order);
        bits = rule.hasTables() ? 4 : 1;
        slot = new int[order.length];
        choices = new Choices[order.length];
        forward = new StateTable[order.length + 1];
        scale = new double[order.length];
    }

    /**
     * The sums, where no step has more states than allowed.
     *
     * @param nodes of the part, numbered in the order of time. Not modified.
     * @param within by link, whether it is summed; both ends of these are nodes of the part. Kept, not modified.
     * @param states at most
     */
    static Optional<DetectionSums> of(
            LinkPropagation messages, DetectionRule rule, int[] nodes, boolean[] within, int states) {
        DetectionSums sums = new DetectionSums(messages, rule, nodes, within);
        return sums.place() && sums.run(states) ? Optional.of(sums) : Optional.empty();
    }

    private int index(int node) {
        return Arrays.binarySearch(order, node);
    }

    /** Gives every open node a place in the state; false where there are more than places. */
    private boolean place() {
        boolean[] used = new boolean[63 / bits];
        Arrays.fill(slot, -1);
        for (int t = 0; t < order.length; t++) {
            int node = order[t];
            if (slot[t] >= 0) {
                used[slot[t]] = false;
            }
            for (int k = 0; k < graph.outCount(node); k++) {
                int e = graph.firstOut(node) + k;
                if (within[e] && slot[index(graph.target(e))] < 0) {
                    int free = 0;
                    while (free < used.length && used[free]) {
                        free++;
                    }
                    if (free == used.length || bits > 1 && graph.inCount(graph.target(e)) >= MOST_IN) {
                        return false;
                    }
                    used[free] = true;
                    slot[index(graph.target(e))] = free;
                }
            }
        }
        return true;
    }

    private boolean run(int states) {
        forward[0] = new StateTable();
        forward[0].add(0, 1);
        for (int t = 0; t < order.length; t++) {
            choices[t] = choices(order[t]);
            StateTable next = new StateTable();
            for (int place = 0; place < forward[t].places(); place++) {
                if (forward[t].key(place) >= 0) {
                    step(t, forward[t].key(place), forward[t].sum(place), next);
                }
            }
            forward[t + 1] = next;
            scale[t] = next.scale();
            if (next.size() > states || !(scale[t] > 0 && scale[t] < Double.POSITIVE_INFINITY)) {
                return false;
            }
        }
        return true;
    }

    private void step(int t, long state, double sum, StateTable next) {
        int into = taken(state, t);
        long rest = slot[t] < 0 ? state : state & ~(mask() << slot[t] * bits);
        Choices of = choices[t];
        for (int c = 0; c < of.one.length; c++) {
            long after = take(take(rest, of.one[c]), of.other[c]);
            if (after >= 0) {
                next.add(after, sum * of.weight[Math.min(into, of.weight.length - 1)][c]);
            }
        }
    }

    private long mask() {
        return (1L << bits) - 1;
    }

    private int taken(long state, int t) {
        return slot[t] < 0 ? 0 : (int) (state >>> slot[t] * bits & mask());
    }

    /** The state with link {@code e} on as well; -1 where its target has another. */
    private long take(long state, int e) {
        if (e < 0 || state < 0) {
            return state;
        }
        int t = index(graph.target(e));
        return taken(state, t) != 0 ? -1 : state | (bits == 1 ? 1 : 1L + inPlace(e)) << slot[t] * bits;
    }

    private int inPlace(int e) {
        int node = graph.target(e);
        int k = 0;
        while (graph.link(node, k) != e) {
            k++;
        }
        return k;
    }

    private Choices choices(int node) {
        int firstOut = graph.firstOut(node);
        int[] one = new int[1 + graph.outCount(node) + rule.firstPair(node + 1) - rule.firstPair(node)];
        int[] other = new int[one.length];
        Arrays.fill(one, -1);
        Arrays.fill(other, -1);
        int count = 1;
        for (int e = firstOut; e < firstOut + graph.outCount(node); e++) {
            if (within[e]) {
                one[count++] = e;
            }
        }
        for (int p = rule.firstPair(node); p < rule.firstPair(node + 1); p++) {
            if (within[rule.pairOne(p)] && within[rule.pairOther(p)]) {
                one[count] = rule.pairOne(p);
                other[count++] = rule.pairOther(p);
            }
        }
        double[][] weight = new double[bits == 1 ? 2 : 1 + graph.inCount(node)][count];
        for (int c = 0; c < count; c++) {
            double links = (one[c] < 0 ? 1 : messages.weight(one[c])) * (other[c] < 0 ? 1 : messages.weight(other[c]));
            weight[0][c] = links * start(node, one[c], other[c]);
            for (int h = 1; h < weight.length; h++) {
                weight[h][c] = links * out(node, h - 1, one[c], other[c]);
            }
        }
        return new Choices(Arrays.copyOf(one, count), Arrays.copyOf(other, count), weight);
    }

    /** The factor of a node without a link into it from the part. */
    private double start(int node, int one, int other) {
        double sum = out(node, -1, one, other) + (one < 0 ? rule.falseAlarm(node) : 0);
        for (int h = 0; h < graph.inCount(node); h++) {
            int e = graph.link(node, h);
            sum += within[e] ? 0 : messages.arriving(e, node) * out(node, h, one, other);
        }
        return sum;
    }

    /** The factor of the way out, where links out of the part are summed; h is the link in, -1 for a start. */
    private double out(int node, int h, int one, int other) {
        if (other >= 0) {
            return pairOdds(node, one, other);
        }
        int firstOut = graph.firstOut(node);
        double sum = one < 0 ? 1 : between(node, h, one);
        for (int e = firstOut; e < firstOut + graph.outCount(node); e++) {
            sum += one >= 0 || within[e] ? 0 : messages.arriving(e, node) * between(node, h, e);
        }
        for (int p = rule.firstPair(node); p < rule.firstPair(node + 1); p++) {
            int a = rule.pairOne(p);
            int b = rule.pairOther(p);
            if (a != one && b != one) {
                sum += one >= 0 || within[a] || within[b]
                        ? 0
                        : rule.pairOdds(p) * messages.arriving(a, node) * messages.arriving(b, node);
            } else {
                int outside = a == one ? b : a;
                sum += within[outside] ? 0 : rule.pairOdds(p) * messages.arriving(outside, node);
            }
        }
        return sum;
    }

    private double between(int node, int h, int e) {
        return h < 0 ? 1 : rule.between(node, h, e - graph.firstOut(node));
    }

    private double pairOdds(int node, int one, int other) {
        for (int p = rule.firstPair(node); p < rule.firstPair(node + 1); p++) {
            if (rule.pairOne(p) == one && rule.pairOther(p) == other) {
                return rule.pairOdds(p);
            }
        }
        throw new IllegalStateException("node " + node + " has no pair of links " + one + " and " + other);
    }

    /** The links within, in the order of their sources. */
    int[] links() {
        int[] links = new int[0];
        for (Choices of : choices) {
            int old = links.length;
            int more = 0;
            while (more + 1 < of.one.length && of.other[more + 1] < 0) {
                more++;
            }
            links = Arrays.copyOf(links, old + more);
            System.arraycopy(of.one, 1, links, old, more);
        }
        return links;
    }

    /** The probabilities of the links within, in the same order. */
    double[] marginals() {
        double[][] on = new double[order.length][];
        StateTable backward = new StateTable();
        backward.add(0, 1);
        for (int t = order.length - 1; t >= 0; t--) {
            on[t] = new double[choices[t].one.length];
            StateTable before = new StateTable();
            for (int place = 0; place < forward[t].places(); place++) {
                if (forward[t].key(place) >= 0) {
                    back(t, forward[t].key(place), forward[t].sum(place), backward, before, on[t]);
                }
            }
            backward = before;
        }
        int[] links = links();
        double[] marginal = new double[links.length];
        int firstOf = 0;
        for (int t = 0; t < order.length; t++) {
            int singles = 0;
            for (int c = 1; c < on[t].length; c++) {
                singles += choices[t].other[c] < 0 ? 1 : 0;
            }
            for (int c = 1; c < on[t].length; c++) {
                for (int k = 0; k < singles; k++) {
                    int e = choices[t].one[1 + k];
                    marginal[firstOf + k] += e == choices[t].one[c] || e == choices[t].other[c] ? on[t][c] : 0;
                }
            }
            firstOf += singles;
        }
        return marginal;
    }

    private void back(int t, long state, double sum, StateTable backward, StateTable before, double[] on) {
        int into = taken(state, t);
        long rest = slot[t] < 0 ? state : state & ~(mask() << slot[t] * bits);
        Choices of = choices[t];
        double total = 0;
        for (int c = 0; c < of.one.length; c++) {
            long after = take(take(rest, of.one[c]), of.other[c]);
            if (after < 0) {
                continue;
            }
            double term = of.weight[Math.min(into, of.weight.length - 1)][c] * backward.get(after) / scale[t];
            total += term;
            on[c] += sum * term;
        }
        before.add(state, total);
    }
}
