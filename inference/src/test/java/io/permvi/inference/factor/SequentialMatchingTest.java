package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.permvi.inference.fit.Elbo;
import io.permvi.inference.fit.ExactElbo;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.FactorContract;
import io.permvi.testkit.GradientCheck;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SequentialMatchingTest {
    private record Case(int n, double[][] theta, int[][] permutations, double[] sequential_log_pmf) {}

    private static List<SequentialMatching> factors() {
        MatchingLatent square = new MatchingLatent("square", 4);
        SparsityPattern band = SparsityPattern.where(4, 4, (i, j) -> Math.abs(i - j) <= 1 || i == 0);
        SparsityPattern wide = SparsityPattern.where(3, 5, (i, j) -> (i + j) % 3 != 0);
        return List.of(
                new SequentialMatching(square),
                new SequentialMatching(square).withComponents(3).withRowOrder(Permutation.of(2, 0, 3, 1)),
                new SequentialMatching(new MatchingLatent("band", band)).withComponents(2),
                new SequentialMatching(new MatchingLatent("wide", wide)),
                new SequentialMatching(new MatchingLatent("partial", MatchingSpace.partial(wide))).withComponents(2));
    }

    private static double[] randomParameters(SequentialMatching factor, RandomGenerator rng) {
        double[] parameters = new double[factor.parameterCount() + 2];
        Arrays.setAll(parameters, k -> rng.nextGaussian());
        return parameters;
    }

    /** All matchings of a small space. */
    private static List<int[]> matchings(Space space) {
        List<int[]> found = new ArrayList<>();
        collect(space, new int[space.items()], 0, found);
        return found;
    }

    private static void collect(Space space, int[] places, int row, List<int[]> found) {
        if (row == space.items()) {
            found.add(places.clone());
            return;
        }
        for (int j = space.partial() ? -1 : 0; j < space.places(); j++) {
            int place = j;
            boolean free = j < 0
                    || (space.allowed().allows(row, j)
                            && Arrays.stream(places, 0, row).noneMatch(other -> other == place));
            if (free) {
                places[row] = j;
                collect(space, places, row + 1, found);
            }
        }
    }

    @Nested
    class OfPermutations extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return factors().get(1);
        }
    }

    @Nested
    class WithinABand extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return factors().get(2);
        }
    }

    @Nested
    class OfPartialMatchings extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return factors().get(4);
        }
    }

    @Nested
    class WithControl extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return factors().get(0).withControl(1);
        }
    }

    @Test
    void agreesWithTheReferenceNumbers() throws IOException {
        try (Reader reader = new InputStreamReader(
                SequentialMatchingTest.class.getResourceAsStream("/golden/discrete.json"), StandardCharsets.UTF_8)) {
            for (Case c : new Gson().fromJson(reader, Case[].class)) {
                SequentialMatching factor = new SequentialMatching(new MatchingLatent("x", c.n));
                double[] parameters = new double[factor.parameterCount()];
                factor.latent().space().allowed().gather(new DMatrixRMaj(c.theta), parameters, 0);
                DiscreteFactor.Pass pass = factor.newPass();
                for (int k = 0; k < c.permutations.length; k++) {
                    double expected = c.sequential_log_pmf[k];
                    double reached = pass.logProbability(parameters, 0, c.permutations[k]);
                    assertEquals(expected, reached, 1e-9 * Math.abs(expected));
                }
            }
        }
    }

    @Test
    void probabilitiesOfAllMatchingsSumToOne() {
        RandomGenerator rng = new SplittableRandom(1);
        for (SequentialMatching factor : factors()) {
            double[] parameters = randomParameters(factor, rng);
            DiscreteFactor.Pass pass = factor.newPass();
            double sum = 0;
            for (int[] places : matchings(factor.latent().space())) {
                sum += Math.exp(pass.logProbability(parameters, 1, places));
            }
            assertEquals(1, sum, 1e-12, factor.latent().name());
        }
    }

    /** Chi-square over all matchings at level 1e-5 for each of five factors: a false alarm in one run of 20,000. */
    @Test
    void drawsHaveTheirProbabilities() {
        RandomGenerator rng = new SplittableRandom(2);
        for (SequentialMatching factor : factors()) {
            double[] parameters = randomParameters(factor, rng);
            DiscreteFactor.Pass pass = factor.newPass();
            List<int[]> all = matchings(factor.latent().space());
            Map<String, Integer> index = new HashMap<>();
            double[] expected = new double[all.size()];
            long[] observed = new long[all.size()];
            int draws = 40_000;
            for (int k = 0; k < expected.length; k++) {
                index.put(Arrays.toString(all.get(k)), k);
                expected[k] = draws * Math.exp(pass.logProbability(parameters, 1, all.get(k)));
            }
            double[] noise = new double[factor.noiseCount()];
            DMatrixRMaj z =
                    new DMatrixRMaj(factor.latent().rows(), factor.latent().columns());
            for (int k = 0; k < draws; k++) {
                factor.drawNoise(noise, 0, rng);
                double entropy = pass.forward(parameters, 1, noise, 0, z);
                int at = index.get(Arrays.toString(placesOf(z)));
                observed[at]++;
                assertEquals(-Math.log(expected[at] / draws), entropy, 1e-9);
                assertEquals(-entropy, pass.logDensity(), 0);
            }
            assertTrue(
                    new ChiSquareTest().chiSquareTest(expected, observed) > 1e-5,
                    factor.latent().name());
        }
    }

    private static int[] placesOf(DMatrixRMaj z) {
        int[] places = new int[z.numRows];
        for (int i = 0; i < z.numRows; i++) {
            places[i] = Matching.UNMATCHED;
            for (int j = 0; j < z.numCols; j++) {
                places[i] = z.get(i, j) == 1 ? j : places[i];
            }
        }
        return places;
    }

    @Test
    void scoreFunctionPassesTheGradientCheck() {
        RandomGenerator rng = new SplittableRandom(3);
        for (SequentialMatching factor : factors()) {
            double[] parameters = randomParameters(factor, rng);
            DiscreteFactor.Pass pass = factor.newPass();
            int[] places = matchings(factor.latent().space()).get(3);
            double[] gradient = new double[parameters.length];
            pass.logProbability(parameters, 1, places);
            pass.backward(1.7, gradient, 1);
            double error = GradientCheck.relativeError(
                    moved -> 1.7 * pass.logProbability(moved, 1, places), parameters, gradient, rng);
            assertTrue(error < 1e-6, factor.latent().name() + " " + error);
        }
    }

    private static PointMatching problem(int n, double sigma, RandomGenerator rng) {
        DMatrixRMaj centers = new DMatrixRMaj(n, 2);
        DMatrixRMaj observations = new DMatrixRMaj(n, 2);
        for (int e = 0; e < 2 * n; e++) {
            centers.data[e] = rng.nextGaussian();
            observations.data[(e + 2) % (2 * n)] = centers.data[e] + sigma * rng.nextGaussian();
        }
        return PointMatching.of(new MatchingLatent("x", n), observations, centers, sigma);
    }

    @Test
    void exactElboPassesTheGradientCheckAndBoundsTheEvidence() {
        RandomGenerator rng = new SplittableRandom(4);
        PointMatching model = problem(4, 0.5, rng);
        SequentialMatching factor = new SequentialMatching(model.latent()).withComponents(2);
        ExactElbo elbo = new ExactElbo(model, factor);
        double[] parameters = new double[factor.parameterCount()];
        Arrays.setAll(parameters, k -> rng.nextGaussian());
        double[] gradient = new double[parameters.length];
        double value = elbo.valueAndGradient(parameters, gradient);
        assertTrue(value < elbo.posterior().logEvidence());
        assertTrue(GradientCheck.relativeError(elbo::value, parameters, gradient, rng) < 1e-6);
    }

    /**
     * The average of 4000 leave-one-out gradients of 4 draws is within five standard errors of the exact one in each of
     * 34 entries: a false alarm in about 50,000 runs.
     */
    @Test
    void leaveOneOutGradientIsUnbiased() {
        RandomGenerator rng = new SplittableRandom(5);
        PointMatching model = problem(4, 0.7, rng);
        SequentialMatching factor = new SequentialMatching(model.latent()).withComponents(2);
        double[] parameters = new double[factor.parameterCount()];
        Arrays.setAll(parameters, k -> 0.5 * rng.nextGaussian());
        double[] exact = new double[parameters.length];
        new ExactElbo(model, factor).valueAndGradient(parameters, exact);
        MeanField q = MeanField.of(factor);
        Elbo elbo = new Elbo(model, q, 4);
        double[][] noise = new double[4][q.noiseCount()];
        double[] gradient = new double[parameters.length];
        double[] sum = new double[parameters.length];
        double[] squares = new double[parameters.length];
        int repetitions = 4000;
        try (Workers workers = new Workers(1)) {
            for (int r = 0; r < repetitions; r++) {
                for (double[] row : noise) {
                    q.drawNoise(row, rng);
                }
                elbo.valueAndGradient(parameters, noise, 1, gradient, workers);
                for (int k = 0; k < gradient.length; k++) {
                    sum[k] += gradient[k];
                    squares[k] += gradient[k] * gradient[k];
                }
            }
        }
        for (int k = 0; k < exact.length; k++) {
            double mean = sum[k] / repetitions;
            double error = Math.sqrt((squares[k] / repetitions - mean * mean) / repetitions);
            assertEquals(exact[k], mean, 5 * error + 1e-12);
        }
    }

    @Test
    void fitApproachesTheExactPosterior() {
        RandomGenerator rng = new SplittableRandom(6);
        PointMatching model = problem(5, 0.5, rng);
        Permutation order = SequentialMatching.certainFirst(
                model.scores(), model.latent().space().allowed());
        SequentialMatching factor = new SequentialMatching(model.latent()).withRowOrder(order);
        double[] start = new double[factor.parameterCount()];
        factor.startAt(Start.scores(model.latent(), model.scores()), start, 0);
        ExactElbo exact = new ExactElbo(model, factor);
        double before = exact.posterior().bhattacharyyaDistance(exact.probabilities(start));
        FitResult fit = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, 400)))
                .withSteps(400)
                .withDraws(16)
                .fit(model, MeanField.of(factor), start, rng);
        double[] fitted = fit.posterior().parameters();
        double after = exact.posterior().bhattacharyyaDistance(exact.probabilities(fitted));
        assertTrue(after < 0.05 && after < before, before + " to " + after);
    }

    /** The component that makes a value likely has weight exp(-1000), the other gives it exp(-2000). */
    @Test
    void aSmallWeightCountsWhereTheOtherComponentSaysNever() {
        DiscreteFactor.Pass pass = new SequentialMatching(new MatchingLatent("x", 2))
                .withComponents(2)
                .newPass();
        double[] parameters = {2000, 0, 0, 0, 0, 2000, 0, 0, 1000, 0};
        double[] gradient = new double[10];
        assertEquals(-1000, pass.logProbability(parameters, 0, new int[] {1, 0}), 1e-9);
        pass.backward(1, gradient, 0);
        assertArrayEquals(new double[] {0, 0, 0, 0, 0, 0, 0, 0, -1, 1}, gradient, 1e-9);
    }

    @Test
    void certainRowsComeFirst() {
        DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{0, 0, 0}, {9, 0, 0}, {2, 0, 0}});
        assertArrayEquals(
                new int[] {1, 2, 0},
                SequentialMatching.certainFirst(scores, SparsityPattern.all(3, 3))
                        .places());
    }

    @Test
    void documentedFailures() {
        MatchingLatent latent = new MatchingLatent("x", 3);
        SequentialMatching factor = new SequentialMatching(latent);
        assertThrows(IllegalArgumentException.class, () -> factor.withComponents(0));
        assertThrows(IllegalArgumentException.class, () -> factor.withInitialSpread(-1));
        assertThrows(IllegalArgumentException.class, () -> factor.withRowOrder(Permutation.identity(2)));
        DiscreteFactor.Pass pass = factor.newPass();
        assertThrows(IllegalStateException.class, pass::logDensity);
        assertThrows(IllegalStateException.class, () -> pass.backward(1, new double[9], 0));
        SparsityPattern stuck = SparsityPattern.where(3, 3, (i, j) -> j == 0 || i == 2);
        assertThrows(IllegalArgumentException.class, () -> new SequentialMatching(new MatchingLatent("stuck", stuck))
                .newPass());
        assertEquals(24, new PermutationEnumeration(4).size());
    }
}
