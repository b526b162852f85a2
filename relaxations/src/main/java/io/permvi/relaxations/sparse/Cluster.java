package io.permvi.relaxations.sparse;

import java.util.Arrays;

/**
 * A connected part of a problem as a problem of its own. Where links to the rest are left out, what they send by belief
 * propagation stays as a field at each node: the weight of its being alone is one plus what arrives over them. The side
 * with more nodes becomes the rows, so that sums run over sets of the smaller one.
 *
 * @param scores of the part, lowered by the logarithms of the fields at both ends
 * @param pairs for each pair of the part, its number in the whole
 * @param nodes for each row, then for each column of the part, its node in the whole
 * @param logField the sum of the logarithms of the fields, by which the log sum of the part is lowered
 */
record Cluster(SparseScores scores, int[] pairs, int[] nodes, double logField) {

    /**
     * The part of component {@code c} of the kept links.
     *
     * @param local room by node, for numbers within a part; parts in work at the same time do not overlap. Modified.
     */
    static Cluster of(
            SparseScores whole, Components kept, int c, boolean[] keep, LinkPropagation messages, int[] local) {
        int[] nodes = new int[kept.nodeCount(c)];
        Arrays.setAll(nodes, k -> kept.node(c, k));
        int rowNodes =
                (int) Arrays.stream(nodes).filter(node -> node < whole.rows()).count();
        int count = kept.linkCount(c);
        boolean flip = rowNodes < nodes.length - rowNodes;
        int rows = flip ? nodes.length - rowNodes : rowNodes;
        int[] members = new int[nodes.length];
        int row = 0;
        int column = rows;
        for (int node : nodes) {
            boolean asRow = node < whole.rows() != flip;
            local[node] = asRow ? row : column - rows;
            members[asRow ? row++ : column++] = node;
        }
        LinkGraph graph = whole.graph();
        int[] rowOf = new int[count];
        int[] columnOf = new int[count];
        int[] pairs = new int[count];
        double[] values = new double[count];
        double[] field = new double[members.length];
        int at = 0;
        for (int k = 0; k < members.length; k++) {
            int node = members[k];
            double alone = 1;
            for (int d = 0; d < graph.degree(node); d++) {
                int e = graph.link(node, d);
                if (!keep[e]) {
                    alone += messages.arriving(e, node);
                } else if (k < rows) {
                    rowOf[at] = local[node];
                    columnOf[at] = local[graph.otherEnd(e, node)];
                    pairs[at++] = e;
                }
            }
            field[k] = Math.log(alone);
        }
        for (int e = 0; e < count; e++) {
            values[e] = whole.value(pairs[e]) - field[rowOf[e]] - field[rows + columnOf[e]];
        }
        int columns = members.length - rows;
        int[] order = SparseScores.order(rows, columns, rowOf, columnOf);
        return new Cluster(
                SparseScores.ofPairs(rows, columns, rowOf, columnOf, values),
                Arrays.stream(order).map(e -> pairs[e]).toArray(),
                members,
                Arrays.stream(field).sum());
    }

    /** The Bethe log sum of the part by the messages of the whole, its fields included. */
    double bethe(LinkPropagation messages) {
        return Arrays.stream(nodes).mapToDouble(messages::logNode).sum()
                - Arrays.stream(pairs)
                        .mapToDouble(e -> Math.log1p(messages.odds(e)))
                        .sum();
    }
}
