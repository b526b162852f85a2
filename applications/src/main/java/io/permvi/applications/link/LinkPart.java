package io.permvi.applications.link;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.LinkPropagation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Candidate pairs with their levels, all or those of some components: weighs them and sums over their matchings. A pass
 * that owns its messages, so that each expectation begins where the last one ended.
 */
public final class LinkPart implements Serializable {
    private static final int SWEEPS = 200;
    private static final double TOLERANCE = 1e-4;
    private static final double LEAST = 0.1;

    private final LinkPropagation messages;
    private final List<byte[]> levels;
    private final int[] levelCounts;
    private final double[] answers;
    private final List<double[]> scoreOfClass = new ArrayList<>();
    private final double[] score;
    private final double[] weight;

    /**
     * @param messages on the pairs as links from the records of the first file to those of the second. Modified.
     * @param levels by comparison, then by pair. Shared: not to be modified.
     * @param levelCounts by comparison, how many levels it has. Shared: not to be modified.
     * @param answers by pair, what a person's answer adds to its log weight. Shared: not to be modified.
     */
    public LinkPart(LinkPropagation messages, List<byte[]> levels, int[] levelCounts, double[] answers) {
        this.messages = messages;
        this.levels = levels;
        this.levelCounts = levelCounts;
        this.answers = answers;
        score = new double[answers.length];
        weight = new double[answers.length];
    }

    /** The same pairs with messages of their own, as they are now. */
    public LinkPart copy() {
        return new LinkPart(messages.copy(), levels, levelCounts, answers);
    }

    /** Scores all pairs by a law. */
    public void weigh(LinkLaw law) {
        scoreOfClass.clear();
        Arrays.fill(score, Double.NEGATIVE_INFINITY);
        for (LinkClass one : law.classes()) {
            double[] own = scores(one);
            scoreOfClass.add(own);
            Arrays.setAll(score, e -> LogSumExp.add(score[e], own[e]));
        }
        Arrays.setAll(weight, e -> law.total().of(score[e]) + law.prior() + answers[e]);
    }

    private double[] scores(LinkClass one) {
        double[] scores = new double[score.length];
        Arrays.fill(scores, Math.log(one.share()));
        for (int f = 0; f < levels.size(); f++) {
            byte[] level = levels.get(f);
            double[] logRatio = one.weights().get(f).weights();
            for (int e = 0; e < scores.length; e++) {
                scores[e] += level[e] >= 0 ? logRatio[level[e]] : 0;
            }
        }
        return scores;
    }

    /** The sums by the present weights, by belief propagation. */
    public LinkSums expect(Workers workers) {
        messages.run(weight, SWEEPS, TOLERANCE, workers);
        double[] byScore = new double[ScoreRatios.BINS];
        double links = 0;
        double decided = 0;
        double wrong = 0;
        for (int e = 0; e < weight.length; e++) {
            double belief = messages.belief(e);
            double counted = counted(e);
            byScore[ScoreRatios.bin(score[e])] += counted;
            links += counted;
            decided += Math.max(0, 2 * belief - 1);
            wrong += weight[e] > 0 ? 1 - belief : 0;
        }
        int classes = scoreOfClass.size();
        double[][][] levelsOfClass = new double[classes][][];
        double[] linksOfClass = new double[classes];
        for (int c = 0; c < classes; c++) {
            double[] own = counted(scoreOfClass.get(c));
            levelsOfClass[c] = counts(e -> own[e], workers);
            linksOfClass[c] = Arrays.stream(own).sum();
        }
        return new LinkSums(levelsOfClass, linksOfClass, byScore, links, decided, wrong);
    }

    /**
     * The probability of a pair, as learning counts it. Where there are several classes improbable pairs count as no links:
     * links of a class that tells nothing could be any number of them.
     */
    private double counted(int e) {
        double belief = messages.belief(e);
        return scoreOfClass.size() > 1 && belief < LEAST ? 0 : belief;
    }

    /** The probabilities that pairs are links of the class of these scores. */
    private double[] counted(double[] own) {
        double[] counted = new double[own.length];
        for (int e = 0; e < own.length; e++) {
            double share = scoreOfClass.size() == 1 ? 1 : Math.exp(own[e] - score[e]);
            counted[e] = share * counted(e);
        }
        return counted;
    }

    /** By comparison and level, the sum of a number over the pairs that have it. */
    double[][] counts(IntToDoubleFunction of, Workers workers) {
        double[][] counts = new double[levels.size()][];
        workers.forEach(counts.length, f -> {
            double[] count = new double[levelCounts[f]];
            byte[] level = levels.get(f);
            for (int e = 0; e < level.length; e++) {
                if (level[e] >= 0) {
                    count[level[e]] += of.applyAsDouble(e);
                }
            }
            counts[f] = count;
        });
        return counts;
    }

    /** By pair, its log weight in the matching. Shared: not to be modified. */
    public double[] weights() {
        return weight;
    }

    /** The messages, to go on from. */
    public LinkPropagation messages() {
        return messages;
    }

    /** By pair, its probability by the present messages. */
    double[] beliefs() {
        double[] beliefs = new double[weight.length];
        Arrays.setAll(beliefs, messages::belief);
        return beliefs;
    }
}
