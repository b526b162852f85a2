package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.Components;
import io.permvi.relaxations.sparse.LinkGraph;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Records of one file that describe the same: the model of links between files, with every record linked to few others,
 * learns what levels tell; then each component of likely pairs gets its posterior over partitions, in which pairs that are
 * not candidates are no more alike than the least alike candidate of their records. Components too large for that lose
 * their less likely pairs; where that does not help, a cluster is what links above one half connect, and one wrong link
 * joins two.
 */
public final class Deduplication {
    private static final double[] LEAST = {1e-3, 1e-2, 1e-1, 0.5};

    private final Records records;
    private final LinkGraph graph;
    private final double[] score;
    private final double prior;
    private final double[] probability;
    private final int[] cluster;

    private Deduplication(Records records, LinkGraph graph, LinkModel model) {
        this.records = records;
        this.graph = graph;
        prior = model.law().prior();
        score = Arrays.stream(model.part().weights())
                .map(weight -> weight - prior)
                .toArray();
        probability = model.part().beliefs();
        cluster = new int[records.size()];
        Arrays.setAll(cluster, i -> i);
        Components parts = parts();
        for (int c = 0; c < parts.count(); c++) {
            int[] nodes = nodes(parts, c);
            if (nodes.length <= PartitionSums.LARGEST) {
                sum(nodes);
            } else {
                Arrays.stream(nodes).forEach(node -> cluster[node] = nodes[0]);
            }
        }
    }

    /** Components of likely pairs, of fewer where they are too large. */
    private Components parts() {
        boolean[] keep = new boolean[probability.length];
        Arrays.fill(keep, true);
        Components parts = Components.of(graph);
        for (double least : LEAST) {
            for (int c = 0; c < parts.count(); c++) {
                if (least == LEAST[0] || parts.nodeCount(c) > PartitionSums.LARGEST) {
                    for (int node : nodes(parts, c)) {
                        for (int k = 0; k < graph.degree(node); k++) {
                            keep[graph.link(node, k)] &= probability[graph.link(node, k)] > least;
                        }
                    }
                }
            }
            parts = Components.of(graph, e -> keep[e]);
        }
        return parts;
    }

    private static int[] nodes(Components parts, int c) {
        return IntStream.range(0, parts.nodeCount(c))
                .map(k -> parts.node(c, k))
                .sorted()
                .toArray();
    }

    private void sum(int[] nodes) {
        double[] least = new double[nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            int node = nodes[i];
            least[i] = IntStream.range(0, graph.degree(node))
                    .mapToDouble(k -> score[graph.link(node, k)])
                    .min()
                    .orElse(0);
        }
        double[][] weights = new double[nodes.length][nodes.length];
        for (int i = 0; i < nodes.length; i++) {
            double own = least[i];
            Arrays.setAll(weights[i], j -> Math.min(own, least[j]));
        }
        forEachPair(nodes, (e, i, j) -> weights[i][j] = weights[j][i] = score[e]);
        PartitionSums sums = new PartitionSums(weights, prior);
        double[][] together = sums.together();
        forEachPair(nodes, (e, i, j) -> probability[e] = together[i][j]);
        int[] best = sums.best();
        for (int i = 0; i < nodes.length; i++) {
            cluster[nodes[i]] = nodes[best[i]];
        }
    }

    /** Gets a candidate pair and the places of its records in a component. */
    @FunctionalInterface
    private interface PairConsumer {
        void accept(int e, int i, int j);
    }

    private void forEachPair(int[] nodes, PairConsumer consumer) {
        for (int i = 0; i < nodes.length; i++) {
            for (int k = 0; k < graph.outCount(nodes[i]); k++) {
                int e = graph.firstOut(nodes[i]) + k;
                int j = Arrays.binarySearch(nodes, graph.target(e));
                if (j >= 0) {
                    consumer.accept(e, i, j);
                }
            }
        }
    }

    /**
     * Finds duplicates.
     *
     * @throws InputException when no two records share a word
     */
    public static Deduplication find(Records records, LinkSettings settings, Workers workers) {
        Comparisons shared = new Comparisons(records, records, records.columns(), records.columns());
        // each record is its own nearest
        CandidatePairs pairs = shared.candidates(settings.nearest() + 1, settings.allUpTo(), workers)
                .once();
        if (pairs.count() == 0) {
            throw new InputException(records.name() + ": no two records share a word");
        }
        double all = 0.5 * records.size() * (records.size() - 1.0);
        ComparedPairs compared = new ComparedPairs(shared, pairs, all, true, settings, workers);
        LinkGraph graph = LinkGraph.of(records.size(), pairs.a(), pairs.b());
        LinkModel model = new LinkModel(
                records.size(),
                records.size(),
                graph,
                compared,
                new double[pairs.count()],
                LinkModel.Choice.WITHIN,
                workers);
        return new Deduplication(records, graph, model);
    }

    /** The records. */
    public Records records() {
        return records;
    }

    /** The number of candidate pairs. */
    public int pairs() {
        return probability.length;
    }

    /** The first record of pair {@code e}. */
    public int first(int e) {
        return graph.source(e);
    }

    /** The second record of pair {@code e}. */
    public int second(int e) {
        return graph.target(e);
    }

    /** The probability that both records of pair {@code e} are the same. */
    public double probability(int e) {
        return probability[e];
    }

    /** The cluster of a record, named by its first record. */
    public int cluster(int record) {
        return cluster[record];
    }
}
