package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.GibbsMarginals;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExactMallowsTest {
    private static final SpreadPrior PRIOR = SpreadPrior.withDefaults();

    private static RankingData simulated(int n, int rankings, double alpha) {
        DrawRandom random = DrawRandom.of(7, n, rankings);
        Mallows truth = Mallows.of(PermutationDistance.KENDALL, Permutation.identity(n), alpha / n);
        List<Permutation> data = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            data.add(truth.sample(random));
        }
        return RankingData.complete(data);
    }

    @ParameterizedTest
    @EnumSource(
            value = PermutationDistance.class,
            names = {"KENDALL", "FOOTRULE", "SPEARMAN", "HAMMING"})
    void subsetsAgreeWithEnumeration(PermutationDistance distance) {
        RankingData data = simulated(5, 8, 3);
        MallowsPosterior bySubsets = ExactMallows.posterior(distance, data, PRIOR);
        MallowsPosterior enumerated = new EnumeratedMallows(distance, data).posterior(PRIOR);
        assertEquals(enumerated.logEvidence(), bySubsets.logEvidence(), 1e-7);
        assertEquals(
                enumerated.alpha().mean(),
                bySubsets.alpha().mean(),
                1e-6 * bySubsets.alpha().mean());
        assertEquals(
                enumerated.alpha().sd(),
                bySubsets.alpha().sd(),
                1e-5 * bySubsets.alpha().sd());
        assertArrayEquals(enumerated.places().data, bySubsets.places().data, 1e-7);
        assertArrayEquals(enumerated.before().data, bySubsets.before().data, 1e-7);
        assertEquals("exact: sums over subsets", bySubsets.method());
    }

    /** The quadrature against ten thousand equal steps of alpha; the tail beyond has a weight below 1e-9. */
    @Test
    void quadratureAgreesWithSmallSteps() {
        RankingData data = simulated(5, 8, 3);
        SubsetSums sums = new SubsetSums(StepCosts.of(PermutationDistance.FOOTRULE, data));
        double evidence = 0;
        double mean = 0;
        double step = 0.003;
        for (int k = 0; k < 10_000; k++) {
            double alpha = (k + 0.5) * step;
            double logDensity = PRIOR.logDensity(alpha)
                    + sums.run(alpha / 5)
                    - Math.log(120)
                    - 8
                            * Mallows.of(PermutationDistance.FOOTRULE, Permutation.identity(5), alpha / 5)
                                    .logNormalizer();
            evidence += step * Math.exp(logDensity + 40);
            mean += step * alpha * Math.exp(logDensity + 40);
        }
        MallowsPosterior exact = ExactMallows.posterior(PermutationDistance.FOOTRULE, data, PRIOR);
        assertEquals(Math.log(evidence) - 40, exact.logEvidence(), 1e-6);
        assertEquals(mean / evidence, exact.alpha().mean(), 1e-6);
    }

    @Test
    void sumsAreTheLogPermanent() {
        RankingData data = simulated(12, 30, 10);
        StepCosts costs = StepCosts.of(PermutationDistance.SPEARMAN, data);
        SubsetSums sums = new SubsetSums(costs);
        DMatrixRMaj scores = new DMatrixRMaj(12, 12);
        for (double theta : new double[] {1e-9, 0.01, 0.3}) {
            for (int i = 0; i < 12; i++) {
                for (int k = 0; k < 12; k++) {
                    scores.set(i, k, -theta * costs.cost(i, 0, k));
                }
            }
            DMatrixRMaj marginals = new DMatrixRMaj(12, 12);
            double logPermanent = GibbsMarginals.exact(scores, SparsityPattern.all(12, 12), marginals);
            assertEquals(logPermanent, sums.run(theta), 1e-9 * Math.max(1, Math.abs(logPermanent)));
            DMatrixRMaj places = new DMatrixRMaj(12, 12);
            sums.addMarginals(1, places, new DMatrixRMaj(12, 12));
            assertArrayEquals(marginals.data, places.data, 1e-9);
        }
    }

    /**
     * 2,000 draws of a place with probability p miss it by 5 standard errors once in a million; 25 places are looked
     * at.
     */
    @Test
    void drawsHaveTheMarginals() {
        SubsetSums sums = new SubsetSums(StepCosts.of(PermutationDistance.KENDALL, simulated(5, 4, 2)));
        sums.run(0.4);
        DMatrixRMaj places = new DMatrixRMaj(5, 5);
        sums.addMarginals(1, places, new DMatrixRMaj(5, 5));
        DrawRandom random = DrawRandom.of(3, 0, 0);
        double[] found = new double[25];
        for (int s = 0; s < 2000; s++) {
            int[] drawn = sums.sample(random);
            for (int i = 0; i < 5; i++) {
                found[i * 5 + drawn[i]] += 1.0 / 2000;
            }
        }
        for (int e = 0; e < 25; e++) {
            double p = places.data[e];
            assertEquals(p, found[e], 5 * Math.sqrt(p * (1 - p) / 2000) + 1e-9);
        }
    }

    @Test
    void aHundredThousandRankingsDoNotUnderflow() {
        RankingData few = simulated(8, 100, 6);
        List<Long> counts = few.counts().stream().map(c -> 1000 * c).toList();
        RankingData many = new RankingData(8, few.sets(), counts);
        for (PermutationDistance distance : List.of(PermutationDistance.KENDALL, PermutationDistance.SPEARMAN)) {
            MallowsPosterior posterior = ExactMallows.posterior(distance, many, PRIOR);
            MallowsFit fit = MallowsFit.of(
                    distance,
                    few.sets().stream().map(s -> Permutation.of(places(s))).toList(),
                    few.counts().stream().mapToDouble(Long::doubleValue).toArray());
            assertEquals(
                    8 * fit.model().theta(),
                    posterior.alpha().mean(),
                    5 * posterior.alpha().sd());
            assertEquals(1, posterior.places().get(0, posterior.best().place(0)), 1e-6);
            assertTrue(Double.isFinite(posterior.logEvidence()));
        }
    }

    private static int[] places(RankingSet set) {
        int[] places = new int[set.order()];
        for (int i = 0; i < places.length; i++) {
            places[i] = set.low(i);
        }
        return places;
    }

    @ParameterizedTest
    @EnumSource(PermutationDistance.class)
    void anObservationIsTheSumOfItsRankings(PermutationDistance distance) {
        RankingSet complete = RankingSet.complete(Permutation.of(1, 0, 2, 3));
        RankingSet firstTwo = RankingSet.groups(4, List.of(new int[] {1}, new int[] {0}), true);
        RankingSet other = RankingSet.complete(Permutation.of(1, 0, 3, 2));
        double joint = ExactMallows.posterior(distance, RankingData.of(4, List.of(firstTwo), List.of(1L)), PRIOR)
                .logEvidence();
        double one = ExactMallows.posterior(distance, RankingData.of(4, List.of(complete), List.of(1L)), PRIOR)
                .logEvidence();
        double two = ExactMallows.posterior(distance, RankingData.of(4, List.of(other), List.of(1L)), PRIOR)
                .logEvidence();
        assertEquals(Math.log(Math.exp(one) + Math.exp(two)), joint, 1e-6);
    }

    @Test
    void nothingKnownLeavesThePrior() {
        RankingData nothing = RankingData.of(4, List.of(RankingSet.groups(4, List.of(), true)), List.of(3L));
        MallowsPosterior posterior = ExactMallows.posterior(PermutationDistance.KENDALL, nothing, PRIOR);
        assertEquals(0, posterior.logEvidence(), 1e-5);
        assertEquals(1000, posterior.alpha().mean(), 1);
        assertEquals(0.25, posterior.places().get(2, 1), 1e-9);
    }

    @Test
    void saysWhatItDoesNotServe() {
        RankingData large = simulated(21, 3, 5);
        assertFalse(ExactMallows.serves(PermutationDistance.KENDALL, large));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> ExactMallows.posterior(PermutationDistance.KENDALL, large, PRIOR));
        assertTrue(refused.getMessage().contains("21 items"), refused.getMessage());
        assertThrows(IllegalArgumentException.class, () -> new SpreadPrior(0, 1));
    }
}
