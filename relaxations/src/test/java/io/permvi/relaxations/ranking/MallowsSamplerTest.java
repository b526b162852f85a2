package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MallowsSamplerTest {
    private static final SpreadPrior PRIOR = SpreadPrior.withDefaults();

    /** The first two, ties, blanks, pairs and complete ones in turn, of draws near the identity. */
    private static RankingData mixed(int n, int rankings) {
        DrawRandom random = DrawRandom.of(5, 0, 0);
        Mallows truth = Mallows.of(PermutationDistance.KENDALL, Permutation.identity(n), 0.8);
        List<RankingSet> sets = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            int[] places = truth.sample(random).places();
            int[] items = Permutation.of(places).inverse().places();
            sets.add(
                    switch (k % 5) {
                        case 0 -> RankingSet.groups(n, List.of(new int[] {items[0]}, new int[] {items[1]}), true);
                        case 1 ->
                            RankingSet.groups(n, List.of(new int[] {items[0], items[1]}, new int[] {items[2]}), true);
                        case 2 -> RankingSet.places(places[0], -1, -1, places[3], -1);
                        case 3 ->
                            RankingSet.pairs(
                                    n, List.of(new int[] {items[0], items[3]}, new int[] {items[1], items[4]}));
                        default -> RankingSet.complete(Permutation.of(places));
                    });
            counts.add(1L + k % 2);
        }
        return RankingData.of(n, sets, counts);
    }

    /**
     * Four chains of 5,000 sweeps, of 80,000 under Hamming and Cayley, where modes lie apart; the tolerance is some six
     * standard errors of a share of one half at a tenth, or at a hundred-and-sixtieth, of the draws.
     */
    @ParameterizedTest
    @EnumSource
    void agreesWithEnumeration(PermutationDistance distance) {
        RankingData data = mixed(5, 20);
        boolean apart = distance == PermutationDistance.HAMMING || distance == PermutationDistance.CAYLEY;
        MallowsSampler sampler = new MallowsSampler(distance, data, PRIOR, 1000, apart ? 80_000 : 5_000);
        List<MallowsDraws> chains = new ArrayList<>();
        for (int c = 0; c < 4; c++) {
            chains.add(sampler.chain(DrawRandom.of(11, 0, c)));
        }
        MallowsPosterior drawn = sampler.posterior(chains);
        MallowsPosterior exact = ExactMallows.posterior(distance, data, PRIOR);
        assertArrayEquals(exact.places().data, drawn.places().data, 0.03);
        assertArrayEquals(exact.before().data, drawn.before().data, 0.03);
        assertEquals(
                exact.alpha().mean(), drawn.alpha().mean(), 0.1 * exact.alpha().sd());
        assertEquals(exact.alpha().sd(), drawn.alpha().sd(), 0.1 * exact.alpha().sd());
    }

    @ParameterizedTest
    @EnumSource(
            value = PermutationDistance.class,
            names = {"KENDALL", "FOOTRULE", "SPEARMAN", "HAMMING"})
    void changesAreThoseOfTotals(PermutationDistance distance) {
        int n = 7;
        DrawRandom random = DrawRandom.of(2, 0, 0);
        int[] ranking = Permutation.random(n, random).places();
        int[] fixed = Permutation.random(n, random).places();
        Permutation consensus = Permutation.random(n, random);
        TotalDistance totals = new TotalDistance(distance, n);
        totals.add(ranking, 1);
        totals.add(fixed, 3);
        assertEquals(
                distance.between(Permutation.of(ranking), consensus)
                        + 3 * distance.between(Permutation.of(fixed), consensus),
                totals.total(consensus.places()));
        int[] items = Permutation.of(ranking).inverse().places();
        double change = totals.changeOfRanking(items, 1, 5, consensus.places());
        double before = totals.total(consensus.places());
        totals.exchanged(items, 1, 5);
        assertEquals(before + change, totals.total(consensus.places()));
        ranking[items[1]] = 5;
        ranking[items[5]] = 1;
        TotalDistance anew = new TotalDistance(distance, n);
        anew.add(ranking, 1);
        anew.add(fixed, 3);
        assertTrue(Arrays.deepEquals(anew.table(), totals.table()));
        int[] order = consensus.inverse().places();
        double step = totals.change(order, 2, 6);
        int[] moved = consensus.places();
        moved[order[2]] = 6;
        moved[order[6]] = 2;
        assertEquals(totals.total(consensus.places()) + step, totals.total(moved));
    }

    @Test
    void interpolatesNormalizers() {
        MallowsNormalizer normalizer = new MallowsNormalizer(PermutationDistance.SPEARMAN, 9);
        NormalizerTable table = NormalizerTable.of(PermutationDistance.SPEARMAN, 9);
        for (double theta : new double[] {0.00123, 0.0456, 0.7, 3.3}) {
            assertEquals(normalizer.at(theta).logNormalizer(), table.logNormalizer(theta), 1e-6);
        }
    }

    @Test
    void sameSeedSameBits() {
        MallowsSampler sampler = new MallowsSampler(PermutationDistance.FOOTRULE, mixed(5, 10), PRIOR, 50, 100);
        assertArrayEquals(
                sampler.chain(DrawRandom.of(1, 2, 3)).alphas(),
                sampler.chain(DrawRandom.of(1, 2, 3)).alphas());
    }

    @Test
    void saysWhatItDoesNotServe() {
        RankingData data = mixed(5, 5);
        RankingData large = RankingData.complete(List.of(Permutation.identity(21)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MallowsSampler(PermutationDistance.SPEARMAN, large, PRIOR, 50, 50));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MallowsSampler(PermutationDistance.KENDALL, data, PRIOR, 50, 5));
    }
}
