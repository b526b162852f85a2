package io.permvi.relaxations.sparse;

import java.util.Arrays;

/**
 * What a detection in a sequence of frames allows of its links: it is a false alarm without any, or it has one way in (a
 * start or a link) and one way out (an end, a link, or a pair of links where it divides). With weights divided by those of
 * a start and an end, so that both count one, a the odds that arrive over links in and o over links out, its sum is
 *
 * <pre>c + 1 + O + sum_h a_h (1 + O_h),   O_h = sum_j v_hj o_j + sum_jk p_jk o_j o_k</pre>
 *
 * with c the weight of a false alarm, p of pairs, and v a table between the two sides, one without velocities (and for a
 * start). Messages cost O(in + out + pairs), with a table O(in out). Immutable.
 */
public final class DetectionRule implements NodeRule {
    private final LinkGraph graph;
    private final double[] falseAlarm;
    private final int[] pairStarts;
    private final int[] first;
    private final int[] second;
    private final double[] pairOdds;
    private final int[] tableStarts;
    private final float[] table;

    private DetectionRule(
            LinkGraph graph,
            double[] falseAlarm,
            int[] pairStarts,
            int[] first,
            int[] second,
            double[] pairOdds,
            int[] tableStarts,
            float[] table) {
        this.graph = graph;
        this.falseAlarm = falseAlarm;
        this.pairStarts = pairStarts;
        this.first = first;
        this.second = second;
        this.pairOdds = pairOdds;
        this.tableStarts = tableStarts;
        this.table = table;
    }

    /**
     * Without pairs and tables.
     *
     * @param falseAlarm by node, the weight of a false alarm over that of a start and an end; 0 where there are none. Kept.
     */
    public static DetectionRule of(LinkGraph graph, double[] falseAlarm) {
        if (falseAlarm.length != graph.nodes()) {
            throw new IllegalArgumentException(
                    "false alarms need a weight a node, " + graph.nodes() + ", got " + falseAlarm.length);
        }
        return new DetectionRule(
                graph,
                falseAlarm,
                new int[graph.nodes() + 1],
                new int[0],
                new int[0],
                new double[0],
                new int[0],
                new float[0]);
    }

    /**
     * With pairs of links out of a node that may be on together.
     *
     * @param starts where the pairs of each node begin, and the end of the last. Kept.
     * @param one of each pair, a link out of the node. Kept.
     * @param other of each pair. Kept.
     * @param odds by pair, its weight over the product of the weights of both links. Kept.
     */
    public DetectionRule withPairs(int[] starts, int[] one, int[] other, double[] odds) {
        if (starts.length != graph.nodes() + 1 || one.length != odds.length || other.length != odds.length) {
            throw new IllegalArgumentException("pairs need starts for " + graph.nodes()
                    + " nodes and as many links as odds, got " + starts.length + ", " + one.length + " and "
                    + other.length + " for " + odds.length);
        }
        return new DetectionRule(graph, falseAlarm, starts, one, other, odds, tableStarts, table);
    }

    /**
     * With a table between the links in and out of each node.
     *
     * @param starts where the tables begin by node. Kept.
     * @param factors row by row, a row for each link in, a column for each link out. Kept.
     */
    public DetectionRule withTables(int[] starts, float[] factors) {
        if (starts.length != graph.nodes()) {
            throw new IllegalArgumentException(
                    "tables need a start a node, " + graph.nodes() + ", got " + starts.length);
        }
        return new DetectionRule(graph, falseAlarm, pairStarts, first, second, pairOdds, starts, factors);
    }

    /** The graph. */
    public LinkGraph graph() {
        return graph;
    }

    /** The first pair of a node; that of the next node is the end of its pairs. */
    public int firstPair(int node) {
        return pairStarts[node];
    }

    /** One link of a pair. */
    public int pairOne(int pair) {
        return first[pair];
    }

    /** The other link of a pair. */
    public int pairOther(int pair) {
        return second[pair];
    }

    double pairOdds(int pair) {
        return pairOdds[pair];
    }

    double falseAlarm(int node) {
        return falseAlarm[node];
    }

    boolean hasTables() {
        return tableStarts.length > 0;
    }

    /** The factor of the h-th link in and the j-th link out of a node. */
    double between(int node, int h, int j) {
        return hasTables() ? table[tableStarts[node] + h * graph.outCount(node) + j] : 1;
    }

    @Override
    public void send(int node, int[] links, double[] odds, int in, int count) {
        boolean paired = pairStarts[node + 1] > pairStarts[node];
        if (hasTables() && in > 0 && in < count) {
            sendCoupled(node, odds, in, count);
        } else if (paired) {
            sendPaired(node, odds, in, count);
        } else {
            double into = 1 + sum(odds, 0, in);
            double out = 1 + sum(odds, in, count);
            AtMost.send(odds, 0, in, 1 + falseAlarm[node] / out);
            AtMost.send(odds, in, count, 1 + falseAlarm[node] / into);
        }
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += values[k];
        }
        return sum;
    }

    /** By link out, the odds of its partners in pairs. */
    private double[] partners(int node, double[] odds, int in, int count) {
        double[] partners = new double[count - in];
        int firstOut = graph.firstOut(node);
        for (int p = pairStarts[node]; p < pairStarts[node + 1]; p++) {
            int j = first[p] - firstOut;
            int k = second[p] - firstOut;
            partners[j] += pairOdds[p] * odds[in + k];
            partners[k] += pairOdds[p] * odds[in + j];
        }
        return partners;
    }

    private double pairSum(int node, double[] odds, int in) {
        return pairSum(node, odds, in, -1);
    }

    /** The sum over the pairs of a node that do not have a link out. */
    private double pairSum(int node, double[] odds, int in, int without) {
        double sum = 0;
        int shift = in - graph.firstOut(node);
        for (int p = pairStarts[node]; p < pairStarts[node + 1]; p++) {
            if (first[p] != without && second[p] != without) {
                sum += pairOdds[p] * odds[first[p] + shift] * odds[second[p] + shift];
            }
        }
        return sum;
    }

    private void sendPaired(int node, double[] odds, int in, int count) {
        double into = 1 + sum(odds, 0, in);
        double out = 1 + sum(odds, in, count) + pairSum(node, odds, in);
        double alone = falseAlarm[node] / into;
        double[] partners = partners(node, odds, in, count);
        double[] sent = new double[count - in];
        for (int j = 0; j < sent.length; j++) {
            double own = odds[in + j] * (1 + partners[j]);
            double others = own > 0.5 * out
                    ? 1
                            + sum(odds, in, in + j)
                            + sum(odds, in + j + 1, count)
                            + pairSum(node, odds, in, graph.firstOut(node) + j)
                    : out - own;
            sent[j] = (1 + partners[j]) / (alone + others);
        }
        AtMost.send(odds, 0, in, 1 + falseAlarm[node] / out);
        System.arraycopy(sent, 0, odds, in, sent.length);
    }

    private void sendCoupled(int node, double[] odds, int in, int count) {
        double pairSum = pairSum(node, odds, in);
        double[] partners = partners(node, odds, in, count);
        double[] rows = new double[in];
        double[] columns = new double[count - in];
        Arrays.fill(columns, 1);
        for (int h = 0; h < in; h++) {
            rows[h] = 1 + pairSum;
            for (int j = 0; j < columns.length; j++) {
                double factor = between(node, h, j);
                rows[h] += factor * odds[in + j];
                columns[j] += factor * odds[h];
            }
        }
        double into = 1 + sum(odds, 0, in);
        double start = 1 + sum(odds, in, count) + pairSum;
        double[] terms = new double[in];
        Arrays.setAll(terms, h -> odds[h] * rows[h]);
        double none = falseAlarm[node] + start;
        double total = none + sum(terms, 0, in);
        for (int j = 0; j < columns.length; j++) {
            double on = columns[j] + into * partners[j];
            double own = odds[in + j] * on;
            double off = own > 0.5 * total ? withoutOut(node, odds, in, count, j) : total - own;
            columns[j] = on / off;
        }
        for (int h = 0; h < in; h++) {
            double off = terms[h] > 0.5 * total ? none + sum(terms, 0, h) + sum(terms, h + 1, in) : total - terms[h];
            odds[h] = rows[h] / off;
        }
        System.arraycopy(columns, 0, odds, in, columns.length);
    }

    /** The node's sum over all configurations without its j-th link out. */
    private double withoutOut(int node, double[] odds, int in, int count, int without) {
        double pairs = pairSum(node, odds, in, graph.firstOut(node) + without);
        double sum = falseAlarm[node];
        for (int h = -1; h < in; h++) {
            double row = 1 + pairs;
            for (int j = 0; j < count - in; j++) {
                row += j == without ? 0 : odds[in + j] * (h < 0 ? 1 : between(node, h, j));
            }
            sum += row * (h < 0 ? 1 : odds[h]);
        }
        return sum;
    }

    @Override
    public double logSum(int node, int[] links, double[] odds, int in, int count) {
        return Math.log(withoutOut(node, odds, in, count, -1));
    }

    /**
     * What a node is, by the messages that arrive: the probability that it is a false alarm, that it starts and that it
     * ends (being none), and that it divides.
     *
     * @param result false alarm, start, end, division. Modified.
     */
    public void states(LinkPropagation messages, int node, double[] result) {
        int in = graph.inCount(node);
        int count = graph.degree(node);
        double[] odds = new double[count];
        for (int k = 0; k < count; k++) {
            odds[k] = messages.arriving(graph.link(node, k), node);
        }
        double total = withoutOut(node, odds, in, count, -1);
        double pairs = pairSum(node, odds, in);
        double into = 1 + sum(odds, 0, in);
        result[0] = falseAlarm[node] / total;
        result[1] = (1 + sum(odds, in, count) + pairs) / total;
        result[2] = into / total;
        result[3] = into * pairs / total;
    }

    /**
     * The probabilities that a link into a node and one out of it are on together, by the messages that arrive; no
     * pairs.
     */
    public double[][] together(LinkPropagation messages, int node) {
        int in = graph.inCount(node);
        double[][] joint = new double[in][graph.outCount(node)];
        double total = Math.exp(messages.logNode(node));
        for (int h = 0; h < in; h++) {
            for (int j = 0; j < joint[h].length; j++) {
                joint[h][j] = messages.arriving(graph.link(node, h), node)
                        * messages.arriving(graph.firstOut(node) + j, node)
                        * between(node, h, j)
                        / total;
            }
        }
        return joint;
    }

    /** The probability of every pair by the messages that arrive. */
    public double[] pairBeliefs(LinkPropagation messages) {
        double[] belief = new double[pairOdds.length];
        double[] state = new double[4];
        for (int node = 0; node < graph.nodes(); node++) {
            if (pairStarts[node + 1] == pairStarts[node]) {
                continue;
            }
            double all = 0;
            for (int p = pairStarts[node]; p < pairStarts[node + 1]; p++) {
                belief[p] = pairOdds[p] * messages.arriving(first[p], node) * messages.arriving(second[p], node);
                all += belief[p];
            }
            states(messages, node, state);
            for (int p = pairStarts[node]; p < pairStarts[node + 1]; p++) {
                belief[p] *= all > 0 ? state[3] / all : 0;
            }
        }
        return belief;
    }
}
