package io.permvi.applications.link;

import io.permvi.relaxations.sparse.SizePrior;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/**
 * Learns without a label what levels tell and how many links there are, by expectation and maximization. The expectation
 * is the caller's: on one machine, or summed over the parts of many.
 *
 * @param totals by comparison and level, how many pairs have it, links or not. Shared: not to be modified.
 * @param start the number of links to begin with
 * @param most links that there can be
 * @param prior by the number of links, the log prior odds that a pair has beside its score
 */
public record LinkLearning(double[][] totals, double start, double most, DoubleUnaryOperator prior) {
    /** The share of the smaller file that is taken for links to begin with. */
    static final double START = 0.1;

    private static final SizePrior SIZES = new SizePrior(1, 1);

    private static final int LEAST_ROUNDS = 10;
    private static final int MOST_ROUNDS = 40;
    private static final double SETTLED = 1e-4;

    /** Of one-to-one links between files of some records, all numbers of links equally probable. */
    public static LinkLearning oneToOne(double[][] totals, int sizeA, int sizeB) {
        int smaller = Math.min(sizeA, sizeB);
        return new LinkLearning(totals, START * smaller, smaller, links -> SIZES.pairScore(sizeA, sizeB, links));
    }

    /** Learns from shares of links that are uniform over the levels that are met. */
    public LinkLaw learn(Function<LinkLaw, LinkSums> expectation) {
        List<LevelWeights> flat = new ArrayList<>();
        for (double[] counts : totals) {
            flat.add(LevelWeights.flat(counts));
        }
        LinkLaw law = law(flat, ScoreRatios.NONE, start, 0);
        boolean settled = false;
        while (law.rounds() < MOST_ROUNDS && !settled) {
            LinkSums sums = expectation.apply(law);
            List<LevelWeights> weights = new ArrayList<>();
            for (int f = 0; f < totals.length; f++) {
                weights.add(LevelWeights.ofLinks(sums.levels()[f], totals[f]));
            }
            double before = law.links();
            law = law(weights, ScoreRatios.NONE, sums.links(), law.rounds() + 1);
            settled = law.rounds() >= LEAST_ROUNDS && Math.abs(law.links() - before) <= SETTLED * Math.max(1, before);
        }
        return law;
    }

    LinkLaw law(List<LevelWeights> weights, ScoreRatios total, double links, int rounds) {
        double possible = Math.min(links, most);
        return new LinkLaw(weights, total, possible, prior.applyAsDouble(possible), rounds);
    }
}
