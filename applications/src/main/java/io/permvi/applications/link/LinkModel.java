package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.LinkGraph;
import io.permvi.relaxations.sparse.LinkPropagation;
import io.permvi.relaxations.sparse.NodeRule;
import io.permvi.relaxations.sparse.SizePrior;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The mixture of links and other pairs, learned without a label (Fellegi and Sunter 1969; Sadinle 2017): given which pairs
 * are links, the levels of a pair are independent with shares m among links and u among others; which are links is a
 * one-to-one partial matching whose size has a flat prior. Expectation by belief propagation, maximization by counts.
 *
 * <p>A pass for one pair of files; owns its buffers.
 */
final class LinkModel {
    private static final int LEAST_ROUNDS = 10;
    private static final int MOST_ROUNDS = 40;
    private static final int CALIBRATION_ROUNDS = 5;
    private static final double SETTLED = 1e-4;
    private static final int SWEEPS = 200;
    private static final double TOLERANCE = 1e-4;
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
    private final List<byte[]> levels;
    private final int[] levelCounts;
    private final double[][] outside;
    private final double[] answers;
    private final boolean textual;
    private final Choice choice;
    private final LinkPropagation messages;
    private final double[] score;
    private final double[] weight;
    private final double[] belief;
    private LevelWeights[] weights;
    private double links;
    private int rounds;
    private boolean calibrated;

    /**
     * @param graph the candidate pairs as links from the records of the first file to those of the second
     * @param compared the candidate pairs and their levels
     * @param answers by pair, what a person's answer adds to its log weight. Not modified.
     */
    LinkModel(int sizeA, int sizeB, LinkGraph graph, ComparedPairs compared, double[] answers, Choice choice) {
        this.sizeA = sizeA;
        this.sizeB = sizeB;
        this.choice = choice;
        this.answers = answers;
        levels = compared.levels();
        outside = compared.outside();
        textual = compared.textual();
        levelCounts = Arrays.stream(outside).mapToInt(counts -> counts.length).toArray();
        messages = new LinkPropagation(graph, rule());
        score = new double[graph.links()];
        weight = new double[graph.links()];
        belief = new double[graph.links()];
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

    /** Learns from nothing. */
    void learn(Workers workers) {
        links = 0.1 * Math.min(sizeA, sizeB);
        double[][] all = counts(e -> 1, workers);
        weights = new LevelWeights[levels.size()];
        for (int f = 0; f < weights.length; f++) {
            double[] others = plus(all[f], outside[f]);
            weights[f] = LevelWeights.flat(others);
        }
        for (rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
            expect(workers);
            double before = links;
            links = Arrays.stream(belief).sum();
            links = choice == Choice.WITHIN ? links : Math.min(links, Math.min(sizeA, sizeB));
            maximize(workers);
            if (rounds >= LEAST_ROUNDS && Math.abs(links - before) <= SETTLED * Math.max(1, before)) {
                break;
            }
        }
        weigh();
    }

    /** Replaces the scores by what pairs inside the files say of them, where these can be trusted. */
    void calibrate(WithinFileNull outsideLaw, Workers workers) {
        double own = 0;
        for (int e = 0; e < belief.length; e++) {
            own += weight[e] > 0 ? 1 - belief[e] : 0;
        }
        calibrated = outsideLaw.trusted(prior(), own);
        double[] learned = score.clone();
        for (int round = 0; calibrated && round < CALIBRATION_ROUNDS; round++) {
            System.arraycopy(outsideLaw.ratios(learned, belief), 0, score, 0, score.length);
            double prior = prior();
            Arrays.setAll(weight, e -> score[e] + prior + answers[e]);
            propagate(workers);
            links = Math.min(Arrays.stream(belief).sum(), Math.min(sizeA, sizeB));
        }
    }

    private void expect(Workers workers) {
        weigh();
        propagate(workers);
    }

    private void propagate(Workers workers) {
        messages.run(weight, SWEEPS, TOLERANCE, workers);
        Arrays.setAll(belief, messages::belief);
    }

    private void maximize(Workers workers) {
        double[][] linked = counts(e -> belief[e], workers);
        double[][] other = counts(e -> 1 - belief[e], workers);
        for (int f = 0; f < weights.length; f++) {
            weights[f] = LevelWeights.of(linked[f], plus(other[f], outside[f]));
        }
    }

    private static double[] plus(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(k -> x[k] + y[k]).toArray();
    }

    /** A weight for each pair. */
    @FunctionalInterface
    private interface PairWeight {
        double of(int e);
    }

    private double[][] counts(PairWeight of, Workers workers) {
        double[][] counts = new double[levels.size()][];
        workers.forEach(counts.length, f -> {
            double[] count = new double[levelCounts[f]];
            byte[] level = levels.get(f);
            for (int e = 0; e < level.length; e++) {
                if (level[e] >= 0) {
                    count[level[e]] += of.of(e);
                }
            }
            counts[f] = count;
        });
        return counts;
    }

    /** The scores of all pairs by the present weights, and their weights in the matching. */
    private void weigh() {
        Arrays.fill(score, 0);
        for (int f = 0; f < weights.length; f++) {
            byte[] level = levels.get(f);
            double[] logRatio = weights[f].weights();
            for (int e = 0; e < score.length; e++) {
                score[e] += level[e] >= 0 ? logRatio[level[e]] : 0;
            }
        }
        double prior = prior();
        Arrays.setAll(weight, e -> score[e] + prior + answers[e]);
    }

    /** What every pair gets beside its score: the prior of one more link. */
    double prior() {
        double size =
                switch (choice) {
                    case ONE_TO_ONE -> SIZES.pairScore(sizeA, sizeB, links);
                    case INDEPENDENT -> Math.log((links + 1) / (sizeA * (sizeB - Math.min(links, sizeB) + 1)));
                    case WITHIN -> Math.log((links + 1) / (allPairs() - Math.min(links, allPairs()) + 1));
                };
        return size + (textual ? Math.log(allPairs() / Math.max(1, score.length)) : 0);
    }

    private double allPairs() {
        return choice == Choice.WITHIN ? 0.5 * sizeA * (sizeA - 1) : (double) sizeA * sizeB;
    }

    /** The sum of the log ratios of each pair. Shared: not to be modified. */
    double[] scores() {
        return score;
    }

    /** The log weight of each pair in the matching. Shared: not to be modified. */
    double[] weights() {
        return weight;
    }

    /** The messages, to go on from. */
    LinkPropagation messages() {
        return messages;
    }

    /** The probability of each pair in the last expectation. Shared: not to be modified. */
    double[] beliefs() {
        return belief;
    }

    /** What comparison {@code f} tells. */
    LevelWeights levelWeights(int f) {
        return weights[f];
    }

    /** The expected number of links. */
    double links() {
        return links;
    }

    /** Whether pairs inside the files replaced the law of the scores of others. */
    boolean calibrated() {
        return calibrated;
    }

    /** The rounds that it took. */
    int rounds() {
        return Math.min(rounds, MOST_ROUNDS);
    }
}
