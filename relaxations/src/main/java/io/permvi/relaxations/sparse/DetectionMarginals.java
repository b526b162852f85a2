package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * The probability of every link between detections: belief propagation where links form trees, exact sums where parts are
 * small or long and narrow, and exact sums in overlapping blocks, each around a link, where they are neither. Links that
 * are hardly ever on, from none up to one in a hundred, are left to belief propagation where a part is too wide. Immutable.
 */
public final class DetectionMarginals {
    private static final double[] NEGLIGIBLE = {0, 1e-6, 1e-3, 1e-2};
    /** Beyond, a part is cut into blocks at once. */
    private static final int MOST_NODES = 400;

    private final LinkPropagation messages;
    private final DetectionRule rule;
    private final int states;
    private final double[] probability;
    private final boolean[] keep;
    private final SparseMarginals.Method[] methods;

    private DetectionMarginals(LinkPropagation messages, DetectionRule rule, int states) {
        this.messages = messages;
        this.rule = rule;
        this.states = states;
        int links = rule.graph().links();
        probability = new double[links];
        keep = new boolean[links];
        methods = new SparseMarginals.Method[links];
        Arrays.setAll(probability, messages::belief);
        Arrays.fill(keep, true);
        Arrays.fill(methods, SparseMarginals.Method.TREE);
    }

    /**
     * The probabilities by messages that have settled.
     *
     * @param rule of the nodes, by which the messages were sent
     * @param states that a sum may hold at a time; 0 leaves all to belief propagation. A table of twelve by twelve links
     *     has 4096
     */
    public static DetectionMarginals of(LinkPropagation messages, DetectionRule rule, int states, Workers workers) {
        DetectionMarginals marginals = new DetectionMarginals(messages, rule, states);
        marginals.build(workers);
        return marginals;
    }

    private void build(Workers workers) {
        Components parts = messages.components();
        DetectionBlocks blocks = new DetectionBlocks(messages, rule, keep, states);
        for (int level = 0; level < NEGLIGIBLE.length; level++) {
            Components now = parts;
            boolean last = level == NEGLIGIBLE.length - 1;
            double next = last ? 1 : NEGLIGIBLE[level + 1];
            now.forEach(workers, c -> {
                if (!now.isTree(c) && !exact(now, c)) {
                    leave(now, c, next, last, blocks);
                }
            });
            parts = last
                    ? parts
                    : Components.of(rule.graph(), e -> keep[e] && methods[e] == SparseMarginals.Method.BETHE);
        }
    }

    /**
     * Sums a part; false where it is too wide. Links of parts that are done keep their method, so that they are passed
     * over.
     */
    private boolean exact(Components parts, int c) {
        if (states == 0 || parts.nodeCount(c) > MOST_NODES) {
            return false;
        }
        int[] nodes = new int[parts.nodeCount(c)];
        Arrays.setAll(nodes, k -> parts.node(c, k));
        return DetectionSums.of(messages, rule, nodes, keep, states)
                .map(sums -> {
                    int[] links = sums.links();
                    double[] on = sums.marginals();
                    for (int k = 0; k < links.length; k++) {
                        probability[links[k]] = Math.min(1, on[k]);
                    }
                    mark(parts, c, SparseMarginals.Method.EXACT);
                    return true;
                })
                .orElse(false);
    }

    private void mark(Components parts, int c, SparseMarginals.Method method) {
        for (int k = 0; k < parts.nodeCount(c); k++) {
            int node = parts.node(c, k);
            for (int d = 0; d < rule.graph().outCount(node); d++) {
                int e = rule.graph().firstOut(node) + d;
                methods[e] = keep[e] ? method : methods[e];
            }
        }
    }

    /** Leaves improbable links of a part to belief propagation, or sums it in blocks. */
    private void leave(Components parts, int c, double negligible, boolean last, DetectionBlocks blocks) {
        mark(parts, c, last && states > 0 ? SparseMarginals.Method.BLOCKS : SparseMarginals.Method.BETHE);
        if (last) {
            if (states > 0) {
                blocks.sum(parts, c, probability);
            }
            return;
        }
        for (int k = 0; k < parts.nodeCount(c); k++) {
            int node = parts.node(c, k);
            for (int d = 0; d < rule.graph().outCount(node); d++) {
                int e = rule.graph().firstOut(node) + d;
                keep[e] = keep[e] && messages.belief(e) > negligible;
            }
        }
    }

    /** The probability that link {@code e} is on. */
    public double probability(int e) {
        return probability[e];
    }

    /** The probabilities of all links, a fresh array. */
    public double[] probabilities() {
        return probability.clone();
    }

    /** The number of links by how their probability was found; those left to belief propagation in wide parts are BETHE. */
    public Map<SparseMarginals.Method, Integer> links() {
        Map<SparseMarginals.Method, Integer> links = new EnumMap<>(SparseMarginals.Method.class);
        for (SparseMarginals.Method method : methods) {
            links.merge(method, 1, Integer::sum);
        }
        return links;
    }

    /** The mean and the largest distance to what belief propagation alone says, over links of probability .01 to .99. */
    public double[] corrections() {
        double sum = 0;
        double largest = 0;
        int count = 0;
        for (int e = 0; e < probability.length; e++) {
            double change = Math.abs(probability[e] - messages.belief(e));
            boolean doubtful = Math.min(probability[e], 1 - probability[e]) > 0.01;
            sum += doubtful ? change : 0;
            count += doubtful ? 1 : 0;
            largest = Math.max(largest, change);
        }
        return new double[] {count == 0 ? 0 : sum / count, largest};
    }
}
