package io.permvi.benchmarks;

import io.permvi.applications.puzzles.EdgeScores;
import io.permvi.applications.puzzles.PuzzleBatch;
import io.permvi.inference.fit.StochasticAscent;
import io.permvi.inference.networks.Activation;
import io.permvi.inference.networks.Dense;
import io.permvi.inference.networks.Initializer;
import io.permvi.inference.networks.ItemScores;
import io.permvi.inference.networks.NetworkObjective;
import io.permvi.inference.networks.ParameterSet;
import io.permvi.inference.networks.PermutationObjective;
import io.permvi.inference.networks.Sequence;
import io.permvi.inference.networks.SetBatch;
import io.permvi.inference.networks.SinkhornLayer;
import io.permvi.inference.optimize.Adam;
import io.permvi.relaxations.Relaxation;
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
 * The time of one training step of the puzzle network on random pieces, or of a network that sorts ten numbers: forward,
 * gradient, Adam; processor time with one thread, time by the clock with several. Prints one JSON line for each; {@code
 * compare/network_step.py} runs the puzzle network in PyTorch.
 */
public final class NetworkStep {
    private static final int BATCH = 32;
    private static final int WARM_UP = 60;
    private static final int STEPS = 40;
    private static final double EARLY = 0.3;
    private static final int NUMBERS = 10;
    private static final int SHORT = 50;

    private NetworkStep() {}

    /**
     * Arguments: the number of threads, then grids and "sort"; with "alone" before them, the Sinkhorn layer runs its
     * matrices one by one, not as a batch.
     */
    public static void main(String[] arguments) {
        int threads = Integer.parseInt(arguments[0]);
        SinkhornOperator operator = new SinkhornOperator(10, 0);
        Relaxation relaxation = operator;
        for (String what : Arrays.copyOfRange(arguments, 1, arguments.length)) {
            if (what.equals("alone")) {
                relaxation = operator::newPass;
            } else if (what.equals("sort")) {
                measureSorting(new SinkhornLayer(relaxation, 1), threads);
            } else {
                measure(Integer.parseInt(what), new SinkhornLayer(relaxation, 1), threads);
            }
        }
    }

    private static void measureSorting(SinkhornLayer sinkhorn, int threads) {
        ItemScores network = new ItemScores(Sequence.of(
                new Dense("hidden", 1, 32, Activation.SOFTPLUS, Initializer.uniform(1)),
                new Dense("ranks", 32, NUMBERS, Activation.IDENTITY, Initializer.zeros())));
        NetworkObjective objective = () -> {
            SetBatch batch = new SetBatch(NUMBERS, random(BATCH / 2 * NUMBERS, 1));
            DMatrixRMaj target = identities(BATCH / 2, NUMBERS);
            return (pass, step) -> PermutationObjective.logProbability(
                    sinkhorn.apply(network.scores(pass, batch).get(0)),
                    pass.tape().constant(target));
        };
        print("\"sort\": " + NUMBERS, time(network.parameters(), objective, threads, SHORT), threads);
    }

    private static DMatrixRMaj identities(int sets, int n) {
        DMatrixRMaj target = new DMatrixRMaj(sets * n, n);
        for (int row = 0; row < sets * n; row++) {
            target.set(row, row % n, 1);
        }
        return target;
    }

    private static void measure(int grid, SinkhornLayer sinkhorn, int threads) {
        int side = (int) Math.round(28.0 / grid);
        EdgeScores network = new EdgeScores(
                new EdgeScores.Settings(grid, grid, side * side, 2 * side, 128, 64, 4, Activation.RELU, false));
        int n = grid * grid;
        NetworkObjective objective = () -> {
            int rows = BATCH / 2 * n;
            DMatrixRMaj target = identities(BATCH / 2, n);
            PuzzleBatch batch = new PuzzleBatch(
                    grid, grid, random(rows, side * side), random(2 * rows, 2 * side), random(2 * rows, 2 * side));
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
        print("\"grid\": " + grid, time(network.parameters(), objective, threads, 1), threads);
    }

    /** Milliseconds of steps, ascending; some times as many of them as of the puzzle network. */
    private static double[] time(ParameterSet parameters, NetworkObjective objective, int threads, int times) {
        int warmUp = WARM_UP * times;
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long[] marks = new long[warmUp + STEPS * times];
        StochasticAscent training = StochasticAscent.of(new Adam(1e-4), marks.length)
                .withParts(2)
                .withThreads(threads)
                .withListener(progress -> {
                    // one thread: its own processor time, which other programs do not disturb
                    marks[progress.step() - 1] = threads == 1 ? clock.getCurrentThreadCpuTime() : System.nanoTime();
                    return true;
                });
        training.run(objective.over(parameters), training.start(parameters.initialize(1), 1));
        double[] millis = new double[STEPS * times - 1];
        Arrays.setAll(millis, k -> (marks[warmUp + k + 1] - marks[warmUp + k]) * 1e-6);
        Arrays.sort(millis);
        return millis;
    }

    private static void print(String what, double[] millis, int threads) {
        System.out.printf(
                Locale.ROOT,
                "{%s, \"threads\": %d, \"median_ms\": %.3f, \"least_ms\": %.3f}%n",
                what,
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
