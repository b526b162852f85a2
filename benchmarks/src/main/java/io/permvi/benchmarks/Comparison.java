package io.permvi.benchmarks;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.ejml.data.DMatrixRMaj;

/**
 * The Java side of {@code compare/compare.py}: runs each piece of work long enough for the compiler to settle, then
 * prints the median time in milliseconds, one line of JSON each. With one thread it is the CPU time of the thread, so that
 * other work on the machine distorts the ratios less; with two, a batch is split over them and the time is that of the
 * clock; the other side does the same.
 */
public final class Comparison {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final ExecutorService POOL = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    private static final String[] ORDERED = {
        "products", "integers", "noise 0.001", "noise 0.01", "noise 0.1", "exponential", "two products", "five products"
    };
    private static final String[] ORDERED_WIDE = {"products", "integers", "noise 0.01", "exponential", "two products"};

    private static int threads = 1;

    /** Median and shortest time of a piece of work in milliseconds; the shortest is what an idle machine would show. */
    private record Time(double median, double best) {
        static final Time ZERO = new Time(0, 0);

        Time plus(Time other) {
            return new Time(median + other.median, best + other.best);
        }

        Time over(int count) {
            return new Time(median / count, best / count);
        }
    }

    private Comparison() {}

    /**
     * Runs the comparisons.
     *
     * @param arguments the number of threads, then the parts to run: sinkhorn, transport, layer, assignment, ordered; all
     *     when none is named
     */
    public static void main(String[] arguments) {
        threads = arguments.length == 0 ? 1 : Integer.parseInt(arguments[0]);
        String[] parts = arguments.length == 0 ? arguments : Arrays.copyOfRange(arguments, 1, arguments.length);
        print("environment", 0, 0, 0, "products by " + MatrixProducts.provider(), Time.ZERO);
        run(parts);
    }

    private static void run(String[] arguments) {
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
        if (wanted(arguments, "ordered")) {
            for (String kind : ORDERED) {
                ordered(kind, 1000, 1000);
            }
            for (String kind : ORDERED_WIDE) {
                ordered(kind, 500, 1000);
            }
            ordered("distances", 990, 1000);
        }
    }

    private static boolean wanted(String[] arguments, String part) {
        return arguments.length == 0 || Arrays.asList(arguments).contains(part);
    }

    private static void sinkhorn(int batch, int n) {
        int shares = batch == 1 ? 1 : threads;
        Runnable[] work = new Runnable[shares];
        for (int share = 0; share < shares; share++) {
            int size = batch / shares;
            Relaxation.BatchPass sinkhorn = new SinkhornOperator(20, 0).newBatch(MatchingSpace.permutations(n), size);
            double[] psi = Problems.gumbel(size * n * n, 1 + 10L * share);
            double[] weights = Problems.uniform(size * n * n, 2 + 10L * share);
            double[] x = new double[psi.length];
            double[] gradient = new double[psi.length];
            work[share] = () -> {
                sinkhorn.forward(psi, 1, x);
                sinkhorn.backward(weights, gradient);
            };
        }
        print("sinkhorn 20", batch, n, 1, shares < threads ? "one thread" : "", median(3, 1, work));
    }

    private static void transport(int n, double temperature) {
        double seconds = n == 100 ? 1 : 0.3; // these come first, and meet the compiler at work
        Time solve = Time.ZERO;
        Time both = Time.ZERO;
        double worst = 0;
        for (int instance = 0; instance < 3; instance++) {
            TransportPass pass = EntropicTransport.withDefaults().newPass(TransportProblem.doublyStochastic(n));
            DMatrixRMaj score = Problems.matrix(n, Problems.gumbel(n * n, instance));
            DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 7));
            DMatrixRMaj plan = score.createLike();
            DMatrixRMaj gradient = score.createLike();
            double[] ofRows = new double[n];
            double[] ofColumns = new double[n];
            solve = solve.plus(median(seconds, 1, () -> pass.forward(score, temperature, plan)));
            both = both.plus(median(seconds, 1, () -> {
                pass.forward(score, temperature, plan);
                pass.backward(weights, gradient, ofRows, ofColumns);
            }));
            worst = Math.max(worst, pass.marginalError());
        }
        print("solve to 1e-9", 1, n, temperature, "error %.1e".formatted(worst), solve.over(3));
        print("solve and implicit gradient", 1, n, temperature, "", both.over(3));
    }

    /**
     * The problem of the declarative layer's notebook: uniform scores and marginals, temperature 1, to 1e-9 of the
     * total.
     */
    private static void layer(int n) {
        TransportPass pass = EntropicTransport.converged(1e-9 * n).newPass(TransportProblem.uniform(n, n));
        DMatrixRMaj score = Problems.matrix(n, Problems.uniform(n * n, 1));
        DMatrixRMaj weights = Problems.matrix(n, Problems.uniform(n * n, 7));
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        double[] ofRows = new double[n];
        double[] ofColumns = new double[n];
        Time time = median(1.5, 1, () -> {
            pass.forward(score, 1, plan);
            pass.backward(weights, gradient, ofRows, ofColumns);
        });
        print("layer", 1, n, 1, "error %.1e".formatted(pass.marginalError()), time);
    }

    private static void assignment(String kind, int n) {
        int inner = n < 10 ? 2000 : n < 100 ? 100 : 1;
        Time time = Time.ZERO;
        for (int instance = 0; instance < 3; instance++) {
            double[] values =
                    kind.equals("gumbel") ? Problems.gumbel(n * n, instance) : Problems.uniform(n * n, instance);
            time = time.plus(assignment(Problems.matrix(n, values), inner));
        }
        print("assignment " + kind, threads, n, 1, "", time.over(3));
    }

    private static void ordered(String kind, int m, int n) {
        Time time = assignment(Problems.matrix(m, n, Problems.ordered(kind, m, n, 1)), 1);
        print("ordered %s, %d rows".formatted(kind, m), threads, n, 1, "", time);
    }

    /** With two threads, each solves the problem for itself: a batch of two. */
    private static Time assignment(DMatrixRMaj score, int inner) {
        Runnable[] work = new Runnable[threads];
        for (int share = 0; share < threads; share++) {
            LinearAssignment assignment = new LinearAssignment(score.numRows, score.numCols);
            int[] columnOfRow = new int[score.numRows];
            work[share] = () -> assignment.maximize(score, columnOfRow);
        }
        return median(0.7, inner, work);
    }

    /** The median and the shortest of the second half of the runs of some seconds, at least 6. */
    private static Time median(double seconds, int inner, Runnable... work) {
        double[] times = new double[100_000];
        int count = 0;
        long end = System.nanoTime() + (long) (1e9 * seconds);
        while (count < 6 || System.nanoTime() < end && count < times.length) {
            long start = clock();
            runAll(work, inner);
            times[count++] = (clock() - start) / (1e6 * inner);
        }
        double[] settled = Arrays.copyOfRange(times, count / 2, count);
        Arrays.sort(settled);
        return new Time(settled[settled.length / 2], settled[0]);
    }

    private static long clock() {
        return threads == 1 ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private static void runAll(Runnable[] work, int times) {
        List<Future<?>> others = new ArrayList<>();
        for (int share = 1; share < work.length; share++) {
            Runnable one = work[share];
            others.add(POOL.submit(() -> repeat(one, times)));
        }
        repeat(work[0], times);
        try {
            for (Future<?> other : others) {
                other.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void repeat(Runnable work, int times) {
        for (int k = 0; k < times; k++) {
            work.run();
        }
    }

    private static void print(String work, int batch, int n, double temperature, String note, Time time) {
        System.out.printf(
                Locale.ROOT,
                "{\"work\": \"%s\", \"batch\": %d, \"n\": %d, \"temperature\": %s, \"note\": \"%s\", \"ms\": %.6f, \"best\": %.6f}%n",
                work,
                batch,
                n,
                temperature,
                note,
                time.median,
                time.best);
    }
}
