package io.permvi.inference.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.ControlledPlackettLuce;
import io.permvi.inference.factor.DiscreteFactor;
import io.permvi.inference.factor.GibbsMatching;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.MixtureFactor;
import io.permvi.inference.factor.PerturbedMatching;
import io.permvi.inference.factor.PlackettLuceFactor;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.MatchingLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.assignment.SparseMap;
import io.permvi.relaxations.sorting.SoftSort;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * Unbiased estimators against the gradient by enumeration: the largest of some 16 entries deviates by more than 4.5
 * standard errors once in 9000 correct runs; seeds are fixed.
 */
class EstimatorsTest {
    private static final int STEPS = 25_000;
    private static final double MOST = 4.5;

    private final MatchingLatent x = new MatchingLatent("x", 4);
    private final RandomGenerator rng = new SplittableRandom(5);
    private final DMatrixRMaj left = gaussian(4);
    private final DMatrixRMaj right = gaussian(4);

    private DMatrixRMaj gaussian(int n) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        java.util.Arrays.setAll(matrix.data, k -> rng.nextGaussian());
        return matrix;
    }

    /** Neither linear nor separable in the entries. */
    private DifferentiableModel quadratic() {
        return TapeModel.of(List.of(x), (tape, z) -> z.get(x)
                .mult(tape.constant(left))
                .mult(z.get(x).transpose())
                .dot(tape.constant(right)));
    }

    private DifferentiableModel linear() {
        return TapeModel.of(List.of(x), (tape, z) -> z.get(x).dot(tape.constant(left)));
    }

    private double[] parameters(int count) {
        return rng.doubles(count, -1, 1).toArray();
    }

    private static double[] exact(DifferentiableModel model, DiscreteFactor factor, double[] parameters) {
        double[] gradient = new double[parameters.length];
        new ExactElbo(model, factor).valueAndGradient(parameters, gradient);
        return gradient;
    }

    private void requireUnbiased(DiscreteFactor factor, VariationalFactor estimator) {
        double[] parameters = parameters(factor.parameterCount());
        Objective objective = new ElboObjective(quadratic(), MeanField.of(estimator), 0);
        GradientMoments moments = GradientMoments.of(objective, 4, parameters, STEPS, 3);
        double deviation = moments.largestDeviation(exact(quadratic(), factor, parameters));
        assertTrue(deviation < MOST, deviation + " standard errors");
    }

    @Test
    void scoreFunctionsAreUnbiased() {
        SequentialMatching sequential = new SequentialMatching(x);
        PlackettLuceFactor ranking = new PlackettLuceFactor(x);
        DiscreteFactor gibbs = new GibbsMatching(x).withScores();
        MixtureFactor mixture = new MixtureFactor(List.of(sequential, ranking));
        requireUnbiased(sequential, sequential);
        requireUnbiased(sequential, sequential.withControl(1));
        requireUnbiased(ranking, ranking);
        requireUnbiased(gibbs, gibbs);
        requireUnbiased(mixture, mixture);
    }

    @Test
    void theControlOfPlackettLuceIsUnbiasedAndLowersTheVariance() {
        PlackettLuceFactor ranking = new PlackettLuceFactor(x);
        ControlledPlackettLuce controlled = new ControlledPlackettLuce(ranking, new SoftSort());
        requireUnbiased(ranking, controlled);
        double[] start = new double[4];
        double plain = variance(ranking, start);
        double lowered = variance(controlled, start);
        assertTrue(lowered < plain, lowered + " is not below " + plain);
    }

    private double variance(VariationalFactor factor, double[] parameters) {
        return GradientMoments.of(new ElboObjective(quadratic(), MeanField.of(factor), 0), 4, parameters, 4000, 1)
                .variance();
    }

    @Test
    void distinctDrawsAreUnbiasedAndVaryLess() {
        SequentialMatching sequential = new SequentialMatching(x);
        double[] parameters = parameters(16);
        double[] exact = exact(quadratic(), sequential, parameters);
        for (int draws : new int[] {2, 4, 7}) {
            GradientMoments moments =
                    GradientMoments.of(new DistinctDraws(quadratic(), sequential, draws), 1, parameters, STEPS, 9);
            assertTrue(moments.largestDeviation(exact) < MOST, moments.largestDeviation(exact) + " standard errors");
        }
        double plain = GradientMoments.of(
                        new ElboObjective(quadratic(), MeanField.of(sequential), 0), 4, parameters, 4000, 1)
                .variance();
        double distinct = GradientMoments.of(new DistinctDraws(quadratic(), sequential, 4), 1, parameters, 4000, 1)
                .variance();
        assertTrue(distinct < plain, distinct + " is not below " + plain);
    }

    @Test
    void marginalsGiveTheExactGradientOfLinearEnergies() {
        GibbsMatching gibbs = new GibbsMatching(x);
        double[] parameters = parameters(16);
        double[] exact = exact(linear(), gibbs.withScores(), parameters);
        Objective objective = new ElboObjective(linear(), MeanField.of(gibbs), 0);
        GradientMoments moments = GradientMoments.of(objective, 1, parameters, 5, 3);
        assertEquals(0, moments.distanceFrom(exact), 1e-7);
        assertEquals(0, moments.variance(), 1e-14);
    }

    /** At order 2 the noise of the choice is a sum of two logistic variables, whose density is known. */
    @Test
    void perturbedOptimizersAreUnbiased() {
        MatchingLatent two = new MatchingLatent("two", 2);
        DMatrixRMaj scores = gaussian(2);
        DifferentiableModel model = TapeModel.of(
                List.of(two), (tape, z) -> z.get(two).dot(tape.constant(scores)).times(3));
        GumbelMatching gumbel = new GumbelMatching(two);
        double[] parameters = {0.4, -0.2, 0.1, 0.5};
        double d = parameters[0] + parameters[3] - parameters[1] - parameters[2];
        double e = Math.exp(d);
        double density = e * ((d - 2) * e + d + 2) / Math.pow(e - 1, 3);
        double better = 3 * (scores.data[0] + scores.data[3] - scores.data[1] - scores.data[2]);
        double slope = (better - gumbel.entropyWeight() * d) * density;
        double[] exact = {slope, -slope, -slope, slope};
        Objective objective = new ElboObjective(model, MeanField.of(new PerturbedMatching(gumbel)), 0);
        GradientMoments moments = GradientMoments.of(objective, 4, parameters, STEPS, 2);
        assertTrue(moments.largestDeviation(exact) < MOST, moments.largestDeviation(exact) + " standard errors");
        double lower = 1 - (e * (e - 1 - d)) / ((e - 1) * (e - 1));
        double same = 1 - lower;
        FenchelYoung gap = new FenchelYoung(gumbel, new DMatrixRMaj(new double[][] {{1, 0}, {0, 1}}));
        double[] towards = {1 - same, same - 1, same - 1, 1 - same};
        GradientMoments learned = GradientMoments.of(gap, 1, parameters, STEPS, 2);
        assertTrue(learned.largestDeviation(towards) < MOST, learned.largestDeviation(towards) + " standard errors");
    }

    @Test
    void sparseMapHasTheExactGradientOfItsElbo() {
        SparseMapObjective objective = new SparseMapObjective(quadratic(), x, 2, 24);
        double[] parameters = parameters(16);
        SparseMap map = objective.distribution(parameters);
        double sum = 0;
        for (int k = 0; k < 24 && map.weight(k) > 0; k++) {
            sum += map.weight(k);
        }
        assertTrue(sum > 0.5);
        Objective.Pass pass = objective.newPass(1);
        var stream = io.permvi.relaxations.random.RandomStream.of(1).generator();
        double[] gradient = new double[16];
        pass.forward(0, parameters, 0, stream);
        pass.backward(0, gradient);
        double error = io.permvi.testkit.GradientCheck.relativeError(
                at -> {
                    pass.forward(0, at, 0, stream);
                    return pass.energy(0) + pass.entropy(0);
                },
                parameters,
                gradient,
                rng);
        assertTrue(error < 1e-5, "relative error " + error);
        assertThrows(IllegalArgumentException.class, () -> objective.newPass(2));
    }
}
