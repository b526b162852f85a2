package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MallowsMixtureTest {
    private static final SpreadPrior PRIOR = new SpreadPrior(3, 0.6);

    private static RandomGenerator rng(String name) {
        return RandomStream.of(7).named(name).generator();
    }

    private static MixturePosterior run(MallowsMixture mixture, int runs, String name) {
        return MixturePosterior.of(
                mixture,
                IntStream.range(0, runs)
                        .mapToObj(r -> mixture.run(
                                RandomStream.of(3).named(name).part(r).generator()))
                        .toList());
    }

    private static RankingData partial() {
        return RankingData.of(
                5,
                List.of(
                        RankingSet.complete(Permutation.of(0, 1, 2, 3, 4)),
                        RankingSet.groups(5, List.of(new int[] {0}, new int[] {2}), true),
                        RankingSet.places(-1, 0, -1, 3, -1),
                        RankingSet.pairs(5, List.of(new int[] {0, 3}, new int[] {3, 4}, new int[] {1, 2})),
                        RankingSet.groups(5, List.of(new int[] {3}, new int[] {1, 4}), false),
                        RankingSet.listed(new boolean[] {true, false, true, true, false}, -1, -1, 1, -1, -1)),
                List.of(4L, 2L, 1L, 3L, 1L, 1L));
    }

    @ParameterizedTest
    @EnumSource(PermutationDistance.class)
    void evidenceAndMarginalsAreThoseOfEnumeration(PermutationDistance distance) {
        MallowsPosterior exact = ExactMallows.posterior(distance, partial(), PRIOR);
        MixturePosterior found =
                run(MallowsMixture.of(distance, partial(), PRIOR, 1).withEffort(150, 2), 3, distance.name());
        // four standard errors and a little
        assertEquals(exact.logEvidence(), found.logEvidence(), 4 * found.evidenceError() + 0.02);
        assertTrue(found.evidenceError() < 0.3, "error " + found.evidenceError());
        MallowsPosterior own = found.clusters().get(0);
        assertEquals(
                exact.alpha().mean(), own.alpha().mean(), 0.15 * exact.alpha().sd());
        for (int at = 0; at < 25; at++) {
            assertEquals(exact.places().data[at], own.places().data[at], 0.03);
        }
    }

    /** The tolerance is more than five standard errors of a share of one half at a sixth of the 51,200 draws. */
    @Test
    void chainsHaveTheMarginalsOfEnumeration() {
        MallowsPosterior exact = ExactMallows.posterior(PermutationDistance.KENDALL, partial(), PRIOR);
        MallowsMixture mixture = MallowsMixture.of(PermutationDistance.KENDALL, partial(), PRIOR, 1)
                .withEffort(400, 2);
        List<MixtureDraws> chains = IntStream.range(0, 4)
                .mapToObj(c -> mixture.chain(DrawRandom.of(17, 0, c)))
                .toList();
        MixturePosterior found = MixturePosterior.of(mixture, chains);
        assertTrue(Double.isNaN(found.logEvidence()));
        assertArrayEquals(exact.places().data, found.clusters().get(0).places().data, 0.03);
    }

    @Test
    void twoClustersHaveTheEvidenceOfEnumeration() {
        RankingData data = RankingData.complete(List.of(
                Permutation.of(0, 1, 2), Permutation.of(0, 1, 2), Permutation.of(2, 1, 0), Permutation.of(1, 0, 2)));
        MixturePosterior found = run(
                MallowsMixture.of(PermutationDistance.KENDALL, data, PRIOR, 2).withEffort(200, 2), 4, "two");
        assertEquals(logEvidenceOfTwo(data), found.logEvidence(), 4 * found.evidenceError() + 0.01);
    }

    /** By visiting both consensus rankings and grids of both spreads and the weight. */
    private static double logEvidenceOfTwo(RankingData data) {
        PermutationEnumeration all = new PermutationEnumeration(3);
        List<double[]> grid = new ArrayList<>();
        for (double alpha = 0.1; alpha < 30; alpha += 0.2) {
            for (int k = 0; k < all.size(); k++) {
                Mallows model = Mallows.of(PermutationDistance.KENDALL, all.permutation(k), alpha / 3);
                double[] row = new double[data.sets().size() + 1];
                row[0] = Math.exp(PRIOR.logDensity(alpha)) * 0.2 / all.size();
                for (int s = 0; s < data.sets().size(); s++) {
                    row[s + 1] = Math.exp(model.logProbability(Permutation.of(data.completePlaces(s))));
                }
                grid.add(row);
            }
        }
        double sum = 0;
        for (double weight = 0.05; weight < 1; weight += 0.1) {
            for (double[] one : grid) {
                for (double[] two : grid) {
                    double p = 0.1 * one[0] * two[0];
                    for (int s = 1; s < one.length; s++) {
                        p *= Math.pow(
                                weight * one[s] + (1 - weight) * two[s],
                                data.counts().get(s - 1));
                    }
                    sum += p;
                }
            }
        }
        return Math.log(sum);
    }

    @ParameterizedTest
    @EnumSource(PairMistakes.Kind.class)
    void pairsThatMayBeMistakenHaveTheEvidenceOfEnumeration(PairMistakes.Kind kind) {
        int[][] circle = {{0, 2, 0}, {0, 0, 1}, {1, 0, 0}};
        int[][] line = {{0, 1, 1}, {0, 0, 3}, {0, 0, 0}};
        PairMistakes mistakes = new PairMistakes(kind, List.of(circle, line));
        RankingSet open = RankingSet.pairs(3, List.of());
        RankingData data = new RankingData(3, List.of(open, open), List.of(1L, 1L));
        MallowsMixture mixture = MallowsMixture.of(PermutationDistance.FOOTRULE, data, PRIOR, 1)
                .withMistakes(mistakes)
                .withEffort(200, 2);
        MixturePosterior found = run(mixture, 4, kind.name());
        assertEquals(logEvidenceOfMistakes(mistakes), found.logEvidence(), 4 * found.evidenceError() + 0.02);
        assertEquals(kind == PairMistakes.Kind.BERNOULLI ? 1 : 2, found.mistakeNumbers());
    }

    private static double logEvidenceOfMistakes(PairMistakes mistakes) {
        PermutationEnumeration all = new PermutationEnumeration(3);
        double sum = 0;
        int steps = 60;
        boolean one = mistakes.kind() == PairMistakes.Kind.BERNOULLI;
        for (int a = 0; a < steps; a++) {
            for (int b = 0; b < (one ? 1 : steps); b++) {
                double[] numbers = one
                        ? new double[] {mistakes.draw((a + 0.5) / steps)}
                        : new double[] {mistakes.draw((a + 0.5) / steps), mistakes.draw((b + 0.5) / steps)};
                double[] right = new double[3];
                double[] wrong = new double[3];
                mistakes.logProbabilities(numbers, right, wrong);
                double share = 1.0 / steps / (one ? 1 : steps);
                for (double alpha = 0.125; alpha < 30; alpha += 0.25) {
                    Mallows model = Mallows.of(PermutationDistance.FOOTRULE, all.permutation(0), alpha / 3);
                    // the consensus is uniform, so relabeling the items of the reports sums over it
                    for (int rho = 0; rho < all.size(); rho++) {
                        double p = share * 0.25 * Math.exp(PRIOR.logDensity(alpha)) / all.size();
                        for (int[][] wins : mistakes.wins()) {
                            p *= reports(wins, all, model, all.permutation(rho), right, wrong);
                        }
                        sum += p;
                    }
                }
            }
        }
        return Math.log(sum);
    }

    private static double reports(
            int[][] wins, PermutationEnumeration all, Mallows model, Permutation rho, double[] right, double[] wrong) {
        double sum = 0;
        for (int r = 0; r < all.size(); r++) {
            Permutation own = all.permutation(r);
            double log = model.logProbability(rho.inverse().then(own));
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    int gap = own.place(j) - own.place(i);
                    log += wins[i][j] * (gap > 0 ? right[gap] : i == j ? 0 : wrong[-gap]);
                }
            }
            sum += Math.exp(log);
        }
        return sum;
    }

    @Test
    void clustersWellApartAreFoundWithTheirMembers() {
        RandomGenerator rng = rng("apart");
        Permutation up = Permutation.identity(8);
        Permutation down = Permutation.of(7, 6, 5, 4, 3, 2, 1, 0);
        List<Permutation> rankings = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            rankings.add(Mallows.of(PermutationDistance.KENDALL, k < 28 ? up : down, 1.2)
                    .sample(rng));
        }
        RankingData data = RankingData.complete(rankings);
        MixturePosterior found = run(MallowsMixture.of(PermutationDistance.KENDALL, data, PRIOR, 2), 3, "apart");
        assertEquals(0.7, found.weights().get(0).mean(), 0.1);
        for (int s = 0; s < data.sets().size(); s++) {
            Permutation ranking = Permutation.of(data.completePlaces(s));
            boolean first = PermutationDistance.KENDALL.between(ranking, up)
                    < PermutationDistance.KENDALL.between(ranking, down);
            assertEquals(first ? 1 : 0, found.membership().get(s, 0), 0.1);
        }
        MallowsMixtureFit fit = MallowsMixtureFit.of(PermutationDistance.KENDALL, data, 2, 5, rng);
        assertEquals(List.of(up, down), fit.centers());
        assertTrue(fit.bic()
                < MallowsMixtureFit.of(PermutationDistance.KENDALL, data, 1, 1, rng)
                        .bic());
    }

    @Test
    void sizesAreThoseOfEnumeration() {
        PermutationEnumeration all = new PermutationEnumeration(5);
        for (RankingSet set : partial().sets()) {
            long count = IntStream.range(0, all.size())
                    .filter(k -> set.allows(all.permutation(k).places()))
                    .count();
            assertEquals(Math.log(count), set.logSize(), 1e-12, set.toString());
        }
    }

    @Test
    void generalizedMallowsIsThatOfEnumeration() {
        RankingData data = RankingData.complete(List.of(
                Permutation.of(0, 1, 2), Permutation.of(0, 2, 1), Permutation.of(0, 2, 1), Permutation.of(2, 0, 1)));
        GeneralizedMallows found = GeneralizedMallows.posterior(data, PRIOR);
        PermutationEnumeration all = new PermutationEnumeration(3);
        double[] posterior = new double[6];
        double[][] alpha = new double[6][2];
        double total = 0;
        for (int k = 0; k < 6; k++) {
            int[] order = all.permutation(k).inverse().places();
            double p = 1.0 / 6;
            for (int j = 0; j < 2; j++) {
                long v = 0;
                for (int s = 0; s < data.sets().size(); s++) {
                    for (int later = j + 1; later < 3; later++) {
                        int[] places = data.completePlaces(s);
                        v += places[order[later]] < places[order[j]]
                                ? data.counts().get(s)
                                : 0;
                    }
                }
                long sum = v;
                int later = 2 - j;
                double mass = integral(a -> Math.exp(-a / 3 * sum) / Math.pow(psi(a / 3, later), 4));
                alpha[k][j] = integral(a -> a * Math.exp(-a / 3 * sum) / Math.pow(psi(a / 3, later), 4)) / mass;
                p *= mass;
            }
            posterior[k] = p;
            total += p;
        }
        assertEquals(Math.log(total), found.logEvidence(), 1e-6);
        double[] mean = new double[2];
        double first = 0;
        for (int k = 0; k < 6; k++) {
            mean[0] += posterior[k] / total * alpha[k][0];
            mean[1] += posterior[k] / total * alpha[k][1];
            first += all.permutation(k).place(0) == 0 ? posterior[k] / total : 0;
        }
        assertEquals(mean[0], found.alphaMean()[0], 1e-5);
        assertEquals(mean[1], found.alphaMean()[1], 1e-5);
        assertEquals(first, found.places().get(0, 0), 1e-7);
        assertEquals(1, found.before().get(0, 1) + found.before().get(1, 0), 1e-12);
        assertEquals(0, found.best().place(0));
    }

    private static double psi(double theta, int later) {
        return IntStream.rangeClosed(0, later)
                .mapToDouble(v -> Math.exp(-v * theta))
                .sum();
    }

    private static double integral(DoubleUnaryOperator f) {
        double sum = 0;
        for (double a = 0.002; a < 80; a += 0.004) {
            sum += 0.004 * Math.exp(PRIOR.logDensity(a)) * f.applyAsDouble(a);
        }
        return sum;
    }

    @Test
    void refusesWhatCannotBe() {
        RankingData data = RankingData.complete(List.of(Permutation.identity(30)));
        assertThrows(
                IllegalArgumentException.class, () -> MallowsMixture.of(PermutationDistance.SPEARMAN, data, PRIOR, 1));
        assertThrows(
                IllegalArgumentException.class, () -> MallowsMixture.of(PermutationDistance.KENDALL, data, PRIOR, 0));
        assertThrows(IllegalArgumentException.class, () -> GeneralizedMallows.posterior(data, PRIOR));
        PairMistakes none = new PairMistakes(PairMistakes.Kind.BERNOULLI, List.of());
        MallowsMixture mixture = MallowsMixture.of(PermutationDistance.KENDALL, data, PRIOR, 1);
        assertThrows(IllegalArgumentException.class, () -> mixture.withMistakes(none));
        assertThrows(
                IllegalArgumentException.class,
                () -> MallowsMixtureFit.of(PermutationDistance.ULAM, data, 2, 1, rng("refuses")));
    }
}
