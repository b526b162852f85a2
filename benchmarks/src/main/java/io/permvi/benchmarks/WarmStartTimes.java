package io.permvi.benchmarks;

import io.permvi.relaxations.assignment.LinearAssignment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * How many times faster {@link LinearAssignment#maximizeFromLast} is than a cold start after Gaussian noise was added
 * to the scores: medians over three seeds of the ratio of median processor times. Prints a Markdown table.
 */
public final class WarmStartTimes {
    private static final int REPETITIONS = 21;
    private static final int FIRST_SEED = 11;
    private static final int SEEDS = 3;
    private static final double[] NOISES = {0.001, 0.01, 0.1, 1};
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private WarmStartTimes() {}

    /** Measures all cells, once for the compiler and once for the table. */
    public static void main(String[] args) {
        measure();
        System.out.print("| scores | n | 0.001 | 0.01 | 0.1 | 1 |\n|---|--:|--:|--:|--:|--:|\n" + measure());
    }

    private static String measure() {
        return row("Gumbel", 280)
                + row("Gumbel", 1000)
                + row("uniform", 280)
                + row("uniform", 1000)
                + row("distances in the plane", 280);
    }

    private static String row(String kind, int n) {
        StringBuilder row = new StringBuilder("| " + kind + " | " + n + " |");
        for (double noise : NOISES) {
            double[] ratios = new double[SEEDS];
            Arrays.setAll(ratios, k -> ratio(kind, n, noise, FIRST_SEED + k));
            row.append(String.format(Locale.ROOT, " %.1f |", median(ratios)));
        }
        return row.append('\n').toString();
    }

    private static double ratio(String kind, int n, double noise, long seed) {
        DMatrixRMaj score = Problems.matrix(
                n,
                switch (kind) {
                    case "Gumbel" -> Problems.gumbel(n * n, seed);
                    case "uniform" -> Problems.uniform(n * n, seed);
                    default -> Problems.distances(n, seed);
                });
        DMatrixRMaj changed = score.copy();
        RandomGenerator rng = new SplittableRandom(seed + SEEDS);
        for (int at = 0; at < n * n; at++) {
            changed.data[at] += noise * rng.nextGaussian();
        }
        LinearAssignment assignment = new LinearAssignment(n, n);
        int[] columnOfRow = new int[n];
        double[] cold = new double[REPETITIONS];
        double[] warm = new double[REPETITIONS];
        for (int k = 0; k < REPETITIONS; k++) {
            cold[k] = time(() -> assignment.maximize(changed, columnOfRow));
            assignment.maximize(score, columnOfRow);
            warm[k] = time(() -> assignment.maximizeFromLast(changed, columnOfRow));
        }
        return median(cold) / median(warm);
    }

    private static double time(DoubleSupplier solve) {
        long start = THREADS.getCurrentThreadCpuTime();
        double value = solve.getAsDouble();
        if (Double.isNaN(value)) {
            throw new IllegalStateException("the value of a matching is not a number");
        }
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
