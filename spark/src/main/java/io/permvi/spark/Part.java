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
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The pairs of some components, after an expectation. Immutable: the next expectation is another part, so that one that is
 * lost with its machine is made again, bit by bit the same.
 *
 * @param pairs as numbers, in order
 * @param links with their messages
 * @param sums of the last expectation
 * @param largest pairs of a component
 * @param cuts of giant components
 */
record Part(long[] pairs, LinkPart links, LinkSums sums, int largest, List<Pieces.Cut> cuts) implements Serializable {

    /**
     * A part as it is before the first expectation.
     *
     * @param components whole ones
     * @param levelCounts by comparison, how many levels it has
     */
    static Part of(Iterator<LeveledPairs> components, Pieces pieces, int[] levelCounts) {
        List<LeveledPairs> kept = new ArrayList<>();
        List<Pieces.Cut> cuts = new ArrayList<>();
        components.forEachRemaining(component -> pieces.cut(component, pieces.least(), kept, cuts));
        LeveledPairs all = LeveledPairs.all(kept).sorted();
        return new Part(
                all.pairs(),
                links(all, levelCounts),
                LinkSums.NONE,
                kept.stream().mapToInt(LeveledPairs::size).max().orElse(0),
                cuts);
    }

    /** Pairs in order as candidates of one machine. */
    static LinkPart links(LeveledPairs all, int[] levelCounts) {
        double[] none = new double[all.size()];
        LinkPropagation messages = new LinkPropagation(scores(all.pairs(), none).graph(), NodeRule.atMostOne());
        List<byte[]> levels =
                IntStream.range(0, levelCounts.length).mapToObj(all::levelsOf).toList();
        return new LinkPart(messages, levels, levelCounts, none);
    }

    /** Pairs in order as scores of their records. */
    static SparseScores scores(long[] pairs, double[] values) {
        long[] rows =
                Exchange.distinct(Arrays.stream(pairs).map(LeveledPairs::first).toArray());
        long[] columns =
                Exchange.distinct(Arrays.stream(pairs).map(LeveledPairs::second).toArray());
        return SparseScores.ofPairs(
                rows.length,
                columns.length,
                places(pairs, LeveledPairs::first, rows),
                places(pairs, LeveledPairs::second, columns),
                values);
    }

    private static int[] places(long[] pairs, LongUnaryOperator record, long[] sorted) {
        return Arrays.stream(pairs)
                .mapToInt(pair -> Arrays.binarySearch(sorted, record.applyAsLong(pair)))
                .toArray();
    }

    /** The part after an expectation by a law. */
    Part expect(LinkLaw law) {
        LinkPart next = links.copy();
        next.weigh(law);
        try (Workers workers = new Workers(1)) {
            return new Part(pairs, next, next.expect(workers), largest, cuts);
        }
    }

    /** The posterior by a law. */
    Solved solve(LinkLaw law, SparkLinkSettings settings) {
        LinkPart last = links.copy();
        last.weigh(law);
        try (Workers workers = new Workers(1)) {
            SparseMarginals found = settings.posterior()
                    .solve(scores(pairs, last.weights()), last.messages(), settings.seed(), workers);
            Report report = new Report(
                    pairs.length,
                    largest,
                    cuts,
                    found.links(),
                    found.largestCorrection(),
                    found.largestStandardError(),
                    found.converged());
            return new Solved(pairs, found.probabilities(), report);
        }
    }

    /** The pairs of a part with their probabilities, and how these were found. */
    record Solved(long[] pairs, double[] probability, Report report) implements Serializable {
        Iterator<Row> rows() {
            return IntStream.range(0, pairs.length)
                    .mapToObj(e -> RowFactory.create(
                            LeveledPairs.first(pairs[e]), LeveledPairs.second(pairs[e]), probability[e]))
                    .iterator();
        }
    }

    /**
     * How pairs were summed.
     *
     * @param pairs how many
     * @param largest pairs of a component
     * @param cuts of giant components
     * @param methods how many pairs were summed how
     * @param correction the most by which belief propagation alone was off
     * @param standardError of what was drawn
     * @param settled whether belief propagation settled everywhere
     */
    record Report(
            long pairs,
            int largest,
            List<Pieces.Cut> cuts,
            Map<Method, Integer> methods,
            double correction,
            double standardError,
            boolean settled)
            implements Serializable {

        /** Of these pairs and others. */
        Report plus(Report other) {
            Map<Method, Integer> both = new EnumMap<>(Method.class);
            methods.forEach((method, count) -> both.merge(method, count, Integer::sum));
            other.methods.forEach((method, count) -> both.merge(method, count, Integer::sum));
            return new Report(
                    pairs + other.pairs,
                    Math.max(largest, other.largest),
                    Stream.concat(cuts.stream(), other.cuts.stream()).toList(),
                    both,
                    Math.max(correction, other.correction),
                    Math.max(standardError, other.standardError),
                    settled && other.settled);
        }
    }
}
