package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.LinkGraph;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.NodeRule;
import io.permvi.relaxations.sparse.SizePrior;
import java.util.Arrays;

/**
 * The mixture of links and other pairs, learned without a label (Fellegi and Sunter 1969; Sadinle 2017): given which pairs
 * are links, the levels of a pair are independent with shares m among links and u among others; which are links is a
 * one-to-one partial matching whose size has a flat prior. Expectation by belief propagation, maximization by counts.
 */
final class LinkModel {
    /** Links of a record to others of its own file at most. */
    private static final int COPIES = 4;

    private static final SizePrior SIZES = new SizePrior(1, 1);

    /** Who may be linked to whom. */
    enum Choice {
        /** Each record at most once, in both files. */
        ONE_TO_ONE,
        /** Each record of the second file at most once, independently of the others. */
        INDEPENDENT,
        /** Records of one file, each with few others. */
        WITHIN
    }

    private final int sizeA;
    private final int sizeB;
    private final double allPairs;
    private final double candidates;
    private final boolean textual;
    private final Choice choice;
    private final LinkPart part;
    private final LinkLearning learning;
    private LinkLaw law;

    /**
     * Learns from nothing.
     *
     * @param graph the candidate pairs as links from the records of the first file to those of the second
     * @param compared the candidate pairs and their levels
     * @param answers by pair, what a person's answer adds to its log weight. Not modified.
     */
    LinkModel(
            int sizeA,
            int sizeB,
            LinkGraph graph,
            ComparedPairs compared,
            double[] answers,
            Choice choice,
            Workers workers) {
        this.sizeA = sizeA;
        this.sizeB = sizeB;
        this.choice = choice;
        textual = compared.textual();
        candidates = graph.links();
        allPairs = choice == Choice.WITHIN ? 0.5 * sizeA * (sizeA - 1) : (double) sizeA * sizeB;
        double[][] outside = compared.outside();
        int[] levelCounts =
                Arrays.stream(outside).mapToInt(counts -> counts.length).toArray();
        part = new LinkPart(new LinkPropagation(graph, rule()), compared.levels(), levelCounts, answers);
        double[][] totals = LinkSums.plus(part.counts(e -> 1, workers), outside);
        double smaller = Math.min(sizeA, sizeB);
        double most = choice == Choice.WITHIN ? Double.POSITIVE_INFINITY : smaller;
        learning = new LinkLearning(totals, LinkLearning.START * smaller, most, this::priorOf);
        law = learning.learn(now -> expect(now, workers));
        part.weigh(law);
    }

    private LinkSums expect(LinkLaw now, Workers workers) {
        part.weigh(now);
        return part.expect(workers);
    }

    private NodeRule rule() {
        return switch (choice) {
            case ONE_TO_ONE -> NodeRule.atMostOne();
            case INDEPENDENT -> new FreeSources(sizeA);
            case WITHIN -> NodeRule.atMost(COPIES);
        };
    }

    /** Sources take any number of links, targets one at most. */
    private record FreeSources(int sources) implements NodeRule {
        @Override
        public void send(int node, int[] links, double[] odds, int in, int count) {
            if (node < sources) {
                Arrays.fill(odds, 0, count, 1);
            } else {
                NodeRule.atMostOne().send(node, links, odds, in, count);
            }
        }

        @Override
        public double logSum(int node, int[] links, double[] odds, int in, int count) {
            return node < sources
                    ? Arrays.stream(odds, 0, count).map(Math::log1p).sum()
                    : NodeRule.atMostOne().logSum(node, links, odds, in, count);
        }
    }

    /** Replaces the scores by what pairs inside the files say of them, where these can be trusted. */
    void calibrate(WithinFileNull within, Workers workers) {
        law = within.calibrate(allPairs, law, learning, now -> expect(now, workers));
        part.weigh(law);
    }

    /** What every pair gets beside its score: the prior of one more link. */
    private double priorOf(double links) {
        double size =
                switch (choice) {
                    case ONE_TO_ONE -> SIZES.pairScore(sizeA, sizeB, links);
                    case INDEPENDENT -> Math.log((links + 1) / (sizeA * (sizeB - Math.min(links, sizeB) + 1)));
                    case WITHIN -> Math.log((links + 1) / (allPairs - Math.min(links, allPairs) + 1));
                };
        return size + (textual ? Math.log(allPairs / Math.max(1, candidates)) : 0);
    }

    /** The candidate pairs as they were last weighed and summed. */
    LinkPart part() {
        return part;
    }

    /** What was learned. */
    LinkLaw law() {
        return law;
    }
}
