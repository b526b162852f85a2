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
}
