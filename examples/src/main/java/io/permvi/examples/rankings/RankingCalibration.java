package io.permvi.examples.rankings;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import io.permvi.relaxations.ranking.ExactMallows;
import io.permvi.relaxations.ranking.MallowsPosterior;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.SpreadPrior;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.apache.commons.math3.stat.inference.ChiSquareTest;

/**
 * Calibration by simulation: parameters are drawn from the prior, rankings from the model, and the posterior must hold
 * the truth as often as it says (Talts et al. 2018). Spearman and footrule draws come from a Metropolis chain, so a
 * calibration of Kendall or Hamming is the exact one.
 *
 * @param distance of the model
 * @param kind what is seen of each ranking
 * @param sets how many data sets
 * @param seed of everything
 */
record RankingCalibration(PermutationDistance distance, SimulatedRankings.Kind kind, int sets, long seed) {
    private static final int ITEMS = 6;
    private static final int LEAST = 5;
    private static final int MOST = 50;
    private static final int BINS = 20;
    /** A prior whose draws are neither all alike nor all uniform. */
    private static final SpreadPrior PRIOR = new SpreadPrior(3, 0.6);

    /**
     * How one quantity is calibrated.
     *
     * @param kind what was seen of each ranking
     * @param quantity its name
     * @param chiSquareP the p-value of uniform ranks in twenty bins
     * @param covered the share of 90 % intervals that hold the truth
     */
    public record Row(String kind, String quantity, double chiSquareP, double covered) {}

    /** Fits all data sets; the same for any number of threads. */
    public List<Row> run(Workers workers) {
        double[][] ranks = new double[sets][];
        RandomStream stream =
                RandomStream.of(seed).named("calibration").named(kind.name()).named(distance.name());
        workers.forEach(sets, s -> ranks[s] = ranks(stream.part(s).generator()));
        List<Row> rows = new ArrayList<>();
        for (int q = 0; q <= ITEMS; q++) {
            int quantity = q;
            double[] own = Arrays.stream(ranks).mapToDouble(r -> r[quantity]).toArray();
            long covered = Arrays.stream(own).filter(u -> u > 0.05 && u < 0.95).count();
            rows.add(new Row(
                    kind.name().toLowerCase(Locale.ROOT),
                    q == 0 ? "alpha" : "place of item " + q,
                    uniformity(own),
                    (double) covered / sets));
        }
        return rows;
    }

    /** The rank of the truth in its posterior, alpha first, then the places, equal ones in random order. */
    private double[] ranks(DrawRandom random) {
        double alpha = new GammaDistribution(PRIOR.shape(), 1 / PRIOR.rate())
                .inverseCumulativeProbability(random.nextDouble());
        int rankings = LEAST + random.nextInt(MOST - LEAST + 1);
        SimulatedRankings.Drawn drawn =
                new SimulatedRankings(distance, ITEMS, rankings, Math.max(alpha, 1e-6), kind).draw(random);
        MallowsPosterior posterior = ExactMallows.posterior(distance, drawn.data(), PRIOR);
        double[] ranks = new double[ITEMS + 1];
        ranks[0] = posterior.alpha().probabilityBelow(alpha);
        for (int i = 0; i < ITEMS; i++) {
            int place = drawn.consensus().place(i);
            ranks[i + 1] = posterior.probabilityInFirst(i, place)
                    + random.nextDouble() * posterior.places().get(i, place);
        }
        return ranks;
    }

    private static double uniformity(double... ranks) {
        long[] counts = new long[BINS];
        for (double rank : ranks) {
            counts[(int) Math.min(BINS - 1, rank * BINS)]++;
        }
        double[] expected = new double[BINS];
        Arrays.fill(expected, (double) ranks.length / BINS);
        return new ChiSquareTest().chiSquareTest(expected, counts);
    }
}
