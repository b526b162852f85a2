package io.permvi.plots;

import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** Pictures of graphs. */
public final class GraphPictures {
    private GraphPictures() {}

    /**
     * Two graphs' adjacency matrices after matching: the first as it stands, the second with its nodes in the order of
     * those they are matched to, so that what agrees lies at the same spot.
     *
     * @param first n by n
     * @param second m by m
     * @param match the node of the second graph for each of the first
     */
    public static Picture matched(DMatrixRMaj first, DMatrixRMaj second, int[] match) {
        return matched("first graph", first, "second graph", second, match);
    }

    /** The same with the names of both graphs. */
    public static Picture matched(
            String firstName, DMatrixRMaj first, String secondName, DMatrixRMaj second, int[] match) {
        if (match.length != first.numRows) {
            throw new IllegalArgumentException(
                    "a matching of " + match.length + " nodes does not fit a graph of " + first.numRows);
        }
        int[] all = MatchingPictures.all(first.numRows);
        return Panels.of(
                "", 2, List.of(adjacency(firstName, first, all), adjacency(secondName + ", matched", second, match)));
    }

    /** An adjacency matrix with its nodes in some order. */
    public static Plot adjacency(String title, DMatrixRMaj adjacency, int[] order) {
        double[] values = Arrays.copyOf(adjacency.data, adjacency.getNumElements());
        double largest = Arrays.stream(values).filter(Double::isFinite).max().orElse(1);
        double smallest = Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
        Shades shades = smallest >= 0
                ? new Shades("weight of the edge", 0, largest > 0 ? largest : 1, false)
                : Shades.of("weight of the edge", values);
        return MatchingPictures.matrix(title, adjacency, order, order, shades)
                .withAxes(
                        Axis.numbered("node", order.length),
                        Axis.numbered("node", order.length).reverse());
    }
}
