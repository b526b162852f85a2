package io.permvi.inference.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
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

class MinibatchTrainingTest {
    private static final int N = 5;
    private static final int SETS = 8;

    private static final ItemScores SORTER = new ItemScores(Sequence.of(
            new Dense("hidden", 1, 16, Activation.SOFTPLUS, Initializer.uniformFanIn()),
            new Dense("places", 16, N, Activation.IDENTITY, Initializer.zeros())));

    /** Sorting numbers of U(-1, 1): the log probability of their ranks. */
    private static Objective sorting() {
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

    private static MinibatchTraining training(int steps) {
        return MinibatchTraining.of(new Adam(Schedule.constant(0.02)), steps).withParts(3);
    }

    private static TrainingState train(MinibatchTraining training) {
        return training.run(SORTER.parameters(), sorting(), training.start(SORTER.parameters(), 4));
    }

    @Test
    void theObjectiveRises() {
        TrainingState state = train(training(150));
        double first = state.objective()[0];
        assertEquals(-Math.log(N), first, 1e-9);
        assertTrue(state.recentObjective(20) > first + 0.5, "from " + first + " to " + state.recentObjective(20));
    }

    @Test
    void theBitsDependNeitherOnThreadsNorOnInterruptions() {
        TrainingState one = train(training(20));
        TrainingState two = train(training(20).withThreads(2));
        assertArrayEquals(one.weights(), two.weights());
        MinibatchTraining half = training(10);
        TrainingState middle = train(half.withListener((step, value) -> step < 7));
        assertEquals(7, middle.step());
        TrainingState resumed = half.withSteps(13).run(SORTER.parameters(), sorting(), middle);
        assertArrayEquals(one.weights(), resumed.weights());
        assertArrayEquals(one.objective(), resumed.objective());
    }

    @Test
    void aLongGradientIsCut() {
        TrainingState free = train(MinibatchTraining.of(new io.permvi.inference.optimize.Sgd(1.0), 1));
        TrainingState cut = train(MinibatchTraining.of(new io.permvi.inference.optimize.Sgd(1.0), 1)
                .withGradientLimit(1e-3));
        double[] start = training(1).start(SORTER.parameters(), 4).weights();
        assertEquals(1e-3, distance(start, cut.weights()), 1e-12);
        assertTrue(distance(start, free.weights()) > 1e-2);
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
        Objective broken = () -> (pass, step) ->
                pass.parameter(SORTER.parameters().parameters().get(0)).sum().times(step < 2 ? 1 : Double.NaN);
        MinibatchTraining training = training(5);
        TrainingState start = training.start(SORTER.parameters(), 1);
        var thrown = assertThrows(ArithmeticException.class, () -> training.run(SORTER.parameters(), broken, start));
        assertTrue(thrown.getMessage().contains("step 2"), thrown.getMessage());
        TrainingState foreign = new TrainingState(new double[3], new double[7], 1, new double[0]);
        assertThrows(IllegalArgumentException.class, () -> training.run(SORTER.parameters(), broken, foreign));
        assertThrows(IllegalArgumentException.class, () -> training(0));
        assertThrows(IllegalArgumentException.class, () -> training(1).withGradientLimit(0));
    }

    @Test
    void aSavedNetworkGivesTheSameOutputAndItsTrainingContinues(@TempDir Path folder) throws IOException {
        TrainingState middle = train(training(9));
        Path file = folder.resolve("sorter.network");
        new NetworkFile("sort")
                .put("numbers", N)
                .putTraining(SORTER.parameters(), middle)
                .write(file);
        NetworkFile read = NetworkFile.read(file, "sort");
        assertEquals(N, read.intSetting("numbers"));
        TrainingState state = read.trainingState(SORTER.parameters());
        assertArrayEquals(scores(middle.weights()), scores(read.weights(SORTER.parameters())));
        TrainingState resumed = training(11).run(SORTER.parameters(), sorting(), state);
        assertArrayEquals(train(training(20)).weights(), resumed.weights());
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
        new NetworkFile("sort")
                .put("note", "two words")
                .put("x", new double[] {1, 2, 3})
                .write(file);
        byte[] good = Files.readAllBytes(file);
        assertEquals("two words", NetworkFile.read(file).setting("note"));
        assertArrayEquals(new double[] {1, 2, 3}, NetworkFile.read(file).array("x"));
        assertRefused(file, good, "jigsaw", "kind sort, not jigsaw");
        byte[] flipped = good.clone();
        flipped[good.length - 30] ^= 4;
        assertRefused(file, flipped, "sort", "checksum");
        assertRefused(file, Arrays.copyOf(good, good.length - 5), "sort", "damaged");
        assertRefused(file, Arrays.copyOf(good, 22), "sort", "ends too early");
        assertRefused(file, "hello\nworld\n".getBytes(), "sort", "not a network");
        assertRefused(file, new byte[0], "sort", "not a network");
        assertRefused(file, "permvi-network 9\nkind sort\n".getBytes(), "sort", "version 9");
        Files.write(file, good);
        NetworkFile network = NetworkFile.read(file);
        assertThrows(NetworkFileException.class, () -> network.setting("absent"));
        assertThrows(NetworkFileException.class, () -> network.intSetting("note"));
        assertThrows(NetworkFileException.class, () -> network.array("absent"));
        assertThrows(NetworkFileException.class, () -> network.weights(SORTER.parameters()));
        assertThrows(IllegalArgumentException.class, () -> new NetworkFile("two words"));
        assertThrows(IllegalArgumentException.class, () -> new NetworkFile("a").put("b", "c\nd"));
    }

    private static void assertRefused(Path file, byte[] bytes, String kind, String reason) throws IOException {
        Files.write(file, bytes);
        var thrown = assertThrows(NetworkFileException.class, () -> NetworkFile.read(file, kind));
        assertTrue(thrown.getMessage().contains(reason), thrown.getMessage());
    }
}
