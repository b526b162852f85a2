package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.SimplexStickBreaking;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.FactorContract;
import io.permvi.testkit.GradientCheck;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Categories under the factors of permutations, alone and in one model with permutations and reals. */
class CategoricalTest {
    private static final CategoricalLatent KINDS = new CategoricalLatent("kinds", 3, 4);

    /** The factor contract for Gumbel-softmax. */
    @Nested
    class WithSoftmax extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new PreimagePermutation(KINDS, new Softmax());
        }
    }

    /** The factor contract for stick-breaking onto the simplex. */
    @Nested
    class WithStickBreaking extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new RelaxedPermutation(KINDS, new SimplexStickBreaking());
        }
    }

    /** The factor contract for rounding. */
    @Nested
    class WithRounding extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new RelaxedPermutation(KINDS, new Rounding(new Softmax())).withScales(1e-4, 1e-3);
        }
    }

    /** The factor contract for independent rows. */
    @Nested
    class Rows extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return new IndependentRows(KINDS);
        }
    }

    /** The factor contract for independent rows of a matching, which may clash, within a mask. */
    @Nested
    class ClashingRows extends FactorContract {
        @Override
        protected VariationalFactor factor() {
            return new IndependentRows(new MatchingLatent("x", SparsityPattern.where(3, 4, (i, j) -> i != j)));
        }
    }

    private static DMatrixRMaj scores(long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        DMatrixRMaj scores = new DMatrixRMaj(3, 4);
        Arrays.setAll(scores.data, e -> 2 * rng.nextGaussian());
        return scores;
    }

    private static Model linear(DMatrixRMaj scores) {
        return TapeModel.of(
                List.of(KINDS),
                (tape, z) -> z.get(KINDS).dot(tape.constant(scores)).plus(UniformPrior.logProbability(KINDS.space())));
    }

    /** For a linear log joint the independent rows are the posterior, so the ELBO is the log evidence. */
    @Test
    void independentRowsReachTheEvidence() {
        DMatrixRMaj scores = scores(1);
        double logEvidence = 0;
        for (int i = 0; i < 3; i++) {
            double sum = 0;
            for (int j = 0; j < 4; j++) {
                sum += Math.exp(scores.get(i, j)) / 4;
            }
            logEvidence += Math.log(sum);
        }
        IndependentRows factor = new IndependentRows(KINDS);
        FitResult fit = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.002, 600)))
                .withSteps(600)
                .withDraws(16)
                .fit(linear(scores), MeanField.of(factor), new SplittableRandom(2));
        assertEquals(logEvidence, fit.elbo(), 0.01);
        MatchingMarginals marginals = fit.posterior().marginals(KINDS, 20_000, new SplittableRandom(3));
        double[] weights =
                Arrays.stream(Arrays.copyOf(scores.data, 4)).map(Math::exp).toArray();
        double total = Arrays.stream(weights).sum();
        for (int j = 0; j < 4; j++) {
            assertEquals(weights[j] / total, marginals.probability(0, j), 0.03);
        }
        assertThrows(IllegalStateException.class, marginals::mostProbable);
    }

    @Test
    void relaxedFactorsFindTheBestCategories() {
        DMatrixRMaj scores = scores(4);
        List<VariationalFactor> factors = List.of(
                new PreimagePermutation(KINDS, new Softmax()).withPriorTemperature(0.5),
                new RelaxedPermutation(KINDS, new SimplexStickBreaking()).withScales(0.01, 0.3),
                new RelaxedPermutation(KINDS, new Rounding(new Softmax())));
        for (VariationalFactor factor : factors) {
            FitResult fit = VariationalInference.withDefaults()
                    .withSteps(500)
                    .fit(linear(scores), MeanField.of(factor), new SplittableRandom(5));
            DMatrixRMaj mean = fit.posterior().mean(KINDS, 500, new SplittableRandom(6));
            for (int i = 0; i < 3; i++) {
                assertEquals(best(scores, i), best(mean, i), factor.toString());
            }
        }
    }

    private static int best(DMatrixRMaj matrix, int row) {
        int best = 0;
        for (int j = 1; j < matrix.numCols; j++) {
            best = matrix.get(row, j) > matrix.get(row, best) ? j : best;
        }
        return best;
    }

    @Test
    void scoresAndDrawsOfIndependentRowsAgree() {
        SparsityPattern allowed = SparsityPattern.where(3, 4, (i, j) -> i != j);
        IndependentRows factor = new IndependentRows(new CategoricalLatent("masked", allowed));
        RandomGenerator rng = new SplittableRandom(7);
        double[] parameters = new double[factor.parameterCount()];
        Arrays.setAll(parameters, k -> rng.nextGaussian());
        DiscreteFactor.Pass pass = factor.newPass();
        double sum = 0;
        for (int code = 0; code < 64; code++) {
            int[] places = {code % 4, code / 4 % 4, code / 16};
            sum += Math.exp(pass.logProbability(parameters, 0, places));
        }
        assertEquals(1, sum, 1e-12);
        double[] gradient = new double[parameters.length];
        int[] places = {1, 0, 3};
        pass.logProbability(parameters, 0, places);
        pass.backward(2, gradient, 0);
        double error = GradientCheck.relativeError(
                moved -> 2 * pass.logProbability(moved, 0, places), parameters, gradient, rng);
        assertTrue(error < 1e-6);
        double[] noise = new double[3];
        DMatrixRMaj z = new DMatrixRMaj(3, 4);
        factor.drawNoise(noise, 0, rng);
        double entropy = pass.forward(parameters, 0, noise, 0, z);
        int[] drawn = {best(z, 0), best(z, 1), best(z, 2)};
        assertEquals(-entropy, pass.logDensity(), 0);
        assertEquals(-entropy, pass.logProbability(parameters, 0, drawn), 1e-12);
    }

    /** A model with a permutation, categories and a real matrix, each with the kind of factor that suits it. */
    @Test
    void aModelMayMixPermutationsCategoriesAndReals() {
        MatchingLatent x = new MatchingLatent("x", 3);
        CategoricalLatent c = new CategoricalLatent("c", 3, 2);
        RealLatent w = new RealLatent("w", 2, 1);
        DMatrixRMaj observed = new DMatrixRMaj(new double[][] {{2.1}, {-1.9}, {2}});
        DMatrixRMaj preference = new DMatrixRMaj(new double[][] {{0, 3, 0}, {0, 0, 3}, {3, 0, 0}});
        Model model = TapeModel.of(List.of(x, c, w), (tape, z) -> {
            var error = tape.constant(observed).minus(z.get(x).mult(z.get(c)).mult(z.get(w)));
            var fit = error.sumOfSquares().times(-5).plus(z.get(x).dot(tape.constant(preference)));
            return fit.plus(z.get(w).sumOfSquares().times(-0.05));
        });
        List<MeanField> families = List.of(
                MeanField.of(
                        new PreimagePermutation(x, new SinkhornOperator(20, 0)).withPriorTemperature(0.4),
                        new PreimagePermutation(c, new Softmax()).withPriorTemperature(0.4),
                        new DiagonalGaussian(w, 1, 0.1)),
                MeanField.of(new SequentialMatching(x), new IndependentRows(c), new DiagonalGaussian(w, 1, 0.1)));
        for (MeanField q : families) {
            FitResult fit = VariationalInference.withDefaults()
                    .withOptimizer(new Adam(Schedule.cosine(0.1, 0.005, 1500)))
                    .withSteps(1500)
                    .withDraws(8)
                    .fit(model, q, new SplittableRandom(8));
            MatchingMarginals matching = fit.posterior().marginals(x, 400, new SplittableRandom(9));
            assertArrayEquals(new int[] {1, 2, 0}, matching.mostProbable().places());
            DMatrixRMaj mean = fit.posterior().mean(w, 400, new SplittableRandom(10));
            assertEquals(4, Math.abs(mean.data[0] - mean.data[1]), 0.7, Arrays.toString(mean.data));
        }
    }

    @Test
    void documentedFailures() {
        MatchingLatent partial = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(2, 2)));
        assertThrows(IllegalArgumentException.class, () -> new IndependentRows(partial));
        assertThrows(
                IllegalStateException.class,
                () -> new IndependentRows(KINDS).newPass().logDensity());
        assertEquals(-3 * Math.log(4), UniformPrior.logProbability(KINDS.space()), 1e-12);
    }
}
