package io.permvi.inference.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.optimize.Sgd;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.models.TapeModelInParts;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StochasticAscentTest {
    private final MatchingLatent x = new MatchingLatent("x", 4);
    private final RealLatent w = new RealLatent("w", 2, 1);
    private final DMatrixRMaj scores =
            new DMatrixRMaj(new double[][] {{2, 0, 1, 0}, {0, 1, 3, 0}, {1, 0, 0, 2}, {0, 2, 0, 1}});

    private Model matching(double constant) {
        return TapeModel.of(
                List.of(x), (tape, z) -> z.get(x).dot(tape.constant(scores)).plus(constant));
    }

    private Model gaussian(double constant) {
        return TapeModel.of(
                List.of(w),
                (tape, z) -> z.get(w).plus(-3).sumOfSquares().times(-2).plus(constant));
    }

    private int stoppingStep(Model model, Family q, int draws) {
        FitResult fit = VariationalInference.withDefaults()
                .withDraws(draws)
                .withSteps(20_000)
                .withConvergence(0.005, 50)
                .fit(model, q, new SplittableRandom(11));
        assertTrue(fit.converged(), fit.message());
        return fit.steps();
    }

    @Test
    void constantsInTheLogJointDoNotMoveTheStop() {
        Family real = MeanField.of(new DiagonalGaussian(w));
        Family relaxed = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0)));
        Family discrete = MeanField.of(new SequentialMatching(x));
        int realStop = stoppingStep(gaussian(0), real, 4);
        int relaxedStop = stoppingStep(matching(0), relaxed, 4);
        int discreteStop = stoppingStep(matching(0), discrete, 16);
        assertTrue(realStop > 100 && realStop < 20_000, "stopped at " + realStop);
        for (double constant : new double[] {-1e4, -1e6}) {
            assertEquals(realStop, stoppingStep(gaussian(constant), real, 4));
            assertEquals(relaxedStop, stoppingStep(matching(constant), relaxed, 4));
            assertEquals(discreteStop, stoppingStep(matching(constant), discrete, 16));
        }
    }

    @Test
    void doesNotSettleWhileATemperatureMoves() {
        Family q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0))
                .withTemperature(Schedule.geometric(2, 0.5, 700)));
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(3000)
                .withConvergence(0.5, 20)
                .fit(matching(0), q, new SplittableRandom(1));
        assertTrue(fit.converged());
        // two windows of the last temperature
        assertEquals(740, fit.steps());
        FitResult within = VariationalInference.withDefaults()
                .withSteps(600)
                .withConvergence(0.5, 20)
                .fit(matching(0), q, new SplittableRandom(1));
        assertEquals(StopReason.MAX_STEPS, within.stopReason());
    }

    @Test
    void aListenerSeesTheParametersAndTheyAreCopies() {
        List<AscentState> seen = new ArrayList<>();
        FitResult fit = VariationalInference.withDefaults()
                .withSteps(10)
                .withListener(progress -> {
                    seen.add(progress.state());
                    progress.state().parameters()[0] = Double.NaN;
                    return true;
                })
                .fit(gaussian(0), MeanField.of(new DiagonalGaussian(w)), new SplittableRandom(1));
        assertEquals(10, seen.size());
        assertEquals(4, seen.get(3).step());
        assertArrayEquals(seen.get(9).parameters(), fit.state().parameters());
        assertTrue(seen.get(0).parameters()[0] != seen.get(9).parameters()[0]);
    }

    @Test
    void anInterruptionStopsAfterTheStepAndItsStateGoesOn() {
        Family q = MeanField.of(new DiagonalGaussian(w));
        VariationalInference inference = VariationalInference.withDefaults().withSteps(40);
        FitResult whole = inference.fit(gaussian(0), q, new SplittableRandom(3));
        FitResult stopped = inference
                .withListener(progress -> {
                    if (progress.step() == 25) {
                        Thread.currentThread().interrupt();
                    }
                    return true;
                })
                .fit(gaussian(0), q, new SplittableRandom(3));
        assertTrue(Thread.interrupted(), "the caller must still see the interruption");
        assertEquals(StopReason.STOPPED, stopped.stopReason());
        assertEquals(25, stopped.state().step());
        FitResult resumed = inference.withSteps(15).resume(gaussian(0), q, stopped.state());
        assertArrayEquals(whole.state().parameters(), resumed.state().parameters());
    }

    @Test
    void aCheckpointGoesOnWithTheSameBitsAndSurvivesAKill(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("fit.ascent");
        Family q = MeanField.of(new PreimagePermutation(x, new SinkhornOperator(10, 0))
                .withTemperature(Schedule.geometric(2, 0.5, 30)));
        VariationalInference inference = VariationalInference.withDefaults().withSteps(40);
        FitResult whole = inference.fit(matching(0), q, new SplittableRandom(3));
        // an error in the middle of step 25 is what a kill leaves: the file of some step before
        assertThrows(IllegalStateException.class, () -> inference
                .withListener(AscentFile.every(0, file).and(progress -> {
                    if (progress.step() == 25) {
                        throw new IllegalStateException("killed");
                    }
                    return true;
                }))
                .fit(matching(0), q, new SplittableRandom(3)));
        AscentState state = AscentFile.read(file);
        assertEquals(25, state.step());
        FitResult resumed = inference.withSteps(15).resume(matching(0), q, state);
        assertArrayEquals(whole.state().parameters(), resumed.state().parameters());
        assertArrayEquals(whole.state().optimizerState(), resumed.state().optimizerState());
        for (int step = 0; step < 40; step++) {
            assertEquals(whole.trace().elbo(step), resumed.trace().elbo(step));
            assertEquals(whole.trace().temperature(step), resumed.trace().temperature(step));
        }
        try (var files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 100));
        assertThrows(ArrayFileException.class, () -> AscentFile.read(file));
        Files.writeString(file, "hello");
        assertThrows(ArrayFileException.class, () -> AscentFile.read(file));
    }

    @Test
    void whatBreaksIsNamedAndTheLastGoodParametersAreKept() {
        // log w breaks in the first draw whose w is negative
        Model broken = TapeModel.of(List.of(w), (tape, z) -> z.get(w).sum().log());
        FitResult fit = VariationalInference.withDefaults()
                .fit(broken, MeanField.of(new DiagonalGaussian(w).withStart(0, 1)), new SplittableRandom(5));
        assertEquals(StopReason.NON_FINITE, fit.stopReason());
        assertTrue(fit.message().matches("the energy of draw [0-3] is not finite at step \\d+; .*"), fit.message());
        assertTrue(Arrays.stream(fit.state().parameters()).allMatch(Double::isFinite));
        assertTrue(Double.isNaN(fit.elbo()), "a broken fit must not win a comparison: " + fit.elbo());
    }

    @Test
    void aForbiddenValueAsksForAMask() {
        Model forbidding = TapeModel.of(
                List.of(x),
                (tape, z) -> z.get(x).sum().times(z.get(x).value().get(0, 0) == 1 ? Double.NEGATIVE_INFINITY : 1));
        FitResult fit = VariationalInference.withDefaults()
                .fit(forbidding, MeanField.of(new SequentialMatching(x)), new SplittableRandom(5));
        assertEquals(StopReason.NON_FINITE, fit.stopReason());
        assertTrue(fit.message().contains("by a mask"), fit.message());
    }

    @Test
    void oneDrawOfADiscreteFactorIsRefused() {
        String message = assertThrows(IllegalArgumentException.class, () -> VariationalInference.withDefaults()
                        .withDraws(1)
                        .fit(matching(0), MeanField.of(new SequentialMatching(x)), new SplittableRandom(1)))
                .getMessage();
        assertTrue(message.contains("draws must be at least 2, got 1"), message);
    }

    @Test
    void aLongGradientIsCut() {
        double[] start = {100, 100, 0, 0};
        FitResult cut = VariationalInference.withDefaults()
                .withOptimizer(new Sgd(1.0))
                .withSteps(1)
                .withGradientLimit(0.5)
                .fit(gaussian(0), MeanField.of(new DiagonalGaussian(w)), start, 1);
        double squares = 0;
        for (int k = 0; k < 4; k++) {
            squares += Math.pow(cut.state().parameters()[k] - start[k], 2);
        }
        assertEquals(0.5, Math.sqrt(squares), 1e-12);
    }

    @Test
    void aStateOfClosedFormsIsNotGoneOnFrom() {
        AscentState state = new AscentState(new double[4], new double[0], 0, new io.permvi.inference.posterior.Trace());
        String message = assertThrows(IllegalArgumentException.class, () -> VariationalInference.withDefaults()
                        .resume(gaussian(0), MeanField.of(new DiagonalGaussian(w)), state))
                .getMessage();
        assertTrue(message.contains("start anew from its parameters"), message);
    }

    /** Ten parts of the data: part k pulls the mean to its own value, all together to their average. */
    private TapeModelInParts inParts() {
        return TapeModelInParts.of(
                List.of(w),
                10,
                (tape, z) -> z.get(w).sumOfSquares().times(-0.5),
                (tape, z, k) -> z.get(w).plus(-k).sumOfSquares().times(-0.5));
    }

    @Test
    void minibatchesFindWhatAllDataFind() {
        Family q = MeanField.of(new DiagonalGaussian(w));
        VariationalInference inference = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.1, 0.001, 3000)))
                .withSteps(3000);
        FitResult fit = inference.withBatch(3).fit(inParts(), q, new SplittableRandom(6));
        // posterior mean 45 / 11, precision 11
        for (int k = 0; k < 2; k++) {
            assertEquals(45.0 / 11, fit.state().parameters()[k], 0.1);
            assertEquals(-0.5 * Math.log(11), fit.state().parameters()[2 + k], 0.1);
        }
        FitResult threaded = inference.withBatch(3).withThreads(3).fit(inParts(), q, new SplittableRandom(6));
        assertArrayEquals(fit.state().parameters(), threaded.state().parameters());
        FitResult half = inference.withBatch(3).withSteps(1500).fit(inParts(), q, new SplittableRandom(6));
        FitResult rest = inference.withBatch(3).withSteps(1500).resume(inParts(), q, half.state());
        assertArrayEquals(fit.state().parameters(), rest.state().parameters());
        assertThrows(
                IllegalArgumentException.class,
                () -> inference.withBatch(3).fit(gaussian(0), q, new SplittableRandom(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> inference.withBatch(11).fit(inParts(), q, new SplittableRandom(1)));
    }
}
