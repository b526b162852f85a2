package io.permvi.benchmarks;

import io.permvi.applications.puzzles.EdgeScores;
import io.permvi.applications.puzzles.PuzzleBatch;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.inference.optimize.Adam;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * The time of one training step of the puzzle network on random pieces: forward, gradient, Adam; processor time with one
 * thread, time by the clock with several. Prints one JSON line for
 * each grid; {@code compare/network_step.py} runs the same network in PyTorch.
 */
public final class NetworkStep {
    private static final int BATCH = 32;
    private static final int WARM_UP = 60;
    private static final int STEPS = 40;
    private static final double EARLY = 0.3;

    private NetworkStep() {}

    /** Arguments: the number of threads, then the grids. */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        for (String grid : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            measure(Integer.parseInt(grid), threads);
        }
    }

    private static void measure(int grid, int threads) {
        int side = (int) Math.round(28.0 / grid);
        EdgeScores network = new EdgeScores(
                new EdgeScores.Settings(grid, grid, side * side, 2 * side, 128, 64, 4, Activation.RELU, false));
        int n = grid * grid;
        NetworkObjective objective = () -> {
            int rows = BATCH / 2 * n;
            DMatrixRMaj target = new DMatrixRMaj(rows, n);
            for (int row = 0; row < rows; row++) {
                target.set(row, row % n, 1);
            }
            PuzzleBatch batch = new PuzzleBatch(
                    grid, grid, random(rows, side * side), random(2 * rows, 2 * side), random(2 * rows, 2 * side));
            SinkhornLayer sinkhorn = new SinkhornLayer(new SinkhornOperator(10, 0), 1);
            return (pass, step) -> {
                List<Var> guesses = network.scores(pass, batch);
                Var wanted = pass.tape().constant(target);
                Var value = PermutationObjective.logProbability(sinkhorn.apply(guesses.get(4)), wanted);
                for (int t = 1; t < 4; t++) {
                    value = value.plus(PermutationObjective.logProbability(sinkhorn.apply(guesses.get(t)), wanted)
                            .times(EARLY));
                }
                return value;
            };
        };
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long[] marks = new long[WARM_UP + STEPS];
        StochasticAscent training = StochasticAscent.of(new Adam(1e-4), marks.length)
                .withParts(2)
                .withThreads(threads)
                .withListener(progress -> {
                    // one thread: its own processor time, which other programs do not disturb
                    marks[progress.step() - 1] = threads == 1 ? clock.getCurrentThreadCpuTime() : System.nanoTime();
                    return true;
                });
        double[] weights = network.parameters().initialize(1);
        training.run(objective.over(network.parameters()), training.start(weights, 1));
        double[] millis = new double[STEPS - 1];
        Arrays.setAll(millis, k -> (marks[WARM_UP + k + 1] - marks[WARM_UP + k]) * 1e-6);
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "{\"grid\": %d, \"threads\": %d, \"median_ms\": %.3f, \"least_ms\": %.3f}%n",
                grid,
                threads,
                millis[millis.length / 2],
                millis[0]);
    }

    private static DMatrixRMaj random(int rows, int columns) {
        DrawRandom rng = DrawRandom.of(3, rows, columns);
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        Arrays.setAll(matrix.data, k -> rng.nextDouble());
        return matrix;
    }
}
