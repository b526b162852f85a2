package io.permvi.benchmarks;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.LinearAssignment;
import io.permvi.relaxations.transport.EntropicTransport;
import io.permvi.relaxations.transport.SinkhornBatch;
import io.permvi.relaxations.transport.TransportPass;
import io.permvi.relaxations.transport.TransportProblem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import org.ejml.data.DMatrixRMaj;

/**
 * The Java side of {@code compare/compare.py}: runs each piece of work long enough for the compiler to settle, then
 * prints the median CPU time of the thread in milliseconds, one line of JSON each. CPU time, so that other work on the
 * machine distorts the ratios less; the other side does the same.
 */
public final class Comparison {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** The shortest settled run of the last measurement, in milliseconds: what an idle machine would show. */
    private static double best;

    private Comparison() {}

    /**
     * Runs the comparisons.
     *
     * @param arguments the parts to run: sinkhorn, transport, assignment; all when empty
     */
    public static void main(String[] arguments) {
        print("environment", 0, 0, 0, "provider " + MatrixProducts.provider(), 0);
        if (wanted(arguments, "sinkhorn")) {
            int[][] cells = {{1000, 6}, {64, 10}, {64, 50}, {16, 100}, {8, 280}, {1, 500}, {1, 1000}};
            for (int[] cell : cells) {
                sinkhorn(cell[0], cell[1]);
            }
        }
        if (wanted(arguments, "transport")) {
            for (int n : new int[] {100, 280, 500, 1000}) {
                for (double temperature : new double[] {1, 0.1, 0.01, 0.001}) {
                    transport(n, temperature);
                }
            }
        }
        if (wanted(arguments, "layer")) {
            for (int n : new int[] {100, 300, 500, 1000}) {
                layer(n);
            }
        }
        if (wanted(arguments, "assignment")) {
            for (String kind : new String[] {"gumbel", "uniform"}) {
                for (int n : new int[] {6, 50, 280, 500, 1000}) {
                    assignment(kind, n);
                }
            }
        }
    }

    private static boolean wanted(String[] arguments, String part) {
        return arguments.length == 0 || Arrays.asList(arguments).contains(part);
    }

    private static void sinkhorn(int batch, int n) {
        SinkhornBatch sinkhorn = new SinkhornBatch(TransportProblem.doublyStochastic(n), batch, 20);
        double[] psi = Problems.gumbel(batch * n * n, 1);
        double[] weights = Problems.uniform(batch * n * n, 2);
        double[] x = new double[psi.length];
        double[] gradient = new double[psi.length];
        double time = median(3, 1, () -> {
            sinkhorn.forward(psi, 1, x);
            sinkhorn.backward(weights, gradient);
        });
        print("sinkhorn 20", batch, n, 1, "", time);
    }

    private static void transport(int n, double temperature) {
        double solve = 0;
        double both = 0;
        double worst = 0;
        for (int instance = 0; instance < 3; instance++) {
            TransportPass pass = EntropicTransport.withDefaults().newPass(TransportProblem.doublyStochastic(n));
            DMatrixRMaj score = Problems.matrix(n, Problems.gumbel(n * n, instance));
            DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 7));
            DMatrixRMaj plan = score.createLike();
            DMatrixRMaj gradient = score.createLike();
            double[] ofRows = new double[n];
            double[] ofColumns = new double[n];
            solve += median(0.6, 1, () -> pass.forward(score, temperature, plan)) / 3;
            both += median(0.6, 1, () -> {
                        pass.forward(score, temperature, plan);
                        pass.backward(weights, gradient, ofRows, ofColumns);
                    })
                    / 3;
            worst = Math.max(worst, pass.marginalError());
        }
        print("solve to 1e-9", 1, n, temperature, "error " + worst, solve);
        print("solve and implicit gradient", 1, n, temperature, "", both);
    }

    /** The problem of the declarative layer's notebook: uniform scores, uniform marginals, temperature 1. */
    private static void layer(int n) {
        TransportPass pass = EntropicTransport.withDefaults().newPass(TransportProblem.uniform(n, n));
        DMatrixRMaj score = Problems.matrix(n, Problems.uniform(n * n, 1));
        DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 7));
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        double[] ofRows = new double[n];
        double[] ofColumns = new double[n];
        double time = median(1.5, 1, () -> {
            pass.forward(score, 1, plan);
            pass.backward(weights, gradient, ofRows, ofColumns);
        });
        print("layer", 1, n, 1, "error " + pass.marginalError(), time);
    }

    private static void assignment(String kind, int n) {
        int inner = n < 10 ? 2000 : n < 100 ? 100 : 1;
        double time = 0;
        for (int instance = 0; instance < 3; instance++) {
            double[] values =
                    kind.equals("gumbel") ? Problems.gumbel(n * n, instance) : Problems.uniform(n * n, instance);
            DMatrixRMaj score = Problems.matrix(n, values);
            LinearAssignment assignment = new LinearAssignment(n, n);
            int[] columnOfRow = new int[n];
            time += median(0.7, inner, () -> assignment.maximize(score, columnOfRow)) / 3;
        }
        print("assignment " + kind, 1, n, 1, "", time);
    }

    /** The median of the second half of the runs of some seconds, at least 6. */
    private static double median(double seconds, int inner, Runnable work) {
        double[] times = new double[100_000];
        int count = 0;
        long end = System.nanoTime() + (long) (1e9 * seconds);
        while (count < 6 || System.nanoTime() < end && count < times.length) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int k = 0; k < inner; k++) {
                work.run();
            }
            times[count++] = (THREADS.getCurrentThreadCpuTime() - start) / (1e6 * inner);
        }
        double[] settled = Arrays.copyOfRange(times, count / 2, count);
        Arrays.sort(settled);
        best = settled[0];
        return settled[settled.length / 2];
    }

    private static void print(String work, int batch, int n, double temperature, String note, double milliseconds) {
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"%s\", \"batch\": %d, \"n\": %d, \"temperature\": %s, \"note\": \"%s\", \"ms\": %.6f, \"best\": %.6f}%n",
                work,
                batch,
                n,
                temperature,
                note,
                milliseconds,
                best);
    }
}
