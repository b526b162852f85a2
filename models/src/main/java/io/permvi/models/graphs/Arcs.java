package io.permvi.models.graphs;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ejml.data.DMatrixRMaj;

/**
 * The arcs of a network, or from one set of nodes to another, by the size of their weights: class 0 is no arc, then come 1,
 * 2 to 3, 4 to 7, 8 to 15, and 16 or more (weights below 1 count as 1). Immutable.
 */
public final class Arcs {
    /** The number of classes of weights, no arc among them. */
    public static final int CLASSES = 6;

    private final int rows;
    private final int columns;
    private final boolean within;
    private final byte[] classes;
    private final Lists out;
    private final Lists in;
    private final boolean symmetric;

    /** The neighbors of each node, with itself left out, one after the other. */
    record Lists(int[] start, int[] node, byte[] size) {}

    private Arcs(int rows, int columns, boolean within, byte[] classes) {
        this.rows = rows;
        this.columns = columns;
        this.within = within;
        this.classes = classes;
        out = lists(rows, columns, columns, 1);
        in = lists(columns, rows, 1, columns);
        symmetric = rows == columns
                && Arrays.equals(out.start, in.start)
                && Arrays.equals(out.node, in.node)
                && Arrays.equals(out.size, in.size);
    }

    /** Gets arcs. */
    @FunctionalInterface
    public interface Sink {
        /** An arc; of several between the same nodes the weights are summed. */
        void add(int from, int to, double weight);
    }

    /** Gives arcs. */
    @FunctionalInterface
    public interface Source {
        /** Adds all arcs. */
        void addTo(Sink sink);
    }

    /**
     * The arcs of a network of {@code n} nodes; those from a node to itself are no neighbors.
     *
     * @throws IllegalArgumentException when a node is out of range, or a weight negative or not finite
     */
    public static Arcs within(int n, Source source) {
        return of(n, n, true, source);
    }

    /**
     * The arcs from {@code rows} nodes to {@code columns} other nodes.
     *
     * @throws IllegalArgumentException when a node is out of range, or a weight negative or not finite
     */
    public static Arcs between(int rows, int columns, Source source) {
        return of(rows, columns, false, source);
    }

    private static Arcs of(int rows, int columns, boolean within, Source source) {
        byte[] classes = new byte[Math.multiplyExact(rows, columns)];
        Map<Integer, Double> weights = new HashMap<>();
        source.addTo((from, to, weight) -> {
            if (from < 0 || from >= rows || to < 0 || to >= columns) {
                throw new IllegalArgumentException(
                        "arc " + from + " to " + to + " is outside of " + rows + " x " + columns + " nodes");
            }
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the weight of arc " + from + " to " + to + " must be 0 or more and finite, got " + weight);
            }
            weights.merge(from * columns + to, weight, Double::sum);
        });
        weights.forEach((e, weight) -> classes[e] = sizeClass(weight));
        return new Arcs(rows, columns, within, classes);
    }

    private static byte sizeClass(double weight) {
        return weight == 0 ? 0 : (byte) Math.min(CLASSES - 1, 1 + Math.max(0, Math.getExponent(weight)));
    }

    private Lists lists(int count, int others, int step, int otherStep) {
        int[] start = new int[count + 1];
        for (int u = 0; u < count; u++) {
            start[u + 1] = start[u];
            for (int v = 0; v < others; v++) {
                start[u + 1] += listed(u, v, u * step + v * otherStep) ? 1 : 0;
            }
        }
        int[] node = new int[start[count]];
        byte[] size = new byte[start[count]];
        int next = 0;
        for (int u = 0; u < count; u++) {
            for (int v = 0; v < others; v++) {
                int entry = u * step + v * otherStep;
                if (listed(u, v, entry)) {
                    node[next] = v;
                    size[next++] = classes[entry];
                }
            }
        }
        return new Lists(start, node, size);
    }

    /** Between two different sets equal numbers are different nodes. */
    private boolean listed(int u, int v, int entry) {
        return classes[entry] != 0 && (u != v || !within);
    }

    /** The number of nodes from which arcs go. */
    public int rows() {
        return rows;
    }

    /** The number of nodes to which arcs go. */
    public int columns() {
        return columns;
    }

    /** The class of the weight from one node to another. */
    public int sizeClass(int from, int to) {
        return classes[from * columns + to];
    }

    /** The class of every pair of nodes, rows by columns. */
    public DMatrixRMaj classes() {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, e -> classes[e]);
        return matrix;
    }

    /** How many ordered pairs of nodes have each class. */
    public double[] counts() {
        double[] counts = new double[CLASSES];
        for (byte c : classes) {
            counts[c]++;
        }
        return counts;
    }

    /** Whether each arc has one of the same class in the other direction. */
    public boolean symmetric() {
        return symmetric;
    }

    /** The largest number of neighbors, in or out. */
    int largestDegree() {
        int largest = 0;
        for (Lists lists : new Lists[] {out, in}) {
            for (int u = 0; u + 1 < lists.start.length; u++) {
                largest = Math.max(largest, lists.start[u + 1] - lists.start[u]);
            }
        }
        return largest;
    }

    Lists out() {
        return out;
    }

    Lists in() {
        return in;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arcs that
                && rows == that.rows
                && columns == that.columns
                && within == that.within
                && Arrays.equals(classes, that.classes);
    }

    @Override
    public int hashCode() {
        return 31 * rows + Arrays.hashCode(classes);
    }

    @Override
    public String toString() {
        return out.node.length + " arcs from " + rows + " to " + columns + " nodes";
    }
}
