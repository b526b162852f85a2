package io.permvi.inference.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.RelaxedPermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.factor.VariationalFactor;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.GradientCheck;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class VariationalInferenceTest {
    private final RealLatent w = new RealLatent("w", 2, 2);
    private final MatchingLatent x = new MatchingLatent("x", 4);
    private final DMatrixRMaj centers = new DMatrixRMaj(new double[][] {{0, 0}, {1, 0}, {0, 1}, {2, 2}});
    private final DMatrixRMaj observed = new DMatrixRMaj(new double[][] {{2, 2.1}, {0, 0.1}, {0.1, 1}, {0.9, 0}});

    /** w is N(mean, s^2) entry by entry, so the exact posterior is in the family. */
    private Model gaussian(DMatrixRMaj mean, double s) {
        return TapeModel.of(List.of(w), (tape, z) -> z.get(w)
                .minus(tape.constant(mean))
                .sumOfSquares()
                .times(-0.5 / (s * s))
                .plus(-4 * Math.log(s * Math.sqrt(2 * Math.PI))));
    }

    private Model matching() {
        return TapeModel.of(List.of(x), (tape, z) -> tape.constant(observed)
                .minus(z.get(x).mult(tape.constant(centers)))
                .sumOfSquares()
                .times(-0.5 / 0.01));
    }

    @Test
    void aGaussianPosteriorIsRecoveredAndTheElboIsTheEvidence() {
        DMatrixRMaj mean = new DMatrixRMaj(new double[][] {{1, -2}, {0.5, 3}});
        MeanField q = MeanField.of(new DiagonalGaussian(w));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(3000)
                .withDraws(8)
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.001, 3000)))
                .fit(gaussian(mean, 0.3), q, new SplittableRandom(1));
        assertEquals(StopReason.MAX_STEPS, fit.stopReason());
        double[] parameters = fit.posterior().parameters();
        for (int k = 0; k < 4; k++) {
            assertEquals(mean.data[k], parameters[k], 0.04);
            assertEquals(Math.log(0.3), parameters[4 + k], 0.05);
        }
        // 800 draws of an energy with standard deviation 1.4: five standard errors, chance of a false alarm 6e-7
        assertEquals(0, fit.elbo(), 0.25);
    }

    @Test
    void theBestOfSeveralStartsIsTheSameForAnyNumberOfThreads() {
        Family q = MeanField.of(new SequentialMatching(x));
        VariationalInference few = VariationalInference.withDefaults().withSteps(15);
        FitResult one = few.fitBest(matching(), q, 5, new SplittableRandom(3));
        FitResult two = few.withThreads(2).fitBest(matching(), q, 5, new SplittableRandom(3));
        assertArrayEquals(one.posterior().parameters(), two.posterior().parameters());
        assertTrue(one.elbo()
                >= few.fitBest(matching(), q, 2, new SplittableRandom(3)).elbo());
    }

    @Test
    void theBestNeedsABound() {
        String message = assertThrows(IllegalArgumentException.class, () -> VariationalInference.withDefaults()
                        .fitBest(matching(), MeanField.of(new GumbelMatching(x)), 2, new SplittableRandom(3)))
                .getMessage();
        assertTrue(message.contains("bounds nothing"), message);
    }

    @Test
    void gradientOfTheElboAgreesWithDifferences() {
        MeanField q = MeanField.of(
                new PreimagePermutation(x, new SinkhornOperator(10, 0)).withTemperature(Schedule.constant(0.8)),
                new DiagonalGaussian(w));
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> tape.constant(observed)
                .minus(z.get(x).mult(tape.constant(centers)).mult(z.get(w)))
                .sumOfSquares()
                .times(-0.5));
        Elbo elbo = new Elbo(model, q, 3);
        RandomGenerator rng = new SplittableRandom(4);
        double[] parameters = q.initialParameters(rng);
        Arrays.setAll(parameters, k -> parameters[k] + 0.3 * rng.nextGaussian());
        double[][] noise = new double[3][q.noiseCount()];
        for (double[] draw : noise) {
            q.drawNoise(draw, rng);
        }
        double[] gradient = new double[q.parameterCount()];
        try (Workers workers = new Workers(2)) {
            double value = elbo.valueAndGradient(parameters, noise, 0, gradient, workers);
            assertEquals(value, elbo.energy() + elbo.entropy(), 1e-12);
            double error = GradientCheck.relativeError(
                    point -> elbo.value(point, noise, 0, workers), parameters, gradient, rng);
            assertTrue(error < 1e-6, "relative error " + error);
        }
    }

    @Test
    void aMatchingIsFoundByEveryFactor() {
        List<VariationalFactor> factors = List.of(
                new PreimagePermutation(x, new SinkhornOperator(20, 0)), new RelaxedPermutation(x, new Rounding()));
        for (VariationalFactor factor : factors) {
            FitResult fit = VariationalInference.withDefaults()
                    .withSteps(400)
                    .fit(matching(), MeanField.of(factor), new SplittableRandom(2));
            MatchingMarginals marginals = fit.posterior().marginals(x, 200, new SplittableRandom(3));
            assertArrayEquals(new int[] {3, 0, 2, 1}, marginals.mostProbable().places(), factor.toString());
            double early = fit.trace().meanElbo(0, 20);
            assertTrue(fit.elbo() > early, fit.elbo() + " after " + early);
        }
    }

    @Test
    void theSameSeedGivesTheSameBitsForAnyNumberOfThreads() {
        List<double[]> results = new ArrayList<>();
        for (int threads : new int[] {1, 2, 3}) {
            MeanField q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
            FitResult fit = VariationalInference.withDefaults()
                    .withSteps(50)
                    .withDraws(5)
                    .withThreads(threads)
                    .fit(matching(), q, new SplittableRandom(9));
            results.add(fit.posterior().parameters());
        }
        assertArrayEquals(results.get(0), results.get(1));
        assertArrayEquals(results.get(0), results.get(2));
    }

    @Test
    void aContinuedFitEqualsALongerOne() {
        MeanField q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0))
                .withTemperature(Schedule.geometric(1, 0.5, 60)));
        VariationalInference half = VariationalInference.withDefaults().withSteps(40);
        FitResult first = half.fit(matching(), q, new SplittableRandom(5));
        FitResult continued = half.resume(matching(), q, first.state());
        FitResult whole = half.withSteps(80).fit(matching(), q, new SplittableRandom(5));
        assertArrayEquals(whole.posterior().parameters(), continued.posterior().parameters());
        assertEquals(80, continued.steps());
        assertEquals(40, first.steps());
        assertEquals(whole.trace().elbo(79), continued.trace().elbo(79));
        assertEquals(whole.trace().elbo(10), continued.trace().elbo(10));
    }

    @Test
    void aListenerHearsEachStepAndCanStop() {
        List<Integer> steps = new ArrayList<>();
        MeanField q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(100)
                .withListener(progress -> {
                    steps.add(progress.step());
                    assertEquals(100, progress.steps());
                    assertTrue(progress.secondsLeft() >= 0);
                    return progress.step() < 7;
                })
                .fit(matching(), q, new SplittableRandom(5));
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7), steps);
        assertEquals(StopReason.STOPPED, fit.stopReason());
    }

    /** Beside small objects that die young, a step allocates nothing, however many steps went before. */
    @Test
    void stepsDoNotAllocateMoreAsTheyGoOn() {
        MeanField q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
        DMatrixRMaj linear = new DMatrixRMaj(4, 4);
        Model model = new FixedGradientModel(x, linear);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long[] allocated = new long[4000];
        VariationalInference.withDefaults()
                .withSteps(allocated.length)
                .withListener(progress -> {
                    allocated[progress.step() - 1] = threads.getCurrentThreadAllocatedBytes();
                    return true;
                })
                .fit(model, q, new SplittableRandom(5));
        long early = allocated[1999] - allocated[999];
        long late = allocated[3999] - allocated[2999];
        assertTrue(late <= 1.1 * early, early + " bytes in 1000 steps, later " + late);
        assertTrue(late <= 1000 * 1000, late + " bytes in 1000 steps");
    }

    /** log joint <x, L>, without a tape. */
    private record FixedGradientModel(MatchingLatent x, DMatrixRMaj slope) implements DifferentiableModel {
        @Override
        public List<Latent> latents() {
            return List.of(x);
        }

        @Override
        public Pass newPass() {
            return new Pass() {
                @Override
                public double forward(LatentValues z) {
                    double sum = 0;
                    for (int k = 0; k < slope.getNumElements(); k++) {
                        sum += slope.data[k] * z.get(x).data[k];
                    }
                    return sum;
                }

                @Override
                public void backward(LatentValues gradient) {
                    gradient.get(x).setTo(slope);
                }
            };
        }
    }

    @Test
    void aSettledFitConverges() {
        MeanField q = MeanField.of(new DiagonalGaussian(w));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(20_000)
                .withConvergence(0.01, 100)
                .fit(gaussian(new DMatrixRMaj(2, 2), 0.3), q, new SplittableRandom(5));
        assertTrue(fit.converged());
        assertTrue(fit.steps() < 20_000);
    }

    @Test
    void aModelWithoutGradientNeedsDiscreteFactors() {
        Model model = new Model() {
            @Override
            public List<Latent> latents() {
                return List.of(w);
            }

            @Override
            public Pass newPass() {
                return z -> 0;
            }
        };
        MeanField q = MeanField.of(new DiagonalGaussian(w));
        assertMessage("no gradient", () -> new Elbo(model, q, 1));
    }

    @Test
    void mistakesAreNamed() {
        MeanField q = MeanField.of(new DiagonalGaussian(w));
        VariationalInference settings = VariationalInference.withDefaults();
        assertMessage("steps must be at least 1", () -> settings.withSteps(0));
        assertMessage("draws must be at least 1", () -> settings.withDraws(0));
        assertMessage("threads must be at least 1", () -> settings.withThreads(0));
        assertMessage("tolerance", () -> settings.withConvergence(-1, 10));
        assertMessage("has no factor", () -> settings.fit(matching(), q, new SplittableRandom(1)));
        assertMessage(
                "not in the model",
                () -> new Elbo(
                        matching(),
                        MeanField.of(new DiagonalGaussian(w), new PreimagePermutation(x, new SinkhornOperator(5, 0))),
                        1));
        assertMessage("two factors", () -> MeanField.of(new DiagonalGaussian(w), new DiagonalGaussian(w)));
        assertMessage(
                "start must have 8 parameters",
                () -> settings.fit(gaussian(new DMatrixRMaj(2, 2), 1), q, new double[3], new SplittableRandom(1)));
        assertMessage("no factor for latent", () -> q.factor(x));
        assertMessage("at least one factor", () -> MeanField.of(List.of()));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
