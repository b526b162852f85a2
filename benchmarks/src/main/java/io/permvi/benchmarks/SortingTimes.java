package io.permvi.benchmarks;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.sorting.LapSum;
import io.permvi.relaxations.sorting.NeuralSort;
import io.permvi.relaxations.sorting.PermutahedronProjection;
import io.permvi.relaxations.sorting.SoftSort;
import io.permvi.relaxations.sorting.SortingNetwork;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;

/**
 * Processor time of forward and backward of the sorting maps for a batch of scores at temperature 1, one thread. Prints
 * a line of JSON for each; {@code compare/sorting.py} runs the same formulas in PyTorch. Arguments: batch:n, ...
 */
public final class SortingTimes {
    private static final double SECONDS = 0.5;
    private static final int LARGEST_NETWORK = 100;

    private SortingTimes() {}

    /** Measures. */
    public static void main(String[] arguments) {
        for (String argument : arguments) {
            int batch = Integer.parseInt(argument.split(":")[0]);
            int n = Integer.parseInt(argument.split(":")[1]);
            measure("neural-sort", new NeuralSort(), batch, n);
            measure("soft-sort", new SoftSort(), batch, n);
            measure("lap-sum", new LapSum(), batch, n);
            report("sorted-values", batch, n, sortedValues(n, new double[n], new SplittableRandom(1)));
            if (n <= LARGEST_NETWORK) {
                measure("odd-even", new SortingNetwork(), batch, n);
            }
        }
    }

    private static void measure(String name, Relaxation relaxation, int batch, int n) {
        Space space = MatchingSpace.permutations(n);
        Relaxation.Pass pass = relaxation.newPass(space);
        SplittableRandom rng = new SplittableRandom(1);
        DMatrixRMaj psi = new DMatrixRMaj(n, 1);
        DMatrixRMaj gradient = psi.createLike();
        DMatrixRMaj x = new DMatrixRMaj(n, n);
        DMatrixRMaj adjoint = x.createLike();
        Arrays.setAll(psi.data, i -> rng.nextGaussian());
        Arrays.setAll(adjoint.data, i -> rng.nextGaussian());
        report(name, batch, n, () -> {
            pass.forward(psi, 1, x);
            pass.backward(adjoint, gradient);
        });
    }

    /** Soft sort by isotonic regression. */
    private static Runnable sortedValues(int n, double[] adjoint, SplittableRandom rng) {
        PermutahedronProjection projection =
                new PermutahedronProjection(n, PermutahedronProjection.Regularizer.QUADRATIC);
        double[] score = new double[n];
        double[] falling = new double[n];
        double[] places = new double[n];
        double[] sorted = new double[n];
        double[] ignored = new double[n];
        double[] gradient = new double[n];
        Arrays.setAll(score, i -> rng.nextGaussian());
        Arrays.setAll(places, i -> n - i);
        return () -> {
            System.arraycopy(score, 0, falling, 0, n);
            Arrays.sort(falling);
            for (int i = 0; i < n / 2; i++) {
                double kept = falling[i];
                falling[i] = falling[n - 1 - i];
                falling[n - 1 - i] = kept;
            }
            projection.project(places, falling, sorted);
            projection.pullBack(adjoint, ignored, gradient);
        };
    }

    private static void report(String name, int batch, int n, Runnable one) {
        double best = Double.POSITIVE_INFINITY;
        for (int round = 0; round < 7; round++) {
            long repetitions = 0;
            long start = now();
            do {
                for (int k = 0; k < batch; k++) {
                    one.run();
                }
                repetitions++;
            } while (now() - start < SECONDS * 1e9);
            best = Math.min(best, (now() - start) * 1e-6 / repetitions);
        }
        System.out.printf(
                Locale.ROOT,
                "{\"map\": \"%s\", \"batch\": %d, \"n\": %d, \"milliseconds\": %.5f}%n",
                name,
                batch,
                n,
                best);
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
