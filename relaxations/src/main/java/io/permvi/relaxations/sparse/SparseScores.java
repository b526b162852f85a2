package io.permvi.relaxations.sparse;

import java.util.Arrays;

/**
 * Scores of some of the pairs of m rows and n columns: a matching is a set of these pairs in which no row and no column
 * occurs twice, and has as its score the sum of theirs. Pairs that are not listed cannot be matched; rows and columns may
 * stay alone, which scores 0. Packed row by row; memory O(m + n + pairs). Immutable.
 *
 * <p>As a graph of links, row i is node i and column j is node m + j.
 */
public final class SparseScores {
    private final int rows;
    private final LinkGraph graph;
    private final double[] values;

    private SparseScores(int rows, LinkGraph graph, double[] values) {
        this.rows = rows;
        this.graph = graph;
        this.values = values;
    }

    /**
     * Scores of listed pairs, in any order; O(m + n + pairs) but for sorting within rows.
     *
     * @param row of each pair. Not modified.
     * @param column of each pair. Not modified.
     * @param values of each pair, finite. Not modified.
     * @throws IllegalArgumentException when lengths differ, a row or column is out of range, a pair is listed twice or a
     *     score is not finite
     */
    public static SparseScores ofPairs(int rows, int columns, int[] row, int[] column, double[] values) {
        requireSize(rows, columns);
        int[] order = order(rows, columns, row, column);
        int[] source = new int[order.length];
        int[] target = new int[order.length];
        double[] packed = new double[order.length];
        for (int e = 0; e < order.length; e++) {
            source[e] = row[order[e]];
            target[e] = rows + column[order[e]];
            packed[e] = values[order[e]];
            if (e > 0 && source[e] == source[e - 1] && target[e] == target[e - 1]) {
                throw new IllegalArgumentException(
                        "pair (" + source[e] + ", " + (target[e] - rows) + ") is listed twice");
            }
        }
        return new SparseScores(rows, LinkGraph.of(rows + columns, source, target), finite(packed));
    }

    /**
     * The order of pairs by row, then by column: what packs lists that belong to the pairs as the scores are packed.
     *
     * @throws IllegalArgumentException when lengths differ or a row or column is out of range
     */
    public static int[] order(int rows, int columns, int[] row, int[] column) {
        if (row.length != column.length) {
            throw new IllegalArgumentException(
                    "pairs need a row and a column each, got " + row.length + " and " + column.length);
        }
        int[] byColumn = sorted(columns, column, null, "column");
        return sorted(rows, row, byColumn, "row");
    }

    /** A stable counting sort by key of the given order, or of 0, 1, ... */
    private static int[] sorted(int keys, int[] key, int[] order, String what) {
        int[] next = new int[keys + 1];
        for (int k : key) {
            if (k < 0 || k >= keys) {
                throw new IllegalArgumentException(what + " must be in 0.." + (keys - 1) + ", got " + k);
            }
            next[k + 1]++;
        }
        for (int k = 0; k < keys; k++) {
            next[k + 1] += next[k];
        }
        int[] result = new int[key.length];
        for (int at = 0; at < key.length; at++) {
            int e = order == null ? at : order[at];
            result[next[key[e]]++] = e;
        }
        return result;
    }

    /**
     * The same pairs with other scores.
     *
     * @param values packed as these; copied
     */
    public SparseScores withValues(double[] values) {
        if (values.length != pairs()) {
            throw new IllegalArgumentException(
                    "scores must be as many as pairs, " + pairs() + ", got " + values.length);
        }
        return new SparseScores(rows, graph, finite(values.clone()));
    }

    private static void requireSize(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "scores need at least one row and column, got " + rows + " x " + columns);
        }
    }

    private static double[] finite(double[] values) {
        for (int e = 0; e < values.length; e++) {
            if (!Double.isFinite(values[e])) {
                throw new IllegalArgumentException("score of pair " + e + " must be finite, got " + values[e]);
            }
        }
        return values;
    }

    /** The number of rows, m. */
    public int rows() {
        return rows;
    }

    /** The number of columns, n. */
    public int columns() {
        return graph.nodes() - rows;
    }

    /** The number of listed pairs. */
    public int pairs() {
        return values.length;
    }

    /** The row of pair {@code e}. */
    public int row(int e) {
        return graph.source(e);
    }

    /** The column of pair {@code e}. */
    public int column(int e) {
        return graph.target(e) - rows;
    }

    /** The score of pair {@code e}. */
    public double value(int e) {
        return values[e];
    }

    /** The largest score; negative infinity without pairs. */
    public double largest() {
        return Arrays.stream(values).max().orElse(Double.NEGATIVE_INFINITY);
    }

    /** All scores as packed, a fresh array. */
    public double[] values() {
        return values.clone();
    }

    /** The first pair of row {@code i}; those of row i end where those of row i + 1 start. */
    public int rowStart(int i) {
        return i == rows ? pairs() : graph.firstOut(i);
    }

    /** The number of the pair (row, column), or -1 where it is not listed; O(log of the row's pairs). */
    public int pair(int row, int column) {
        int low = rowStart(row);
        int high = rowStart(row + 1) - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int found = column(middle);
            if (found == column) {
                return middle;
            }
            if (found < column) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -1;
    }

    /** The pairs as links from rows to columns. */
    public LinkGraph graph() {
        return graph;
    }

    /** The sum of the scores of a matching given by the pair of each row, -1 for none. */
    public double total(int[] pairOfRow) {
        double sum = 0;
        for (int e : pairOfRow) {
            sum += e < 0 ? 0 : values[e];
        }
        return sum;
    }

    @Override
    public String toString() {
        return pairs() + " scored pairs of " + rows + " x " + columns();
    }
}
