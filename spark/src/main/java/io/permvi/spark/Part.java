package io.permvi.spark;

import io.permvi.applications.link.LinkLaw;
import io.permvi.applications.link.LinkPart;
import io.permvi.applications.link.LinkSums;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.NodeRule;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseMarginals.Method;
import io.permvi.relaxations.sparse.SparseScores;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The pairs of some components, after an expectation. Immutable: the next expectation is another part, so that one that is
 * lost with its machine is made again, bit by bit the same.
 *
 * @param a by pair, the record of the first file, ascending
 * @param b by pair, the record of the second file, ascending where that of the first is the same
 * @param pairs with their messages
 * @param sums of the last expectation
 */
record Part(long[] a, long[] b, LinkPart pairs, LinkSums sums) implements Serializable {

    /**
     * A part as it is before the first expectation.
     *
     * @param sorted a, b and levels, in order
     * @param levelCounts by comparison, how many levels it has
     */
    static Part of(Iterator<Row> sorted, int[] levelCounts) {
        List<Row> rows = new ArrayList<>();
        sorted.forEachRemaining(rows::add);
        long[] a = rows.stream().mapToLong(row -> row.getLong(0)).toArray();
        long[] b = rows.stream().mapToLong(row -> row.getLong(1)).toArray();
        List<byte[]> levels = new ArrayList<>();
        for (int f = 0; f < levelCounts.length; f++) {
            byte[] level = new byte[a.length];
            for (int e = 0; e < level.length; e++) {
                level[e] = rows.get(e).<byte[]>getAs(2)[f];
            }
            levels.add(level);
        }
        double[] none = new double[a.length];
        LinkPropagation messages = new LinkPropagation(scores(a, b, none).graph(), NodeRule.atMostOne());
        return new Part(a, b, new LinkPart(messages, levels, levelCounts, none), new LinkSums(new double[0][], 0));
    }

    private static SparseScores scores(long[] a, long[] b, double[] values) {
        long[] rows = Arrays.stream(a).distinct().toArray();
        long[] columns = Arrays.stream(b).sorted().distinct().toArray();
        return SparseScores.ofPairs(rows.length, columns.length, places(a, rows), places(b, columns), values);
    }

    private static int[] places(long[] records, long[] sorted) {
        return Arrays.stream(records)
                .mapToInt(record -> Arrays.binarySearch(sorted, record))
                .toArray();
    }

    /** The part after an expectation by a law. */
    Part expect(LinkLaw law) {
        LinkPart next = pairs.copy();
        next.weigh(law);
        try (Workers workers = new Workers(1)) {
            return new Part(a, b, next, next.expect(workers));
        }
    }

    /** The posterior by a law. */
    Solved solve(LinkLaw law, SparkLinkSettings settings) {
        LinkPart last = pairs.copy();
        last.weigh(law);
        try (Workers workers = new Workers(1)) {
            SparseScores scores = scores(a, b, last.weights());
            SparseMarginals found = settings.posterior().solve(scores, last.messages(), settings.seed(), workers);
            return new Solved(
                    a,
                    b,
                    found.probabilities(),
                    found.links(),
                    found.largestCorrection(),
                    found.largestStandardError(),
                    found.converged());
        }
    }

    /**
     * A part with its posterior.
     *
     * @param probability by pair
     * @param methods how many pairs were summed how
     * @param correction the most by which belief propagation alone was off
     * @param standardError of what was drawn
     * @param settled whether belief propagation settled everywhere
     */
    record Solved(
            long[] a,
            long[] b,
            double[] probability,
            Map<Method, Integer> methods,
            double correction,
            double standardError,
            boolean settled)
            implements Serializable {
        Iterator<Row> rows() {
            return IntStream.range(0, a.length)
                    .mapToObj(e -> RowFactory.create(a[e], b[e], probability[e]))
                    .iterator();
        }

        /** The same without the pairs: how they were found. */
        Solved report() {
            return new Solved(new long[0], new long[0], new double[0], methods, correction, standardError, settled);
        }
    }
}
