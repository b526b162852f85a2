package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Domain;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.counting.LogPermanent;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.polytope.RegularizedTransport;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sorting.NeuralSort;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.testkit.Hostile;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What must hold of every draw of a factor, however unpleasant its parameters: some hundreds in each build, more on
 * demand ({@link Hostile}).
 */
class HostileFactorsTest {
    private static final int USUAL = 5;
    private static final int LARGEST = 30;
    private static final int LARGEST_EXPONENT = 60;
    private static final double LARGEST_LOG = 5;
    private static final double LARGEST_DIVERGENCE = 1e290;

    @Test
    void hardDrawsAreValuesWhoseProbabilityIsKnown() {
        Hostile.tryAll("hard factors", Hostile.count(300), USUAL, LARGEST, (size, rng) -> {
            DiscreteFactor factor = discrete(size, rng);
            double[] parameters = parameters(factor, LARGEST_EXPONENT, rng);
            double[] noise = noise(factor, rng);
            DiscreteFactor.Pass pass = factor.newPass();
            DMatrixRMaj z = value(factor);
            double entropy = pass.forward(parameters, 0, noise, 0, z);
            double rounding = 1e-12 * size * (1 + largest(parameters));
            assertTrue(entropy >= -rounding && entropy < Double.POSITIVE_INFINITY, factor + " has -log q " + entropy);
            int[] places = requireValue(factor, z);
            double[] drawn = gradient(factor, pass);
            assertEquals(-entropy, pass.logDensity(), factor.toString());
            assertEquals(-entropy, pass.logProbability(parameters, 0, places), rounding, factor.toString());
            double[] scored = gradient(factor, pass);
            for (int k = 0; k < drawn.length; k++) {
                assertTrue(Math.abs(drawn[k]) <= 2 * size * size, factor + ": score " + drawn[k]);
                assertEquals(drawn[k], scored[k], 1e-6 * size * size, factor + ": the score of the same value");
            }
        });
    }

    /** With parameters that leave probabilities apart, the probabilities of all values sum to one. */
    @Test
    void probabilitiesSumToOne() {
        Hostile.tryAll("probabilities", Hostile.count(150), 3, 4, (size, rng) -> {
            DiscreteFactor factor = discrete(size, rng);
            if (factor.bound() != Bound.EVIDENCE) {
                return;
            }
            double[] parameters = parameters(factor, 3, rng);
            DiscreteFactor.Pass pass = factor.newPass();
            double sum = sum(pass, ((DiscreteLatent) factor.latent()).space(), parameters, new int[size], 0);
            assertEquals(1, sum, 1e-9 * (1 + largest(parameters)), factor.toString());
        });
    }

    private static double sum(DiscreteFactor.Pass pass, Space space, double[] parameters, int[] places, int row) {
        if (row == places.length) {
            return Math.exp(pass.logProbability(parameters, 0, places));
        }
        double sum = 0;
        for (int j = space.partial() ? Matching.UNMATCHED : 0; j < space.places(); j++) {
            int place = j;
            boolean taken = space instanceof MatchingSpace
                    && place != Matching.UNMATCHED
                    && Arrays.stream(places, 0, row).anyMatch(other -> other == place);
            if (!taken && (place == Matching.UNMATCHED || space.allowed().allows(row, place))) {
                places[row] = place;
                sum += sum(pass, space, parameters, places, row + 1);
            }
        }
        return sum;
    }

    private static DiscreteFactor discrete(int size, RandomGenerator rng) {
        MatchingLatent any = matching(size, rng);
        MatchingLatent full = new MatchingLatent("x", size);
        PlackettLuceFactor ranking = new PlackettLuceFactor(full);
        return switch (rng.nextInt(8)) {
            case 0 -> new SequentialMatching(any).withRowOrder(Permutation.random(size, rng));
            case 1 -> new SequentialMatching(any).withComponents(1 + rng.nextInt(4));
            case 2 -> ranking;
            case 3 -> new InsertionFactor(full, Permutation.random(size, rng));
            case 4 -> new GibbsMatching(square(Math.min(size, 8), rng)).withScores();
            case 5 ->
                new IndependentRows(
                        any.space().partial() ? new CategoricalLatent("x", size, 1 + rng.nextInt(size)) : any);
            case 6 -> new MixtureFactor(List.of(new SequentialMatching(full), ranking, ranking));
            default -> new MixtureFactor(List.of(new SequentialMatching(any), new SequentialMatching(any)));
        };
    }

    private static MatchingLatent square(int size, RandomGenerator rng) {
        return new MatchingLatent("x", Hostile.mask(size, size, rng));
    }

    private static MatchingLatent matching(int size, RandomGenerator rng) {
        if (rng.nextInt(3) == 0) {
            return new MatchingLatent("x", MatchingSpace.partial(Hostile.mask(size, 1 + rng.nextInt(2 * size), rng)));
        }
        return new MatchingLatent("x", Hostile.mask(size, size + (rng.nextBoolean() ? 0 : rng.nextInt(size + 1)), rng));
    }

    @Test
    void relaxedDrawsAreFiniteWithFiniteGradients() {
        Hostile.tryAll("pathwise factors", Hostile.count(300), USUAL, LARGEST, (size, rng) -> {
            double temperature = Hostile.temperature(6, rng);
            PathwiseFactor factor = pathwise(size, Math.min(1, temperature), temperature, rng);
            double[] parameters = parameters(factor, 5, rng);
            PathwiseFactor.Pass pass = factor.newPass();
            requireFinite(factor, pass, parameters, noise(factor, rng), rng);
            pass.hardDraw(parameters, 0, noise(factor, rng), 0, value(factor));
        });
    }

    private static void requireFinite(
            PathwiseFactor factor, PathwiseFactor.Pass pass, double[] parameters, double[] noise, RandomGenerator rng) {
        DMatrixRMaj z = value(factor);
        double entropy = pass.forward(parameters, 0, noise, 0, z);
        if (factor instanceof PreimagePermutation && entropy < -LARGEST_DIVERGENCE) {
            // the exponential in it, or in its gradient, is out of range, which a fit says
            return;
        }
        assertTrue(Double.isFinite(entropy), factor + " has an entropy term " + entropy);
        for (double entry : z.data) {
            assertTrue(Double.isFinite(entry), factor + " draws " + entry);
        }
        double[] gradient = new double[parameters.length];
        pass.backward(Hostile.matrix(z.numRows, z.numCols, 3, rng), gradient, 0);
        for (double entry : gradient) {
            assertTrue(Double.isFinite(entry), factor + " has a gradient " + entry);
        }
    }

    private static PathwiseFactor pathwise(int size, double atMostOne, double temperature, RandomGenerator rng) {
        MatchingLatent full = new MatchingLatent("x", size + 1);
        MatchingLatent any = matching(size, rng);
        MatchingLatent whole = new MatchingLatent("x", Hostile.mask(size, size + rng.nextInt(2) * size, rng));
        Schedule plain = Schedule.constant(temperature);
        Schedule share = Schedule.constant(atMostOne);
        return switch (rng.nextInt(12)) {
            case 0 -> new PreimagePermutation(any, new SinkhornOperator(20, 0)).withTemperature(plain);
            case 1 -> new PreimagePermutation(any, EntropicTransport.withDefaults()).withTemperature(plain);
            case 2 -> new PreimagePermutation(full, new NeuralSort()).withTemperature(plain);
            case 3 -> new PreimagePermutation(full, new SoftSort()).withTemperature(plain);
            case 4 -> new PreimagePermutation(full, new RegularizedTransport()).withTemperature(plain);
            case 5 -> new RelaxedPermutation(full, new StickBreaking()).withTemperature(plain);
            case 6 -> new RelaxedPermutation(whole, new Rounding(new SinkhornOperator(20, 0))).withTemperature(share);
            case 7 ->
                new RelaxedPermutation(new CategoricalLatent("x", size, size + 1), new SimplexStickBreaking())
                        .withTemperature(plain);
            case 8 -> new GibbsMatching(square(Math.min(size, LogPermanent.LARGEST_EXACT / 2), rng));
            case 9 -> new GumbelMatching(any).withTemperature(plain);
            case 10 -> new ImplicitMatching(new GumbelMatching(any).withTemperature(plain));
            default -> new StraightThrough(new GumbelMatching(any).withTemperature(plain));
        };
    }

    @Test
    void perturbedDrawsHaveFiniteScores() {
        Hostile.tryAll("perturbed factor", Hostile.count(100), USUAL, LARGEST, (size, rng) -> {
            PerturbedMatching factor = new PerturbedMatching(new GumbelMatching(matching(size, rng)));
            double[] parameters = parameters(factor, LARGEST_EXPONENT, rng);
            ScoredFactor.Pass pass = factor.newPass();
            DMatrixRMaj z = value(factor);
            assertTrue(Double.isFinite(pass.forward(parameters, 0, noise(factor, rng), 0, z)));
            requireValue(factor, z);
            gradient(factor, pass);
        });
    }

    @Test
    void controlsHaveFinitePointsAndGradients() {
        Hostile.tryAll("controls", Hostile.count(150), USUAL, LARGEST, (size, rng) -> {
            Schedule temperature = Schedule.constant(Hostile.temperature(3, rng));
            ControlledFactor factor = rng.nextBoolean()
                    ? new SequentialMatching(matching(size, rng)).withControl(1).withTemperature(temperature)
                    : new ControlledPlackettLuce(
                            new PlackettLuceFactor(new MatchingLatent("x", size)), new SoftSort(), 1, temperature);
            double[] parameters = parameters(factor, 3, rng);
            ControlledFactor.Pass pass = factor.newPass();
            DMatrixRMaj x = value(factor);
            pass.forward(parameters, 0, noise(factor, rng), 0, x);
            assertTrue(Double.isFinite(pass.control().point(x)), factor.toString());
            for (double entry : x.data) {
                assertTrue(entry >= 0 && entry <= 1 + 1e-9, factor + " has a point " + entry);
            }
            double[] gradient = new double[parameters.length];
            pass.control().backward(Hostile.matrix(x.numRows, x.numCols, 3, rng), 1, gradient, 0);
            for (double entry : gradient) {
                assertTrue(Double.isFinite(entry), factor + " has a gradient " + entry);
            }
        });
    }

    @Test
    void realFactorsHaveFiniteDrawsAndDensities() {
        Hostile.tryAll("real factors", Hostile.count(150), 4, 12, (size, rng) -> {
            RealLatent reals = new RealLatent("w", size, 1 + rng.nextInt(3));
            DensityFactor factor =
                    switch (rng.nextInt(6)) {
                        case 0 -> new DiagonalGaussian(reals);
                        case 1 -> new FullGaussian(reals);
                        case 2 -> new LowRankNormal(reals, 1 + rng.nextInt(3));
                        case 3 -> ConstrainedReals.of(new RealLatent("w", size, 3, Domain.positive()));
                        case 4 -> ConstrainedReals.of(new RealLatent("w", size, 3, Domain.between(-1, 2)));
                        default -> ConstrainedReals.of(new RealLatent("w", size, 3, Domain.simplex()));
                    };
            // deviations are exponentials of parameters, positive numbers exponentials of draws
            double[] parameters = parameters(factor, 1, rng);
            Arrays.setAll(parameters, k -> Math.max(-LARGEST_LOG, Math.min(LARGEST_LOG, parameters[k])));
            DensityFactor.Pass pass = factor.newPass();
            requireFinite(factor, pass, parameters, noise(factor, rng), rng);
            assertTrue(Double.isFinite(pass.logDensity()), factor + " has a density " + pass.logDensity());
        });
    }

    private static double[] parameters(Parameterization factor, int exponent, RandomGenerator rng) {
        int count = factor.parameterCount();
        return count == 0 ? new double[0] : Hostile.matrix(1, count, exponent, rng).data;
    }

    private static double largest(double... values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double[] noise(Parameterization factor, RandomGenerator rng) {
        double[] noise = new double[factor.noiseCount()];
        factor.drawNoise(noise, 0, rng);
        return noise;
    }

    private static DMatrixRMaj value(VariationalFactor factor) {
        return new DMatrixRMaj(factor.latent().rows(), factor.latent().columns());
    }

    private static double[] gradient(VariationalFactor factor, ScoredFactor.Pass pass) {
        double[] gradient = new double[factor.parameterCount()];
        pass.backward(1, gradient, 0);
        for (double entry : gradient) {
            assertTrue(Double.isFinite(entry), factor + " has a score " + entry);
        }
        return gradient;
    }

    /** The places of a 0/1 matrix that is a value of the factor's latent, or of its rows alone where draws may clash. */
    private static int[] requireValue(ScoredFactor factor, DMatrixRMaj z) {
        Space space = ((DiscreteLatent) factor.latent()).space();
        boolean apart = space instanceof MatchingSpace && !(factor instanceof IndependentRows);
        int[] places = new int[z.numRows];
        boolean[] taken = new boolean[z.numCols];
        for (int i = 0; i < places.length; i++) {
            places[i] = Matching.UNMATCHED;
            for (int j = 0; j < z.numCols; j++) {
                if (z.get(i, j) != 0) {
                    assertEquals(1, z.get(i, j), factor + " is not hard");
                    assertTrue(places[i] < 0 && space.allowed().allows(i, j), factor + ": item " + i + " is at " + j);
                    assertTrue(!apart || !taken[j], factor + ": place " + j + " is taken twice");
                    taken[j] = true;
                    places[i] = j;
                }
            }
            assertTrue(places[i] >= 0 || space.partial(), factor + ": item " + i + " has no place");
        }
        return places;
    }
}
