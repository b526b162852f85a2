package io.permvi.examples.transport;

import com.sun.management.ThreadMXBean;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.ProgressReport;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Optimizer;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.relaxations.sinkhorn.Transport;
import io.permvi.relaxations.sinkhorn.TransportPass;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;

/**
 * Learns scores whose transport plan equals a given one, by the unrolled, the approximate and the implicit gradient,
 * with the right marginals and with wrong ones; and measures what each gradient costs.
 */
record TransportStudy(int size, int steps, int largest, long seed, OutputFolder out, boolean fresh, PrintWriter log) {
    /** The gradients in the order of the legends. */
    private static final String UNROLLED = "unrolled";

    static final List<String> METHODS = List.of(UNROLLED, "approximate", "implicit");

    private static final int UNROLLED_ITERATIONS = 50;
    private static final double TEMPERATURE = 0.1;
    private static final double RATE = 0.02;
    private static final int INSTANCES = 2;
    private static final int REPETITIONS = 6;
    private static final long MEASURED_NANOS = 300_000_000;

    /** The distance of the plan to its target over the steps of one fit. */
    record Curve(String marginals, int instance, String method, double[] distance) {
        private static String key(String marginals, int instance, String method) {
            return marginals + " " + instance + " " + method;
        }
    }

    /** What one forward and backward costs. */
    record Cost(String method, int n, int iterations, double milliseconds, double megabytes) {
        private Cost at(int count) {
            return new Cost(method, n, count, milliseconds, megabytes);
        }

        private static String key(String method, int n, int iterations) {
            return method + " " + n + " " + iterations;
        }
    }

    private record Summary(
            int size, int steps, double temperature, int unrolledIterations, List<Final> distances, List<Cost> costs) {}

    private record Final(String marginals, int instance, String method, double first, double last) {}

    TransportStudy {
        if (size < 2 || steps < 2 || largest < 10) {
            throw new InputException("--size and --steps must be at least 2 and --largest 10, got " + size + ", "
                    + steps + " and " + largest);
        }
    }

    void run() {
        List<Curve> curves = learn();
        writeCurves(curves);
        List<Cost> bySize = measureSizes();
        List<Cost> byIterations = measureIterations();
        TransportCharts.drawCurves(curves, out);
        TransportCharts.drawCosts(bySize, byIterations, out);
        List<Cost> costs = new ArrayList<>(bySize);
        costs.addAll(byIterations);
        List<Final> finals = curves.stream()
                .map(c -> new Final(c.marginals(), c.instance(), c.method(), c.distance()[0], c.distance()[steps - 1]))
                .toList();
        out.writeSummary("transport", new Summary(size, steps, TEMPERATURE, UNROLLED_ITERATIONS, finals, costs));
        for (Final f : finals) {
            log.printf(
                    Locale.ROOT,
                    "%s marginals, instance %d, %s: distance %.3g to %.3g%n",
                    f.marginals(),
                    f.instance(),
                    f.method(),
                    f.first(),
                    f.last());
        }
        log.println("Pictures and tables are in " + out.path());
    }

    private static Transport transport(String method) {
        return switch (method) {
            case UNROLLED -> new SinkhornOperator(UNROLLED_ITERATIONS, 0);
            case "approximate" -> EntropicTransport.withDefaults().withSolver(EntropicTransport.Solver.LEFT_OUT);
            default -> EntropicTransport.withDefaults();
        };
    }

    private List<Curve> learn() {
        List<Curve> curves = new ArrayList<>();
        int total = 2 * INSTANCES * METHODS.size();
        StudySettings settings = StudySettings.of("transport")
                .with("seed", seed)
                .with("size", size)
                .with("steps", steps);
        try (StudyTable<Curve> table = StudyTable.open(
                        out,
                        "learning",
                        Curve.class,
                        c -> Curve.key(c.marginals(), c.instance(), c.method()),
                        settings,
                        fresh,
                        log);
                ProgressReport progress = ProgressReport.start("learn", (long) total * steps)) {
            progress.goesOnAfter(table.journal());
            for (boolean calibrated : new boolean[] {true, false}) {
                for (int instance = 1; instance <= INSTANCES; instance++) {
                    for (String method : METHODS) {
                        String key = Curve.key(marginals(calibrated), instance, method);
                        if (table.row(key).isEmpty()) {
                            table.add(fit(calibrated, instance, method, progress, (long) curves.size() * steps));
                        }
                        curves.add(table.row(key).orElseThrow());
                    }
                }
            }
        }
        return curves;
    }

    private static String marginals(boolean calibrated) {
        return calibrated ? "calibrated" : "mis-calibrated";
    }

    /** One fit; all methods of an instance share its target and its start. */
    private Curve fit(boolean calibrated, int instance, String method, ProgressReport progress, long done) {
        RandomGenerator rng = new SplittableRandom(seed + 1000L * instance);
        double[] rows = masses(rng);
        double[] columns = masses(rng);
        DMatrixRMaj target = new DMatrixRMaj(size, size);
        EntropicTransport.withDefaults()
                .newPass(TransportProblem.of(rows, columns))
                .forward(uniform(rng), TEMPERATURE, target);
        TransportProblem problem =
                calibrated ? TransportProblem.of(rows, columns) : TransportProblem.uniform(size, size);
        TransportPass pass = transport(method).newPass(problem);
        DMatrixRMaj score = uniform(rng);
        DMatrixRMaj plan = target.createLike();
        DMatrixRMaj gradient = target.createLike();
        double[] ofMasses = new double[size];
        Optimizer.Stepper stepper = new Adam(RATE).newStepper(size * size);
        double[] distance = new double[steps];
        for (int step = 0; step < steps; step++) {
            pass.forward(score, TEMPERATURE, plan);
            double squares = 0;
            for (int at = 0; at < size * size; at++) {
                double residual = target.data[at] - plan.data[at];
                squares += residual * residual;
                plan.data[at] = 2 * size * size * residual;
            }
            distance[step] = size * Math.sqrt(squares);
            pass.backward(plan, gradient, ofMasses, ofMasses.clone());
            stepper.ascend(score.data, gradient.data);
            progress.update(done + step + 1, method);
        }
        return new Curve(marginals(calibrated), instance, method, distance);
    }

    private double[] masses(RandomGenerator rng) {
        double[] values = new double[size];
        Arrays.setAll(values, i -> 0.2 + rng.nextDouble());
        double total = Arrays.stream(values).sum();
        Arrays.setAll(values, i -> values[i] / total);
        return values;
    }

    private DMatrixRMaj uniform(RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(size, size);
        Arrays.setAll(matrix.data, at -> rng.nextDouble());
        return matrix;
    }

    private List<Cost> measureSizes() {
        int[] sizes = Arrays.stream(new int[] {10, 20, 50, 100, 200, 300, 500, 700, 1000, 1500, 2000})
                .filter(n -> n <= largest)
                .toArray();
        List<Measured> cases = new ArrayList<>();
        for (int n : sizes) {
            METHODS.forEach(method -> cases.add(new Measured(method, n, UNROLLED_ITERATIONS)));
        }
        return measure("cost_of_size", cases);
    }

    /** For the converged methods, iterations do not exist: they are measured once and drawn as a level. */
    private List<Cost> measureIterations() {
        int n = Math.min(300, largest);
        List<Integer> iterations = List.of(5, 10, 20, 50, 100, 200, 500);
        List<Measured> cases = new ArrayList<>();
        for (String method : METHODS) {
            List<Integer> measured = method.equals(UNROLLED) ? iterations : iterations.subList(0, 1);
            measured.forEach(count -> cases.add(new Measured(method, n, count)));
        }
        return measure("cost_of_iterations", cases).stream()
                .flatMap(cost -> cost.method().equals(UNROLLED)
                        ? Stream.of(cost)
                        : iterations.stream().map(cost::at))
                .toList();
    }

    /** What is timed. */
    private record Measured(String method, int n, int iterations) {
        private Transport transport() {
            return method.equals(UNROLLED) ? new SinkhornOperator(iterations, 0) : TransportStudy.transport(method);
        }
    }

    /** Times depend on nothing but the case, so a table serves studies of all settings. */
    private List<Cost> measure(String name, List<Measured> cases) {
        List<Cost> costs = new ArrayList<>();
        try (StudyTable<Cost> table = StudyTable.open(
                        out,
                        name,
                        Cost.class,
                        c -> Cost.key(c.method(), c.n(), c.iterations()),
                        StudySettings.of("transport"),
                        fresh,
                        log);
                ProgressReport progress = ProgressReport.startStages(name.replace('_', ' '), cases.size())) {
            progress.goesOnAfter(table.journal());
            for (Measured each : cases) {
                String key = Cost.key(each.method(), each.n(), each.iterations());
                if (table.row(key).isEmpty()) {
                    table.add(measure(each.transport(), each.method(), each.n(), each.iterations()));
                }
                costs.add(table.row(key).orElseThrow());
                progress.update(costs.size(), each.method() + ", order " + each.n());
            }
        }
        out.writeRecords(name + ".csv", Cost.class, costs);
        return costs;
    }

    /**
     * The median CPU time of a forward and backward, and all that a new pass takes for its first one, on the heap and
     * outside.
     */
    private static Cost measure(Transport transport, String method, int n, int iterations) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RandomGenerator rng = new SplittableRandom(n);
        DMatrixRMaj score = new DMatrixRMaj(n, n);
        Arrays.setAll(score.data, at -> rng.nextDouble());
        DMatrixRMaj weights = score.copy();
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        double[] ofRows = new double[n];
        double[] ofColumns = new double[n];
        TransportProblem problem = TransportProblem.uniform(n, n);
        long before = bytes(threads);
        TransportPass pass = transport.newPass(problem);
        List<Double> times = new ArrayList<>();
        double megabytes = 0;
        long end = System.nanoTime() + MEASURED_NANOS;
        while (times.size() < REPETITIONS || System.nanoTime() < end) {
            long start = threads.getCurrentThreadCpuTime();
            pass.forward(score, TEMPERATURE, plan);
            pass.backward(weights, gradient, ofRows, ofColumns);
            times.add((threads.getCurrentThreadCpuTime() - start) / 1e6);
            if (times.size() == 1) {
                megabytes = (bytes(threads) - before) / 1048576.0;
            }
        }
        // the first half lets the compiler settle
        List<Double> settled =
                times.subList(times.size() / 2, times.size()).stream().sorted().toList();
        double median = settled.get(settled.size() / 2);
        return new Cost(method, n, iterations, median, megabytes);
    }

    private static long bytes(ThreadMXBean threads) {
        return threads.getCurrentThreadAllocatedBytes() + MatrixProducts.nativeBytesAllocated();
    }

    private void writeCurves(List<Curve> curves) {
        out.writeCsv("learning.csv", List.of("marginals", "instance", "method", "step", "distance"), rows -> {
            for (Curve curve : curves) {
                for (int step = 0; step < curve.distance().length; step++) {
                    rows.add(curve.marginals(), curve.instance(), curve.method(), step, curve.distance()[step]);
                }
            }
        });
    }
}
