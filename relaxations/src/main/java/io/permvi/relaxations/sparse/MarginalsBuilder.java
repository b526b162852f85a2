package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import java.util.Optional;

/** Finds the parts of a problem whose belief propagation can be corrected, and corrects them, each by itself. */
final class MarginalsBuilder {
    private static final double COARSEST = 1e-2;
    /** Parts with more links are summed in blocks: a chain on them takes too long to settle. */
    private static final int DRAWN_LINKS = 1500;

    /** Links below are left out of giant parts at once, since each pass over all links takes its time. */
    private static final double GIANT = 1e-6;

    /** Parts with more links are giant: thinned before an order is looked for. */
    private static final int PLANNED_LINKS = 20_000;

    private static final int BLOCK_STATES = 256;

    private static final int STREAM = 0x5a17;

    private final SparseGibbs settings;
    private final SparseScores scores;
    private final LinkPropagation messages;
    private final long seed;
    private final boolean[] keep;
    private final int[] local;
    /** Whether some score is larger than messages can hold. */
    private final boolean large;

    private boolean right = true;

    MarginalsBuilder(SparseGibbs settings, SparseScores scores, LinkPropagation messages, long seed) {
        this.settings = settings;
        this.scores = scores;
        this.messages = messages;
        this.seed = seed;
        keep = new boolean[scores.pairs()];
        local = new int[scores.graph().nodes()];
        large = scores.largest() > LinkPropagation.LARGEST_LOG_WEIGHT;
    }

    SparseMarginals build(boolean settled, Workers workers) {
        double[] probability = new double[keep.length];
        Arrays.setAll(probability, messages::belief);
        Components parts = findParts(workers);
        PartSums[] sums = new PartSums[parts.count()];
        parts.forEach(workers, c -> sums[c] = sum(parts, c, probability));
        double logPartition = messages.logPartition();
        for (int c = 0; c < sums.length; c++) {
            logPartition += sums[c].logCorrection();
            right &= sums[c].method() == SparseMarginals.Method.EXACT || !beyond(parts, c);
        }
        double correction = 0;
        for (int e = 0; e < probability.length; e++) {
            correction = Math.max(correction, Math.abs(probability[e] - messages.belief(e)));
        }
        return new SparseMarginals(
                scores, messages, parts, keep, sums, probability, logPartition, correction, settled && right);
    }

    /** Whether a part has a score that messages cut. */
    private boolean beyond(Components parts, int c) {
        LinkGraph graph = scores.graph();
        for (int k = 0; large && k < parts.nodeCount(c); k++) {
            int first = graph.firstOut(parts.node(c, k));
            for (int e = first; e < first + graph.outCount(parts.node(c, k)); e++) {
                if (keep[e] && scores.value(e) > LinkPropagation.LARGEST_LOG_WEIGHT) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isTree(Components parts, int c) {
        return parts.isTree(c) && !beyond(parts, c);
    }

    /** Whole components where they are trees or narrow; elsewhere what is left without links that are hardly ever on. */
    private Components findParts(Workers workers) {
        Arrays.fill(keep, true);
        Components parts = messages.components();
        boolean[] wide = {};
        boolean changed = true;
        for (double least = settings.negligible(); settings.width() > 0 && least <= COARSEST * 1.01; least *= 10) {
            if (changed) {
                wide = wide(parts, workers);
            }
            changed = false;
            boolean any = false;
            for (int c = 0; c < wide.length; c++) {
                if (wide[c]) {
                    any = true;
                    right &= !beyond(parts, c);
                    changed |= thin(parts, c, parts.linkCount(c) > PLANNED_LINKS ? Math.max(GIANT, least) : least);
                }
            }
            if (!any) {
                return parts;
            }
            if (changed) {
                parts = Components.of(scores.graph(), e -> keep[e]);
            }
        }
        return parts;
    }

    private boolean[] wide(Components parts, Workers workers) {
        boolean[] wide = new boolean[parts.count()];
        parts.forEach(workers, c -> wide[c] = !serves(parts, c));
        return wide;
    }

    /** Leaves out the links of a part that are hardly ever on; whether there were any. */
    private boolean thin(Components parts, int c, double threshold) {
        LinkGraph graph = scores.graph();
        boolean any = false;
        for (int k = 0; k < parts.nodeCount(c); k++) {
            int node = parts.node(c, k);
            for (int d = 0; d < graph.outCount(node); d++) {
                int e = graph.firstOut(node) + d;
                if (keep[e] && !(messages.belief(e) > threshold)) {
                    keep[e] = false;
                    any = true;
                }
            }
        }
        return any;
    }

    private boolean serves(Components parts, int c) {
        return isTree(parts, c)
                || parts.linkCount(c) <= PLANNED_LINKS
                        && plan(cluster(parts, c)).isPresent();
    }

    private Cluster cluster(Components parts, int c) {
        return Cluster.of(scores, parts, c, keep, messages, local);
    }

    private Optional<FrontierPlan> plan(Cluster cluster) {
        return FrontierPlan.within(settings.width(), cluster.scores());
    }

    private PartSums sum(Components parts, int c, double[] probability) {
        if (isTree(parts, c) || settings.width() == 0) {
            return parts.isTree(c) ? PartSums.TREE : PartSums.LOOPY;
        }
        Cluster cluster = cluster(parts, c);
        Optional<FrontierPlan> plan = plan(cluster);
        if (plan.isPresent()) {
            return exact(cluster, plan.get(), probability);
        }
        if (settings.draws() == 0) {
            return PartSums.LOOPY;
        }
        if (parts.linkCount(c) > DRAWN_LINKS) {
            DetectionRule matching =
                    DetectionRule.of(scores.graph(), new double[scores.graph().nodes()]);
            new DetectionBlocks(messages, matching, keep, BLOCK_STATES).sum(parts, c, probability);
            return PartSums.BLOCKS;
        }
        DrawRandom random = DrawRandom.of(seed, STREAM, c);
        PartSums drawn = PartDraws.weighted(scores, parts, c, keep, cluster, messages, settings.draws(), random);
        if (!drawn.reliable()) {
            drawn = PartDraws.chain(cluster, settings.draws(), random);
        }
        drawn.writeMarginals(cluster, probability);
        return drawn;
    }

    private PartSums exact(Cluster cluster, FrontierPlan plan, double[] probability) {
        ExactSums sums = new ExactSums(cluster.scores(), plan);
        double[] on = sums.marginals();
        for (int e = 0; e < on.length; e++) {
            probability[cluster.pairs()[e]] = on[e];
        }
        return PartSums.exact(cluster, sums, sums.logSum() + cluster.logField() - cluster.bethe(messages));
    }
}
