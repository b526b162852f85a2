package io.permvi.examples.rankings;

import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.MallowsFit;
import io.permvi.relaxations.ranking.MallowsSampler;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How many of twenty annealed chains from random starts reach the least total distance: complete rankings of 10 to 50
 * items, 5 to 50 of them, alpha from 1 to 5, Kendall and footrule in turns. The least is exact for footrule, and for
 * Kendall up to 15 items; else the best that any chain found.
 *
 * @param seed of everything
 */
record ModeStudy(long seed) {
    static final int STARTS = 20;
    private static final int ANNEALING = 2000;
    private static final int SWEEPS = 100;
    private static final int EXACT_KENDALL = 15;

    /** One data set. */
    public record Row(int set, String distance, int items, int rankings, double alpha, double least, int reached) {}

    /** Runs one. */
    Row run(int set) {
        RandomStream stream = RandomStream.of(seed).named("modes").part(set);
        DrawRandom random = stream.generator();
        PermutationDistance distance = set % 2 == 0 ? PermutationDistance.KENDALL : PermutationDistance.FOOTRULE;
        int items = 10 + random.nextInt(41);
        int rankings = 5 + random.nextInt(46);
        double alpha = 1 + 4 * random.nextDouble();
        Mallows model = Mallows.of(distance, Permutation.random(items, random), alpha / items);
        List<Permutation> drawn = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            drawn.add(model.sample(random));
        }
        double[] best = new double[STARTS];
        MallowsSampler sampler = new MallowsSampler(
                distance, RankingData.complete(drawn), SpreadPrior.withDefaults(), ANNEALING, SWEEPS);
        for (int s = 0; s < STARTS; s++) {
            best[s] = sampler.chain(stream.part(s).generator()).leastTotal();
        }
        double least =
                Math.min(exact(distance, drawn), Arrays.stream(best).min().orElse(Double.NaN));
        int reached = (int) Arrays.stream(best).filter(b -> b == least).count();
        return new Row(set, distance.toString(), items, rankings, alpha, least, reached);
    }

    private static double exact(PermutationDistance distance, List<Permutation> rankings) {
        if (distance == PermutationDistance.KENDALL && rankings.get(0).order() > EXACT_KENDALL) {
            return Double.POSITIVE_INFINITY;
        }
        double[] counts = new double[rankings.size()];
        Arrays.fill(counts, 1);
        Permutation center = MallowsFit.consensus(distance, rankings, counts);
        return rankings.stream().mapToDouble(r -> distance.between(r, center)).sum();
    }
}
