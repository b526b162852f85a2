package io.permvi.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.permvi.inference.factor.Bound;
import io.permvi.inference.factor.DensityFactor;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.LogDensity;
import io.permvi.inference.factor.PathwiseFactor;
import io.permvi.inference.factor.ScoredFactor;
import io.permvi.inference.factor.Tempered;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every variational factor promises. A pathwise factor: the gradient of any energy and of its entropy term agrees
 * with differences. A discrete one: its log probabilities are those of its draws, sum to one, and have the gradient that
 * it adds, so that the score function is unbiased. A subclass names a small factor; a discrete one has at most some
 * hundred values, since all are enumerated.
 */
public abstract class FactorContract {
    private static final double GRADIENT_TOLERANCE = 1e-6;
    private static final int OFFSET = 3;
    private static final int DRAWS = 20_000;
    /** Values that are drawn less often than this on average are counted together. */
    private static final double RARE = 5;

    /** A small factor. */
    protected abstract VariationalFactor factor();

    /** A temperature that it serves, where it has one. */
    protected double temperature() {
        return 0.7;
    }

    private final RandomGenerator rng = new SplittableRandom(21);

    private <P extends VariationalFactor.Pass> P atTemperature(P pass) {
        if (pass instanceof Tempered.Pass tempered) {
            tempered.setTemperature(temperature());
        }
        return pass;
    }

    private PathwiseFactor exactPathwise() {
        Assumptions.assumeTrue(pathwise().hasExactGradient(), "another gradient stands in for its own");
        return pathwise();
    }

    private PathwiseFactor pathwise() {
        Assumptions.assumeTrue(factor() instanceof PathwiseFactor, "not a pathwise factor");
        return (PathwiseFactor) factor();
    }

    private DiscreteFactor discrete() {
        Assumptions.assumeTrue(factor() instanceof DiscreteFactor, "not a discrete factor");
        return (DiscreteFactor) factor();
    }

    private double[] parameters() {
        double[] parameters = new double[OFFSET + factor().parameterCount()];
        for (int k = 0; k < parameters.length; k++) {
            parameters[k] = 0.5 * rng.nextGaussian();
        }
        return parameters;
    }

    private double[] noise() {
        double[] noise = new double[OFFSET + factor().noiseCount()];
        factor().drawNoise(noise, OFFSET, rng);
        return noise;
    }

    private DMatrixRMaj value() {
        return new DMatrixRMaj(factor().latent().rows(), factor().latent().columns());
    }

    @Test
    void startingParametersAreFiniteAndStayInTheirPlace() {
        double[] parameters = new double[OFFSET + factor().parameterCount() + 1];
        Arrays.fill(parameters, Double.NaN);
        factor().initialize(parameters, OFFSET, rng);
        for (int k = 0; k < parameters.length; k++) {
            boolean own = k >= OFFSET && k < parameters.length - 1;
            assertEquals(own, Double.isFinite(parameters[k]), "parameter " + k);
        }
    }

    @Test
    void noiseIsFiniteAndStaysInItsPlace() {
        double[] noise = new double[OFFSET + factor().noiseCount() + 1];
        Arrays.fill(noise, Double.NaN);
        factor().drawNoise(noise, OFFSET, rng);
        for (int k = 0; k < noise.length; k++) {
            boolean own = k >= OFFSET && k < noise.length - 1;
            assertEquals(own, Double.isFinite(noise[k]), "noise " + k);
        }
    }

    @Test
    void passesDoNotDisturbEachOther() {
        VariationalFactor.Pass pass = atTemperature(factor().newPass());
        double[] parameters = parameters();
        double[] noise = noise();
        DMatrixRMaj alone = value();
        double entropy = pass.forward(parameters, OFFSET, noise, OFFSET, alone);
        atTemperature(factor().newPass()).forward(parameters(), OFFSET, noise(), OFFSET, value());
        pass.forward(parameters(), OFFSET, noise(), OFFSET, value());
        DMatrixRMaj again = value();
        assertEquals(entropy, pass.forward(parameters, OFFSET, noise, OFFSET, again));
        assertArrayEquals(alone.data, again.data);
    }

    @Test
    void hardDrawsAreValuesOfTheLatent() {
        Assumptions.assumeTrue(factor().latent() instanceof DiscreteLatent, "a real latent has no hard values");
        Space space = ((DiscreteLatent) factor().latent()).space();
        boolean clashes = !(space instanceof MatchingSpace) || factor() instanceof DiscreteFactor d && mayClash(d);
        VariationalFactor.Pass pass = atTemperature(factor().newPass());
        DMatrixRMaj z = value();
        for (int draw = 0; draw < 20; draw++) {
            pass.hardDraw(parameters(), OFFSET, noise(), OFFSET, z);
            int[] places = placesOf(z);
            boolean[] taken = new boolean[z.numCols];
            for (int i = 0; i < places.length; i++) {
                int place = places[i];
                assertTrue(space.partial() || place != Matching.UNMATCHED, "item " + i + " has no place");
                if (place != Matching.UNMATCHED) {
                    assertTrue(space.allowed().allows(i, place), "item " + i + " must not go to " + place);
                    assertTrue(clashes || !taken[place], "place " + place + " is taken twice");
                    taken[place] = true;
                }
            }
        }
    }

    /** The place of each item in a 0/1 matrix with at most a one in each row. */
    private static int[] placesOf(DMatrixRMaj z) {
        int[] places = new int[z.numRows];
        Arrays.fill(places, Matching.UNMATCHED);
        for (int i = 0; i < z.numRows; i++) {
            for (int j = 0; j < z.numCols; j++) {
                double entry = z.get(i, j);
                assertTrue(entry == 0 || entry == 1 && places[i] == Matching.UNMATCHED, () -> "no hard value: " + z);
                places[i] = entry == 1 ? j : places[i];
            }
        }
        return places;
    }

    @Test
    void whatNeedsAForwardIsRefusedBeforeIt() {
        double[] gradient = new double[factor().parameterCount()];
        VariationalFactor.Pass pass = factor().newPass();
        if (pass instanceof PathwiseFactor.Pass pathwise) {
            assertThrows(IllegalStateException.class, () -> pathwise.backward(value(), gradient, 0));
        }
        if (pass instanceof ScoredFactor.Pass discrete) {
            assertThrows(IllegalStateException.class, () -> discrete.backward(1, gradient, 0));
        }
        if (pass instanceof LogDensity density) {
            assertThrows(IllegalStateException.class, density::logDensity);
        }
    }

    @Test
    void aWarmPassDoesNotAllocate() {
        VariationalFactor.Pass pass = atTemperature(factor().newPass());
        double[] parameters = parameters();
        double[] noise = noise();
        double[] gradient = new double[parameters.length];
        DMatrixRMaj z = value();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 200; attempt++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            pass.forward(parameters, OFFSET, noise, OFFSET, z);
            if (pass instanceof PathwiseFactor.Pass pathwise) {
                pathwise.backward(z, gradient, OFFSET);
            }
            if (pass instanceof ScoredFactor.Pass discrete) {
                discrete.backward(1, gradient, OFFSET);
            }
            pass.hardDraw(parameters, OFFSET, noise, OFFSET, z);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated, "bytes allocated by a warm pass");
    }

    @Test
    void gradientOfALinearEnergyAndTheEntropyTermAgreesWithDifferences() {
        PathwiseFactor.Pass pass = atTemperature(exactPathwise().newPass());
        double[] parameters = parameters();
        double[] noise = noise();
        DMatrixRMaj slope = value();
        Arrays.setAll(slope.data, k -> rng.nextGaussian());
        DMatrixRMaj z = value();
        pass.forward(parameters, OFFSET, noise, OFFSET, z);
        double[] gradient = new double[parameters.length];
        pass.backward(slope, gradient, OFFSET);
        double error = GradientCheck.relativeError(
                point -> {
                    double entropy = pass.forward(point, OFFSET, noise, OFFSET, z);
                    return entropy + dot(slope, z);
                },
                parameters,
                gradient,
                rng);
        assertTrue(error < GRADIENT_TOLERANCE, "relative error " + error);
    }

    private static double dot(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int k = 0; k < a.getNumElements(); k++) {
            sum += a.data[k] * b.data[k];
        }
        return sum;
    }

    @Test
    void backwardAddsToTheGradient() {
        PathwiseFactor.Pass pass = atTemperature(pathwise().newPass());
        double[] parameters = parameters();
        double[] noise = noise();
        DMatrixRMaj z = value();
        pass.forward(parameters, OFFSET, noise, OFFSET, z);
        double[] once = new double[parameters.length];
        pass.backward(z, once, OFFSET);
        double[] twice = once.clone();
        pass.backward(z, twice, OFFSET);
        for (int k = 0; k < once.length; k++) {
            assertEquals(2 * once[k], twice[k], 1e-12 * Math.abs(once[k]));
        }
        assertArrayEquals(new double[OFFSET], Arrays.copyOf(twice, OFFSET));
    }

    /** The mean of -log q over draws is the entropy, within six standard errors: a false alarm in 5e8 runs. */
    @Test
    void theEntropyTermIsThatOfTheDensity() {
        Assumptions.assumeTrue(factor() instanceof DensityFactor, "the factor does not know its density");
        DensityFactor.Pass pass = atTemperature(((DensityFactor) factor()).newPass());
        double[] parameters = parameters();
        double sum = 0;
        double squares = 0;
        for (int s = 0; s < DRAWS; s++) {
            double difference = pass.forward(parameters, OFFSET, noise(), OFFSET, value()) + pass.logDensity();
            sum += difference;
            squares += difference * difference;
        }
        double error = Math.sqrt(squares / DRAWS / DRAWS);
        assertEquals(0, sum / DRAWS, 6 * error + 1e-12);
    }

    private static boolean mayClash(DiscreteFactor factor) {
        return factor.bound() != Bound.EVIDENCE;
    }

    /** Every value that the factor may draw. */
    private List<int[]> values(DiscreteFactor factor) {
        Space space = ((DiscreteLatent) factor.latent()).space();
        List<int[]> values = new ArrayList<>();
        collect(space, space instanceof MatchingSpace && !mayClash(factor), new int[space.items()], 0, values);
        return values;
    }

    private static void collect(Space space, boolean distinct, int[] places, int row, List<int[]> values) {
        if (row == places.length) {
            values.add(places.clone());
            return;
        }
        for (int j = space.partial() ? Matching.UNMATCHED : 0; j < space.places(); j++) {
            int place = j;
            boolean free = place == Matching.UNMATCHED
                    || space.allowed().allows(row, place)
                            && !(distinct && Arrays.stream(places, 0, row).anyMatch(other -> other == place));
            if (free) {
                places[row] = place;
                collect(space, distinct, places, row + 1, values);
            }
        }
    }

    @Test
    void probabilitiesSumToOneAndTheScoreFunctionIsUnbiased() {
        DiscreteFactor.Pass pass = atTemperature(discrete().newPass());
        double[] parameters = parameters();
        double sum = 0;
        double[] mean = new double[parameters.length];
        for (int[] places : values(discrete())) {
            double probability = Math.exp(pass.logProbability(parameters, OFFSET, places));
            sum += probability;
            if (probability > 0) {
                // adds q grad log q, whose sum is the gradient of one
                pass.backward(probability, mean, OFFSET);
            }
        }
        assertEquals(1, sum, 1e-10);
        assertArrayEquals(new double[mean.length], mean, 1e-10, "mean of the score function");
    }

    @Test
    void theScoreIsTheGradientOfTheLogProbability() {
        DiscreteFactor.Pass pass = atTemperature(discrete().newPass());
        double[] parameters = parameters();
        List<int[]> values = values(discrete());
        for (int trial = 0; trial < 5; trial++) {
            int[] places = values.get(rng.nextInt(values.size()));
            if (pass.logProbability(parameters, OFFSET, places) == Double.NEGATIVE_INFINITY) {
                continue;
            }
            double[] score = new double[parameters.length];
            pass.backward(2, score, OFFSET);
            double error = GradientCheck.relativeError(
                    point -> 2 * pass.logProbability(point, OFFSET, places), parameters, score, rng);
            assertTrue(error < GRADIENT_TOLERANCE, "relative error " + error + " at " + Arrays.toString(places));
        }
    }

    /** Chi-square over all values at level 1e-6, with those of few draws counted together. */
    @Test
    void drawsHaveTheirProbabilities() {
        DiscreteFactor factor = discrete();
        DiscreteFactor.Pass pass = atTemperature(factor.newPass());
        double[] parameters = parameters();
        List<String> values =
                values(factor).stream().map(Arrays::toString).toList();
        double[] expected = values(factor).stream()
                .mapToDouble(places -> DRAWS * Math.exp(pass.logProbability(parameters, OFFSET, places)))
                .toArray();
        long[] observed = new long[expected.length];
        DMatrixRMaj z = value();
        for (int s = 0; s < DRAWS; s++) {
            double entropyTerm = pass.forward(parameters, OFFSET, noise(), OFFSET, z);
            int at = values.indexOf(Arrays.toString(placesOf(z)));
            assertTrue(at >= 0, () -> "drew what it cannot draw: " + z);
            observed[at]++;
            assertEquals(Math.log(expected[at] / DRAWS), -entropyTerm, 1e-9, "the entropy term must be -log q");
            assertEquals(-entropyTerm, pass.logDensity(), 1e-12);
        }
        assertTrue(chiSquare(expected, observed) > 1e-6, "draws do not have the probabilities that it tells");
    }

    private static double chiSquare(double[] expected, long[] observed) {
        double[] shares = new double[expected.length + 1];
        long[] counts = new long[expected.length + 1];
        int kept = 1;
        for (int k = 0; k < expected.length; k++) {
            int at = expected[k] < RARE ? 0 : kept++;
            shares[at] += expected[k];
            counts[at] += observed[k];
        }
        int first = shares[0] > 0 ? 0 : 1;
        assertTrue(first == 0 || counts[0] == 0, "values of probability zero were drawn");
        return kept - first < 2
                ? 1
                : new ChiSquareTest()
                        .chiSquareTest(
                                Arrays.copyOfRange(shares, first, kept), Arrays.copyOfRange(counts, first, kept));
    }

    @Test
    void whatCannotBeDrawnHasNoProbability() {
        DiscreteFactor factor = discrete();
        DiscreteFactor.Pass pass = atTemperature(factor.newPass());
        Space space = ((DiscreteLatent) factor.latent()).space();
        int[] places = values(factor).get(0).clone();
        for (int j = 0; j < space.places(); j++) {
            if (!space.allowed().allows(0, j)) {
                places[0] = j;
                assertEquals(
                        Double.NEGATIVE_INFINITY, pass.logProbability(parameters(), OFFSET, places), "place " + j);
            }
        }
    }
}
