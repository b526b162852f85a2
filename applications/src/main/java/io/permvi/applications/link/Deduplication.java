package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.Components;
import io.permvi.relaxations.sparse.LinkGraph;
import java.util.Arrays;

/**
 * Records of one file that describe the same: the model of links between files, with every record linked to few others,
 * and clusters by what is connected. Clusters are not a posterior over partitions: that a is the same as b and b the same
 * as c is not used to learn whether a is the same as c, and one wrong link joins two clusters.
 */
public final class Deduplication {
    private final Records records;
    private final LinkGraph graph;
    private final double[] probability;
    private final int[] cluster;

    private Deduplication(Records records, LinkGraph graph, double[] probability) {
        this.records = records;
        this.graph = graph;
        this.probability = probability;
        cluster = new int[records.size()];
        Arrays.setAll(cluster, i -> i);
        Components clusters = Components.of(graph, e -> probability[e] > 0.5);
        for (int c = 0; c < clusters.count(); c++) {
            int least = Integer.MAX_VALUE;
            for (int k = 0; k < clusters.nodeCount(c); k++) {
                least = Math.min(least, clusters.node(c, k));
            }
            for (int k = 0; k < clusters.nodeCount(c); k++) {
                cluster[clusters.node(c, k)] = least;
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
        return new Deduplication(records, graph, model.beliefs());
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

    /** The probability that pair {@code e} is a link. */
    public double probability(int e) {
        return probability[e];
    }

    /** The cluster of a record, named by its first record. */
    public int cluster(int record) {
        return cluster[record];
    }
}
