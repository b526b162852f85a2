package io.permvi.inference.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.fit.AscentResult;
import io.permvi.inference.fit.AscentState;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.fit.StopReason;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.optimize.Sgd;
import io.permvi.inference.posterior.Trace;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTrainingTest {
    private static final int N = 5;
    private static final int SETS = 8;

    private static final ItemScores SORTER = new ItemScores(Sequence.of(
            new Dense("hidden", 1, 16, Activation.SOFTPLUS, Initializer.uniformFanIn()),
            new Dense("places", 16, N, Activation.IDENTITY, Initializer.zeros())));

    /** Sorting numbers of U(-1, 1): the log probability of their ranks. */
    private static NetworkObjective sorting() {
        return () -> {
            DMatrixRMaj numbers = new DMatrixRMaj(SETS * N, 1);
            DMatrixRMaj target = new DMatrixRMaj(SETS * N, N);
            for (int row = 0; row < SETS * N; row++) {
                target.set(row, row % N, 1);
            }
            var sinkhorn = new SinkhornLayer(new SinkhornOperator(10, 0), 1);
            return (pass, step) -> {
                for (int t = 0; t < SETS; t++) {
                    for (int i = 0; i < N; i++) {
                        numbers.data[t * N + i] = 2 * pass.noise().nextDouble() - 1;
                    }
                    Arrays.sort(numbers.data, t * N, (t + 1) * N);
                }
                Var scores = SORTER.scores(pass, new SetBatch(N, numbers)).get(0);
                return PermutationObjective.logProbability(
                        sinkhorn.apply(scores), pass.tape().constant(target));
            };
        };
    }

    private static StochasticAscent training(int steps) {
        return StochasticAscent.of(new Adam(Schedule.constant(0.02)), steps).withParts(3);
    }

    private static AscentState start(StochasticAscent training) {
        return training.start(SORTER.parameters().initialize(4), 4);
    }

    private static AscentState train(StochasticAscent training) {
        return go(training, start(training));
    }

    private static AscentState go(StochasticAscent training, AscentState state) {
        return training.run(sorting().over(SORTER.parameters()), state).state();
    }

    @Test
    void theObjectiveRises() {
        Trace trace = train(training(150)).trace();
        double first = trace.elbo(0);
        assertEquals(-Math.log(N), first, 1e-9);
        double last = trace.meanElbo(130, 150);
        assertTrue(last > first + 0.5, "from " + first + " to " + last);
    }

    @Test
    void theBitsDependNeitherOnThreadsNorOnInterruptions() {
        AscentState one = train(training(20));
        AscentState two = train(training(20).withThreads(2));
        assertArrayEquals(one.parameters(), two.parameters());
        StochasticAscent half = training(10);
        AscentState middle = train(half.withListener(progress -> progress.step() < 7));
        assertEquals(7, middle.step());
        AscentState resumed = go(half.withSteps(13), middle);
        assertArrayEquals(one.parameters(), resumed.parameters());
        assertEquals(one.trace().elbo(19), resumed.trace().elbo(19));
    }

    @Test
    void aLongGradientIsCut() {
        StochasticAscent plain = StochasticAscent.of(new Sgd(1.0), 1);
        AscentState free = train(plain);
        AscentState cut = train(plain.withGradientLimit(1e-3));
        double[] start = start(plain).parameters();
        assertEquals(1e-3, distance(start, cut.parameters()), 1e-12);
        assertTrue(distance(start, free.parameters()) > 1e-2);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return Math.sqrt(sum);
    }

    @Test
    void somethingNotFiniteStopsWithTheStep() {
        NetworkObjective broken = () -> (pass, step) ->
                pass.parameter(SORTER.parameters().parameters().get(0)).sum().times(step < 2 ? 1 : Double.NaN);
        StochasticAscent training = training(5);
        AscentResult result = training.run(broken.over(SORTER.parameters()), start(training));
        assertEquals(StopReason.NON_FINITE, result.stopReason());
        assertTrue(result.message().contains("step 2"), result.message());
        assertEquals(2, result.state().step());
        for (double weight : result.state().parameters()) {
            assertTrue(Double.isFinite(weight));
        }
        AscentState foreign = new AscentState(new double[3], new double[7], 1, new Trace());
        assertThrows(IllegalArgumentException.class, () -> go(training, foreign));
        assertThrows(IllegalArgumentException.class, () -> training(0));
        assertThrows(IllegalArgumentException.class, () -> training(1).withGradientLimit(0));
    }

    @Test
    void aSavedNetworkGivesTheSameOutputAndItsTrainingContinues(@TempDir Path folder) throws IOException {
        AscentState middle = train(training(9));
        Path file = folder.resolve("sorter.network");
        NetworkFile.of("sort", SORTER.parameters(), middle).put("numbers", N).write(file);
        ArrayFile read = NetworkFile.read(file, "sort");
        assertEquals(N, read.intSetting("numbers"));
        AscentState state = NetworkFile.state(read, SORTER.parameters());
        assertArrayEquals(scores(middle.parameters()), scores(NetworkFile.weights(read, SORTER.parameters())));
        AscentState resumed = go(training(11), state);
        assertArrayEquals(train(training(20)).parameters(), resumed.parameters());
        assertEquals(List.of("sorter.network"), names(folder));
    }

    private static double[] scores(double[] weights) {
        var pass = new NetworkPass(SORTER.parameters());
        pass.begin(weights);
        return SORTER.scores(pass, new SetBatch(N, LayersTest.random(2 * N, 1, 8)))
                .get(0)
                .value()
                .data
                .clone();
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void damagedAndForeignFilesAreRefusedWithTheReason(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.network");
        new ArrayFile("permvi-network", "sort")
                .put("note", "two words")
                .put("x", new double[] {1, 2, 3})
                .write(file);
        byte[] good = Files.readAllBytes(file);
        assertEquals("two words", NetworkFile.read(file, "sort").setting("note"));
        assertArrayEquals(new double[] {1, 2, 3}, NetworkFile.read(file, "sort").array("x"));
        assertRefused(file, good, "jigsaw", "kind sort, not jigsaw");
        byte[] flipped = good.clone();
        flipped[good.length - 30] ^= 4;
        assertRefused(file, flipped, "sort", "checksum");
        assertRefused(file, Arrays.copyOf(good, good.length - 5), "sort", "damaged");
        assertRefused(file, Arrays.copyOf(good, 22), "sort", "ends too early");
        assertRefused(file, "hello\nworld\n".getBytes(), "sort", "not a permvi-network");
        assertRefused(file, new byte[0], "sort", "not a permvi-network");
        assertRefused(file, "permvi-network 9\nkind sort\n".getBytes(), "sort", "version 9");
        Files.write(file, good);
        ArrayFile network = NetworkFile.read(file, "sort");
        assertThrows(ArrayFileException.class, () -> network.setting("absent"));
        assertThrows(ArrayFileException.class, () -> network.intSetting("note"));
        assertThrows(ArrayFileException.class, () -> network.array("absent"));
        assertThrows(ArrayFileException.class, () -> NetworkFile.weights(network, SORTER.parameters()));
        assertThrows(IllegalArgumentException.class, () -> new ArrayFile("a", "two words"));
        assertThrows(IllegalArgumentException.class, () -> new ArrayFile("a", "b").put("b", "c\nd"));
    }

    private static void assertRefused(Path file, byte[] bytes, String kind, String reason) throws IOException {
        Files.write(file, bytes);
        var thrown = assertThrows(ArrayFileException.class, () -> NetworkFile.read(file, kind));
        assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    }
}
