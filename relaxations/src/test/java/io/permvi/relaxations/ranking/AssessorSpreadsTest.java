package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;

class AssessorSpreadsTest {
    private static final SpreadPrior PRIOR = new SpreadPrior(3, 0.6);

    private static RandomGenerator rng(String name) {
        return RandomStream.of(11).named(name).generator();
    }

    @Test
    void theConsensusIsThatOfQuadrature() {
        List<Permutation> rankings = List.of(
                Permutation.of(0, 1, 2), Permutation.of(0, 2, 1), Permutation.of(0, 1, 2), Permutation.of(2, 1, 0));
        AssessorSpreads model = new AssessorSpreads(PermutationDistance.KENDALL, rankings, PRIOR, 500, 60_000);
        MallowsPosterior found = model.posterior(List.of(model.chain(rng("chain"))));
        PermutationEnumeration all = new PermutationEnumeration(3);
        double[] posterior = new double[6];
        int steps = 30;
        for (int u = 0; u < steps; u++) {
            double mean = new GammaDistribution(PRIOR.shape(), 1 / PRIOR.rate())
                    .inverseCumulativeProbability((u + 0.5) / steps);
            for (int v = 0; v < steps; v++) {
                double shape = -3 * Math.log1p(-(v + 0.5) / steps);
                double[] byDistance = byDistance(mean, shape);
                for (int k = 0; k < 6; k++) {
                    double p = 1;
                    for (Permutation ranking : rankings) {
                        p *= byDistance[(int) PermutationDistance.KENDALL.between(ranking, all.permutation(k))];
                    }
                    posterior[k] += p;
                }
            }
        }
        double total = Arrays.stream(posterior).sum();
        double[] first = new double[3];
        for (int k = 0; k < 6; k++) {
            first[all.permutation(k).inverse().place(0)] += posterior[k] / total;
        }
        for (int i = 0; i < 3; i++) {
            // some thousand effective draws
            assertEquals(first[i], found.places().get(i, 0), 0.03);
        }
    }

    /** The probability of a ranking at each distance, its spread integrated over quantiles. */
    private static double[] byDistance(double mean, double shape) {
        double[] sums = new double[4];
        GammaDistribution gamma = new GammaDistribution(shape, mean / shape);
        int steps = 40;
        for (int k = 0; k < steps; k++) {
            double alpha = Math.max(1e-9, gamma.inverseCumulativeProbability((k + 0.5) / steps));
            double z = Math.exp(Mallows.of(PermutationDistance.KENDALL, Permutation.identity(3), alpha / 3)
                    .logNormalizer());
            for (int d = 0; d < 4; d++) {
                sums[d] += Math.exp(-alpha / 3 * d) / z / steps;
            }
        }
        return sums;
    }

    @Test
    void carefulAssessorsHaveLargerSpreads() {
        RandomGenerator rng = rng("careful");
        List<Permutation> rankings = new ArrayList<>();
        for (int k = 0; k < 20; k++) {
            rankings.add(Mallows.of(PermutationDistance.FOOTRULE, Permutation.identity(10), k < 10 ? 1.5 : 0.05)
                    .sample(rng));
        }
        AssessorSpreads model =
                new AssessorSpreads(PermutationDistance.FOOTRULE, rankings, SpreadPrior.withDefaults(), 1000, 4000);
        AssessorSpreads.Draws draws = model.chain(rng);
        for (int k = 0; k < 10; k++) {
            double careful = Arrays.stream(draws.alphasOf(k)).average().orElse(0);
            double careless = Arrays.stream(draws.alphasOf(10 + k)).average().orElse(0);
            assertTrue(careful > 2 * careless, careful + " and " + careless);
        }
    }

    @Test
    void refusesWhatHasNoCosts() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AssessorSpreads(PermutationDistance.ULAM, List.of(Permutation.identity(4)), PRIOR, 10, 10));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AssessorSpreads(PermutationDistance.KENDALL, List.of(), PRIOR, 10, 10));
    }
}
