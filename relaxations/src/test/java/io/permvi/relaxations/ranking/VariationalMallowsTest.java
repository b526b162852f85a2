package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.LogSumExp;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VariationalMallowsTest {
    static RankingData simulate(
            PermutationDistance distance, int items, int rankings, double alpha, RandomGenerator rng) {
        Mallows model = Mallows.of(distance, Permutation.random(items, rng), alpha / items);
        List<Permutation> all = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            all.add(model.sample(rng));
        }
        return RankingData.complete(all);
    }

    static double distance(DMatrixRMaj p, DMatrixRMaj q) {
        double sum = 0;
        for (int at = 0; at < p.data.length; at++) {
            sum += Math.abs(p.data[at] - q.data[at]);
        }
        return sum / 2 / p.numRows;
    }

    @ParameterizedTest
    @CsvSource({"FOOTRULE, 10, 5", "SPEARMAN, 10, 20", "HAMMING, 8, 20", "KENDALL, 10, 5", "KENDALL, 10, 50"})
    void weightedDrawsAreTheExactPosterior(PermutationDistance distance, int items, int rankings) {
        RandomGenerator rng =
                RandomStream.of(5).named(distance.name()).part(rankings).generator();
        double alpha = distance == PermutationDistance.SPEARMAN ? 2 : distance == PermutationDistance.HAMMING ? 12 : 4;
        RankingData data = simulate(distance, items, rankings, alpha, rng);
        SpreadPrior prior = SpreadPrior.withDefaults();
        MallowsPosterior exact = ExactMallows.posterior(distance, data, prior);
        VariationalMallows.Fit fit = new VariationalMallows(distance, data, prior, 20_000).fit(rng);
        double[] weights = fit.logWeights().clone();
        double logEvidence = LogSumExp.softmax(weights, 0, weights.length, 1);
        MallowsPosterior corrected = fit.weighted(weights, logEvidence, 0);
        // 20,000 draws of ten places have a distance of about .01
        assertTrue(
                distance(exact.places(), corrected.places()) < 0.025,
                "" + distance(exact.places(), corrected.places()));
        assertEquals(exact.logEvidence(), logEvidence, 0.05);
        assertEquals(
                exact.alpha().mean(),
                corrected.alpha().mean(),
                0.1 * exact.alpha().sd());
    }

    @Test
    void refusesIncompleteRankings() {
        RankingData data = RankingData.of(4, List.of(RankingSet.groups(4, List.of(new int[] {1}), true)), List.of(1L));
        assertThrows(
                IllegalArgumentException.class,
                () -> new VariationalMallows(PermutationDistance.KENDALL, data, SpreadPrior.withDefaults(), 100));
    }

    /**
     * The items of the extremes first or last, each at a place that is left by its own costs (Liu, Vitelli, Mannino,
     * Frigessi and Scheel).
     */
    private static DMatrixRMaj pseudoMallows(RankingData data, double theta, int draws, RandomGenerator rng) {
        int n = data.items();
        double[][] cost = TotalDistance.of(PermutationDistance.FOOTRULE, data).table();
        double[] middle = new double[n];
        for (int s = 0; s < data.sets().size(); s++) {
            for (int i = 0; i < n; i++) {
                middle[i] += (double) data.counts().get(s) * data.sets().get(s).low(i) / data.total();
            }
        }
        int[] order = Permutation.sortedBy(n, i -> -Math.abs(middle[i] - (n - 1) / 2.0));
        DMatrixRMaj places = new DMatrixRMaj(n, n);
        for (int s = 0; s < draws; s++) {
            boolean[] taken = new boolean[n];
            for (int item : order) {
                double[] p = new double[n];
                for (int k = 0; k < n; k++) {
                    p[k] = taken[k] ? Double.NEGATIVE_INFINITY : -theta * cost[item][k];
                }
                LogSumExp.softmax(p, 0, n, 1);
                double left = rng.nextDouble();
                int place = -1;
                for (int k = 0; k < n && left >= 0; k++) {
                    left -= p[k];
                    place = p[k] > 0 ? k : place;
                }
                taken[place] = true;
                places.add(item, place, 1.0 / draws);
            }
        }
        return places;
    }

    private static double divergence(DMatrixRMaj p, DMatrixRMaj q) {
        double sum = 0;
        for (int at = 0; at < p.data.length; at++) {
            sum += p.data[at] > 0 ? p.data[at] * Math.log(p.data[at] / Math.max(q.data[at], 1e-10)) : 0;
        }
        return sum;
    }

    @Test
    void isNearerThanPseudoMallows() {
        RandomGenerator rng = RandomStream.of(8).named("pseudo").generator();
        RankingData data = simulate(PermutationDistance.FOOTRULE, 12, 10, 5, rng);
        SpreadPrior prior = SpreadPrior.withDefaults();
        MallowsPosterior exact = ExactMallows.posterior(PermutationDistance.FOOTRULE, data, prior);
        VariationalMallows.Fit fit = new VariationalMallows(PermutationDistance.FOOTRULE, data, prior, 10_000).fit(rng);
        double[] weights = fit.logWeights().clone();
        LogSumExp.softmax(weights, 0, weights.length, 1);
        double own = divergence(exact.places(), fit.weighted(weights, 0, 0).places());
        DMatrixRMaj pseudo = pseudoMallows(data, exact.alpha().mean() / 12, 10_000, rng);
        assertTrue(own < 0.1, "own " + own);
        assertTrue(
                divergence(exact.places(), pseudo) > 3 * own,
                "pseudo " + divergence(exact.places(), pseudo) + ", own " + own);
    }
}
