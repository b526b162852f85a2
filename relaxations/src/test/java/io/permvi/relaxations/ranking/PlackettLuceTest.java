package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.testkit.GradientCheck;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PlackettLuceTest {
    private record Case(
            int n,
            double[][] theta,
            double log_permanent_of_exp_theta,
            double[][] exact_marginals,
            int[][] permutations,
            double[] gibbs_log_pmf,
            double[] utilities,
            double[] plackett_luce_log_pmf) {}

    @Test
    void agreesWithTheReferenceNumbers() throws IOException {
        for (Case c : ReferenceFiles.golden("discrete.json", Case[].class)) {
            PlackettLuce model = PlackettLuce.of(c.utilities);
            EnumeratedDistribution gibbs = EnumeratedDistribution.gibbs(new DMatrixRMaj(c.theta));
            double tolerance = 1e-9 * Math.abs(c.log_permanent_of_exp_theta);
            assertEquals(c.log_permanent_of_exp_theta, gibbs.logNormalizer(), tolerance);
            assertArrayEquals(new DMatrixRMaj(c.exact_marginals).data, gibbs.marginals().data, 1e-12);
            for (int k = 0; k < c.permutations.length; k++) {
                double expected = c.plackett_luce_log_pmf[k];
                assertEquals(expected, model.logProbabilityOfOrder(c.permutations[k]), 1e-9 * Math.abs(expected));
                Permutation ranks = Permutation.of(c.permutations[k]).inverse();
                assertEquals(expected, model.logProbability(ranks), 1e-9 * Math.abs(expected));
                double expectedGibbs = c.gibbs_log_pmf[k];
                double gibbsValue = gibbs.logProbability(Permutation.of(c.permutations[k]));
                assertEquals(expectedGibbs, gibbsValue, 1e-9 * Math.abs(expectedGibbs));
            }
        }
    }

    /** Chi-square over 24 permutations at level 1e-5: a false alarm in one run of 100,000. */
    @Test
    void drawsHaveTheRightFrequencies() {
        PlackettLuce model = PlackettLuce.of(0.5, -1, 1, 0);
        PermutationEnumeration all = new PermutationEnumeration(4);
        RandomGenerator rng = new SplittableRandom(31);
        long[] observed = new long[24];
        for (int k = 0; k < 50_000; k++) {
            observed[all.indexOf(model.sample(rng).places())]++;
        }
        double[] expected = new double[24];
        Arrays.setAll(expected, k -> 50_000 * Math.exp(model.logProbability(all.permutation(k))));
        assertEquals(50_000, Arrays.stream(expected).sum(), 1e-6);
        assertTrue(new ChiSquareTest().chiSquareTest(expected, observed) > 1e-5);
    }

    @Test
    void gradientPassesTheCheck() {
        double[] utilities = {0.3, -2, 1.5, 0.1, 0.9};
        int[] order = {2, 0, 4, 1};
        double[] gradient = new double[5];
        PlackettLuce.of(utilities).addGradient(order, 2, gradient);
        double error = GradientCheck.relativeError(
                u -> 2 * PlackettLuce.of(u).logProbabilityOfOrder(order), utilities, gradient, new SplittableRandom(1));
        assertTrue(error < 1e-6);
    }

    @Test
    void gradientOfFarUtilitiesIsFinite() {
        PlackettLuce far = PlackettLuce.of(1000, 0, -1000);
        double[] gradient = new double[3];
        far.addGradient(new int[] {0, 1, 2}, 1, gradient);
        assertArrayEquals(new double[3], gradient, 1e-300);
        gradient = new double[3];
        far.addGradient(new int[] {2, 0, 1}, 1, gradient);
        assertArrayEquals(new double[] {-1, 0, 1}, gradient, 1e-12);
        assertEquals(-2000, far.logProbabilityOfOrder(2, 0, 1), 1e-9);
    }

    @Test
    void refusesOrdersAndCountsThatAreNone() {
        int[] up = {0, 1, 2};
        int[] down = {2, 1, 0};
        assertRefused("distinct items in 0..2, got 1 twice", 3, List.of(new int[] {0, 1, 1, 2}, down), 1, 1);
        assertRefused("distinct items in 0..2, got 3", 3, List.of(new int[] {1, 2, 3}, down), 1, 1);
        assertRefused("distinct items in 0..2, got -1", 3, List.of(new int[] {0, 1, -1}, down), 1, 1);
        for (double count : new double[] {0, -0.5, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefused("count of order 1 must be above 0 and finite", 3, List.of(up, down), 1, count);
        }
        assertRefused("orders need at least one item", 0, List.of(new int[0]), 1);
        PlackettLuce model = PlackettLuce.of(0, 1);
        assertThrows(IllegalArgumentException.class, () -> model.logProbabilityOfOrder(0, 0));
        assertThrows(IllegalArgumentException.class, () -> model.addGradient(new int[] {2}, 1, new double[2]));
    }

    private static void assertRefused(String part, int items, List<int[]> orders, double... counts) {
        String message = assertThrows(IllegalArgumentException.class, () -> PlackettLuceFit.of(items, orders, counts))
                .getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void oneItemHasUtilityZero() {
        PlackettLuceFit fit = PlackettLuceFit.of(1, List.of(new int[] {0}), new double[] {1});
        assertEquals(0, fit.model().utility(0));
        assertEquals(0, fit.logLikelihood());
        assertEquals(0, fit.gradientNorm());
    }

    @Test
    void fitsAgreeWithTheReferenceFits() throws IOException {
        Map<String, List<String[]>> references = new LinkedHashMap<>();
        for (String[] row : ReferenceFiles.rankingRows("golden_plackett_luce.csv")) {
            references.computeIfAbsent(row[0], k -> new ArrayList<>()).add(row);
        }
        for (Map.Entry<String, List<String[]>> entry : references.entrySet()) {
            List<String[]> rows = entry.getValue();
            List<int[]> orders = new ArrayList<>();
            double[] counts = entry.getKey().equals("nascar2002") ? readRaces(orders) : readOrders(entry, orders);
            int items = rows.size();
            PlackettLuceFit fit = PlackettLuceFit.of(items, orders, counts);
            double logLikelihood = Double.parseDouble(rows.get(0)[4]);
            // half a unit of the last digit that the file prints
            double printed = rows.get(0)[3].length() > 11 ? 6e-11 : 6e-9;
            assertEquals(logLikelihood, fit.logLikelihood(), 1e-8, entry.getKey());
            for (String[] row : rows) {
                int item = Integer.parseInt(row[1]) - 1;
                assertEquals(Double.parseDouble(row[3]), fit.model().utility(item), printed, entry.getKey());
            }
        }
    }

    private static double[] readOrders(Map.Entry<String, List<String[]>> entry, List<int[]> orders) throws IOException {
        List<Permutation> data = new ArrayList<>();
        double[] counts = MallowsTest.readRankings(entry.getKey(), data);
        data.forEach(ranks -> orders.add(ranks.inverse().places()));
        return counts;
    }

    /** The races without drivers 84 to 87, who never beat anyone. */
    private static double[] readRaces(List<int[]> orders) throws IOException {
        for (String[] row : ReferenceFiles.rankingRows("nascar2002.csv")) {
            orders.add(Arrays.stream(row)
                    .skip(1)
                    .mapToInt(driver -> Integer.parseInt(driver) - 1)
                    .filter(driver -> driver < 83)
                    .toArray());
        }
        double[] counts = new double[orders.size()];
        Arrays.fill(counts, 1);
        return counts;
    }

    @Test
    void refusesDataWithoutAFiniteMaximum() {
        List<int[]> orders = List.of(new int[] {2, 0, 1}, new int[] {2, 1, 0});
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> PlackettLuceFit.of(3, orders, new double[] {1, 1}));
        assertTrue(thrown.getMessage().contains("[2]"), thrown.getMessage());
        assertThrows(IllegalArgumentException.class, () -> PlackettLuceFit.of(3, orders, new double[] {1}));
        assertThrows(IllegalArgumentException.class, () -> PlackettLuce.of());
        assertThrows(IllegalArgumentException.class, () -> PlackettLuce.of(Double.NaN));
    }
}
