package io.permvi.applications.link;

import io.permvi.relaxations.sparse.SizePrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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
    /** The share of links in a second class to begin with. */
    private static final double LOOSE = 0.1;
    /** How often its links agree in a field, to begin with. */
    private static final double AGREEMENT = 0.5;

    /** Of one-to-one links between files of some records, all numbers of links equally probable. */
    public static LinkLearning oneToOne(double[][] totals, int sizeA, int sizeB) {
        int smaller = Math.min(sizeA, sizeB);
        return new LinkLearning(totals, START * smaller, smaller, links -> SIZES.pairScore(sizeA, sizeB, links));
    }

    /** Learns from shares of links that are uniform over the levels that are met. */
    public LinkLaw learn(Function<LinkLaw, LinkSums> expectation) {
        List<LevelWeights> flat = Arrays.stream(totals).map(LevelWeights::flat).toList();
        LinkLaw law = law(List.of(new LinkClass(1, flat)), ScoreRatios.NONE, start, 0);
        boolean settled = false;
        while (law.rounds() < MOST_ROUNDS && !settled) {
            LinkSums sums = expectation.apply(law);
            double before = law.links();
            law = law(classes(sums), ScoreRatios.NONE, sums.links(), law.rounds() + 1);
            settled = law.rounds() >= LEAST_ROUNDS && Math.abs(law.links() - before) <= SETTLED * Math.max(1, before);
        }
        return law;
    }

    /** A law of one class with a second one to begin with: of its links every second agrees, in all fields alike. */
    LinkLaw divided(LinkLaw law) {
        List<LevelWeights> one = law.classes().get(0).weights();
        List<LevelWeights> loose =
                one.stream().map(weights -> weights.mixed(AGREEMENT)).toList();
        List<LinkClass> two = List.of(new LinkClass(1 - LOOSE, one), new LinkClass(LOOSE, loose));
        return law(two, ScoreRatios.NONE, law.links(), law.rounds());
    }

    /**
     * The classes of links that explain the sums best. Links of a further class agree in each field as those of the first,
     * with a probability of the field, and otherwise as other pairs do: with levels of its own it would learn that only rare
     * values agree, since those are the links that it is sure of.
     */
    List<LinkClass> classes(LinkSums sums) {
        double[][] links = Arrays.stream(sums.levels()).reduce(LinkSums::plus).orElseThrow();
        double[] shares = LevelWeights.smoothed(sums.classes());
        List<LevelWeights> first = weights(f -> LevelWeights.of(sums.levels()[0][f], others(totals[f], links[f])));
        List<LinkClass> classes = new ArrayList<>(List.of(new LinkClass(shares[0], first)));
        for (int c = 1; c < shares.length; c++) {
            double[][] own = sums.levels()[c];
            classes.add(new LinkClass(
                    shares[c], weights(f -> first.get(f).mixed(first.get(f).agreement(own[f])))));
        }
        return classes;
    }

    private List<LevelWeights> weights(IntFunction<LevelWeights> of) {
        return IntStream.range(0, totals.length).mapToObj(of).toList();
    }

    private static double[] others(double[] all, double[] links) {
        double[] others = new double[all.length];
        Arrays.setAll(others, level -> Math.max(0, all[level] - links[level]));
        return others;
    }

    LinkLaw law(List<LinkClass> classes, ScoreRatios total, double links, int rounds) {
        double possible = Math.min(links, most);
        return new LinkLaw(classes, total, possible, prior.applyAsDouble(possible), rounds);
    }
}
