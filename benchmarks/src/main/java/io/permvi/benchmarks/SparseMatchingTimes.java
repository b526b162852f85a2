package io.permvi.benchmarks;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.SparseAssignment;
import io.permvi.relaxations.sparse.SparseGibbs;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Times the sparse engine on problems like those of record linkage: ten candidates a row, seven rows in ten with a true
 * pair that mostly scores high. The Java side of {@code compare/sparse.py}, which reads the problems that it writes.
 */
public final class SparseMatchingTimes {
    private static final int CANDIDATES = 10;

    private SparseMatchingTimes() {}

    /**
     * Runs.
     *
     * @param arguments number of threads, rounds, then numbers of pairs; a last argument that is no number is a folder for
     *     the problems
     * @throws IOException when a problem cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        int rounds = Integer.parseInt(arguments[1]);
        try (Workers workers = new Workers(Integer.parseInt(arguments[0]))) {
            int last = arguments.length - 1;
            boolean write = !arguments[last].matches("\\d+");
            for (int k = 2; k < (write ? last : arguments.length); k++) {
                int pairs = Integer.parseInt(arguments[k]);
                SparseScores scores = problem(pairs);
                if (write) {
                    write(scores, Path.of(arguments[last], "pairs-" + pairs + ".bin"));
                }
                for (int round = 0; round < rounds; round++) {
                    time(scores, workers);
                }
            }
        }
    }

    private static void time(SparseScores scores, Workers workers) {
        long cpu = cpuTime(workers);
        long start = System.nanoTime();
        SparseMarginals marginals = SparseGibbs.withDefaults().solve(scores, 1, workers);
        long posterior = System.nanoTime();
        long cpuPosterior = cpuTime(workers);
        SparseAssignment best = SparseAssignment.partial(scores, workers);
        long assignment = System.nanoTime();
        long cpuAssignment = cpuTime(workers);
        Runtime runtime = Runtime.getRuntime();
        System.out.printf(
                Locale.ROOT,
                "{\"pairs\": %d, \"posterior\": %.3f, \"posteriorCpu\": %.3f, \"assignment\": %.4f,"
                        + " \"assignmentCpu\": %.4f, \"score\": %.6f, \"gap\": %.1e, \"expected\":"
                        + " %.2f, \"links\": \"%s\", \"correction\": %.2g, \"standardError\": %.2g, \"heapMB\": %d}%n",
                scores.pairs(),
                (posterior - start) / 1e9,
                (cpuPosterior - cpu) / 1e9,
                (assignment - posterior) / 1e9,
                (cpuAssignment - cpuPosterior) / 1e9,
                best.score(),
                best.gap(),
                marginals.expectedSize(),
                marginals.links(),
                marginals.largestCorrection(),
                marginals.largestStandardError(),
                (runtime.totalMemory() - runtime.freeMemory()) >> 20);
    }

    /** The CPU time of this thread where it works alone; else of all, the compiler's and the collector's among them. */
    private static long cpuTime(Workers workers) {
        if (workers.threads() == 1) {
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        }
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static SparseScores problem(int pairs) {
        int n = pairs / CANDIDATES;
        int[] row = new int[n * CANDIDATES];
        int[] column = new int[row.length];
        double[] value = new double[row.length];
        DrawRandom random = DrawRandom.of(1, pairs, 0);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < CANDIDATES; k++) {
                int e = i * CANDIDATES + k;
                row[e] = i;
                boolean right = k == 0 && i % 10 < 7;
                // steps of their own keep the columns of a row apart
                column[e] =
                        right ? i : (int) ((i + 1 + (long) k * (n / (CANDIDATES + 1)) + random.nextInt(n / 50)) % n);
                value[e] = right ? 6 + 4 * random.nextGaussian() : -9 + 3 * random.nextGaussian();
            }
        }
        return SparseScores.ofPairs(n, n, row, column, value);
    }

    private static void write(SparseScores scores, Path file) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(new java.io.BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(scores.rows());
            out.writeInt(scores.columns());
            for (int e = 0; e < scores.pairs(); e++) {
                out.writeInt(scores.row(e));
                out.writeInt(scores.column(e));
                out.writeDouble(scores.value(e));
            }
        }
    }
}
