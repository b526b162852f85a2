package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MallowsTest {
    private record Case(
            String distance,
            int n,
            double theta,
            int[] center,
            double log_normalizer,
            double mean_distance,
            int[][] permutations,
            int[] distances,
            double[] log_pmf) {}

    private static PermutationDistance distance(String name) {
        return PermutationDistance.valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Test
    void agreesWithTheReferenceNumbers() throws IOException {
        for (Case c : ReferenceFiles.golden("mallows.json", Case[].class)) {
            Mallows mallows = Mallows.of(distance(c.distance), Permutation.of(c.center), c.theta);
            assertEquals(c.log_normalizer, mallows.logNormalizer(), 1e-9 * Math.abs(c.log_normalizer));
            assertEquals(c.mean_distance, mallows.meanDistance(), 1e-9 * Math.abs(c.mean_distance));
            for (int k = 0; k < c.permutations.length; k++) {
                Permutation p = Permutation.of(c.permutations[k]);
                assertEquals(c.distances[k], mallows.distance().between(p, mallows.center()), c.distance);
                assertEquals(c.log_pmf[k], mallows.logProbability(p), 1e-9 * Math.abs(c.log_pmf[k]));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void normalizesAtEveryTheta(PermutationDistance distance) {
        Permutation center = Permutation.of(3, 0, 4, 1, 5, 2);
        for (double theta : new double[] {0, 1e-6, 0.05, 1, 30}) {
            Mallows mallows = Mallows.of(distance, center, theta);
            EnumeratedDistribution exact =
                    EnumeratedDistribution.of(6, places -> -theta * distance.between(Permutation.of(places), center));
            assertEquals(exact.logNormalizer(), mallows.logNormalizer(), 1e-10);
            double mean = exact.enumeration().stream()
                    .mapToDouble(p -> Math.exp(exact.logProbability(p)) * distance.between(p, center))
                    .sum();
            assertEquals(mean, mallows.meanDistance(), 1e-8 * (1 + mean));
        }
    }

    /** Chi-square over the 120 permutations of order 5 at level 1e-5: a false alarm in one run of 100,000. */
    @ParameterizedTest
    @EnumSource
    void drawsHaveTheRightFrequencies(PermutationDistance distance) {
        int draws = distance.ordinal() < 3 ? 60_000 : 20_000;
        RandomGenerator rng = new SplittableRandom(21 + distance.ordinal());
        Permutation center = Permutation.of(2, 4, 0, 1, 3);
        double theta = distance == PermutationDistance.SPEARMAN ? 0.05 : 0.4;
        Mallows mallows = Mallows.of(distance, center, theta);
        PermutationEnumeration all = new PermutationEnumeration(5);
        long[] observed = new long[all.size()];
        for (int k = 0; k < draws; k++) {
            observed[all.indexOf(mallows.sample(rng).places())]++;
        }
        double[] expected = new double[all.size()];
        Arrays.setAll(expected, k -> draws * Math.exp(mallows.logProbability(all.permutation(k))));
        assertTrue(new ChiSquareTest().chiSquareTest(expected, observed) > 1e-5);
    }

    @Test
    void estimatesTheNormalizerWhereItIsNotExact() {
        RandomGenerator rng = new SplittableRandom(3);
        for (PermutationDistance distance : new PermutationDistance[] {
            PermutationDistance.SPEARMAN, PermutationDistance.ULAM, PermutationDistance.FOOTRULE
        }) {
            double theta = distance == PermutationDistance.SPEARMAN ? 0.02 : 0.5;
            double exact = Mallows.of(distance, Permutation.identity(12), theta).logNormalizer();
            Mallows.NormalizerEstimate estimate = Mallows.estimateNormalizer(distance, 12, theta, 200, rng);
            // five standard errors: a false alarm in about two million runs
            assertEquals(exact, estimate.logNormalizer(), 5 * estimate.standardError() + 1e-12);
            assertTrue(estimate.standardError() < 0.1);
        }
        assertFalse(Mallows.hasExactNormalizer(PermutationDistance.SPEARMAN, 21));
        assertTrue(Mallows.hasExactNormalizer(PermutationDistance.KENDALL, 500));
    }

    @Test
    void distancesOfManyItemsDoNotOverflow() {
        for (int n : new int[] {1860, 1861, 2000, 70_000}) {
            Permutation identity = Permutation.identity(n);
            Permutation reversed =
                    Permutation.of(IntStream.range(0, n).map(i -> n - 1 - i).toArray());
            long m = n;
            assertEquals(m * (m * m - 1) / 3, PermutationDistance.SPEARMAN.between(identity, reversed));
            assertEquals(m * m / 2, PermutationDistance.FOOTRULE.between(identity, reversed));
            assertEquals(m * (m - 1) / 2, PermutationDistance.KENDALL.between(identity, reversed));
        }
    }

    @Test
    void theEstimatedDistributionIsTheExactOne() {
        Permutation center = Permutation.of(3, 1, 0, 2, 5, 4, 7, 6);
        Mallows exact = Mallows.of(PermutationDistance.SPEARMAN, center, 0.05);
        Mallows estimated = Mallows.estimated(PermutationDistance.SPEARMAN, center, 0.05, 400, new SplittableRandom(8));
        // five standard errors: a false alarm in about two million runs
        assertEquals(exact.logNormalizer(), estimated.logNormalizer(), 5 * estimated.normalizerError());
        assertTrue(estimated.normalizerError() > 0 && estimated.normalizerError() < 0.05);
        assertEquals(0, exact.normalizerError());
        // the distance has a standard deviation below 20, so this is five standard errors of 400 draws
        assertEquals(exact.meanDistance(), estimated.meanDistance(), 5);
        assertEquals(exact.sample(new SplittableRandom(9)), estimated.sample(new SplittableRandom(9)));
    }

    @Test
    void largeOrdersHaveDraws() {
        Permutation center = Permutation.identity(25);
        Mallows wide = Mallows.estimated(PermutationDistance.SPEARMAN, center, 0.1, 20, new SplittableRandom(1));
        Permutation draw = wide.sample(new SplittableRandom(2));
        assertTrue(PermutationDistance.SPEARMAN.between(draw, center) < 25 * (25 * 25 - 1) / 6);
        assertTrue(Double.isFinite(wide.logProbability(draw)));
    }

    @ParameterizedTest
    @EnumSource
    void anEndlessSpreadIsTheCenter(PermutationDistance distance) {
        Mallows point = Mallows.of(distance, Permutation.of(1, 0, 2), 1e308);
        assertEquals(0, point.logNormalizer(), 1e-300);
        assertEquals(0, point.meanDistance(), 1e-300);
        assertEquals(0, point.logProbability(point.center()), 1e-300);
        assertEquals(point.center(), point.sample(new SplittableRandom(1)));
    }

    @Test
    void fitsAgreeWithTheReferenceFits() throws IOException {
        int compared = 0;
        for (String[] row : ReferenceFiles.rankingRows("golden_mallows.csv")) {
            List<Permutation> data = new ArrayList<>();
            double[] counts = readRankings(row[0], data);
            PermutationDistance distance = distance(row[3]);
            int[] places = Arrays.stream(row[4].split(" "))
                    .mapToInt(r -> Integer.parseInt(r) - 1)
                    .toArray();
            double total = Double.parseDouble(row[5]);
            if (row[7].isEmpty()) {
                Permutation consensus = MallowsFit.consensus(distance, data, counts);
                assertEquals(total, MallowsConsensus.total(distance, consensus, data, counts), 0);
                continue;
            }
            MallowsFit fit = MallowsFit.of(distance, data, counts);
            assertEquals(total, fit.totalDistance(), 0, row[0] + " " + row[3]);
            assertEquals(total, MallowsConsensus.total(distance, Permutation.of(places), data, counts), 0);
            assertEquals(Double.parseDouble(row[7]), fit.model().theta(), 6e-11, row[0] + " " + row[3]);
            assertEquals(Double.parseDouble(row[8]), fit.meanLogLikelihood(), 6e-11, row[0] + " " + row[3]);
            assertTrue(fit.exactCenter());
            if (row[6].equals("1")) {
                assertEquals(Permutation.of(places), fit.model().center());
            }
            compared++;
        }
        assertTrue(compared >= 26);
    }

    static double[] readRankings(String file, List<Permutation> data) throws IOException {
        List<Double> counts = new ArrayList<>();
        for (String[] row : ReferenceFiles.rankingRows(file + ".csv")) {
            counts.add(Double.parseDouble(row[0]));
            data.add(Permutation.of(Arrays.stream(row)
                    .skip(1)
                    .mapToInt(r -> Integer.parseInt(r) - 1)
                    .toArray()));
        }
        return counts.stream().mapToDouble(Double::doubleValue).toArray();
    }

    @ParameterizedTest
    @EnumSource
    void fitsRecoverWhatTheyWereDrawnFrom(PermutationDistance distance) {
        RandomGenerator rng = new SplittableRandom(4);
        double theta = distance == PermutationDistance.SPEARMAN ? 0.1 : 1;
        Mallows truth = Mallows.of(distance, Permutation.of(1, 5, 0, 2, 4, 3), theta);
        List<Permutation> data = new ArrayList<>();
        for (int k = 0; k < 800; k++) {
            data.add(truth.sample(rng));
        }
        double[] counts = new double[data.size()];
        Arrays.fill(counts, 1);
        MallowsFit fit = MallowsFit.of(distance, data, counts);
        assertEquals(truth.center(), fit.model().center());
        // about six standard errors of theta
        assertEquals(theta, fit.model().theta(), 0.25 * theta);
    }

    @Test
    void localSearchFindsTheCenterOfLargeProblems() {
        RandomGenerator rng = new SplittableRandom(5);
        Mallows truth = Mallows.of(PermutationDistance.CAYLEY, Permutation.random(12, rng), 3);
        List<Permutation> data = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            data.add(truth.sample(rng));
        }
        double[] counts = new double[40];
        Arrays.fill(counts, 1);
        MallowsFit fit = MallowsFit.of(PermutationDistance.CAYLEY, data, counts);
        assertEquals(truth.center(), fit.model().center());
        assertFalse(fit.exactCenter());
    }

    @Test
    void documentedFailures() {
        Permutation center = Permutation.identity(3);
        assertThrows(IllegalArgumentException.class, () -> Mallows.of(PermutationDistance.KENDALL, center, -1));
        assertThrows(
                IllegalArgumentException.class,
                () -> Mallows.of(PermutationDistance.SPEARMAN, Permutation.identity(21), 1));
        for (double count : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> MallowsFit.of(
                            PermutationDistance.KENDALL,
                            List.of(center, Permutation.of(1, 0, 2)),
                            new double[] {1, count}));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> Mallows.estimateNormalizer(PermutationDistance.ULAM, 5, 1, 1, new SplittableRandom(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> MallowsFit.of(PermutationDistance.KENDALL, List.of(center), new double[] {2}));
        assertThrows(
                IllegalArgumentException.class,
                () -> MallowsFit.of(PermutationDistance.KENDALL, List.of(), new double[0]));
        assertThrows(IllegalArgumentException.class, () -> new PermutationEnumeration(13));
        assertThrows(IndexOutOfBoundsException.class, () -> new PermutationEnumeration(3).permutation(6));
    }

    @Test
    void enumerationIsLexicographicAndInvertible() {
        PermutationEnumeration all = new PermutationEnumeration(5);
        for (int k = 0; k < all.size(); k++) {
            assertEquals(k, all.indexOf(all.permutation(k).places()));
        }
        assertArrayEquals(
                new int[] {0, 1, 2, 4, 3},
                all.stream().skip(1).findFirst().orElseThrow().places());
    }
}
