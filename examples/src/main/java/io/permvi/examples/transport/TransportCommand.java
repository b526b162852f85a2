package io.permvi.examples.transport;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberTable;
import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Program;
import io.permvi.relaxations.sinkhorn.TransportProblem;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi transport}: solve a given problem, or study the gradients. */
@Command(
        name = "transport",
        description = "Entropic optimal transport: with --cost, solve the problem in the files;"
                + " without, study the unrolled, approximate and implicit gradients.")
public final class TransportCommand extends Program {
    private static final double MOST = 1e100;
    private static final int LARGEST_ORDER = 10_000;
    private static final int MOST_STEPS = 1_000_000;

    @Option(
            names = "--cost",
            paramLabel = "FILE",
            description = "CSV of the costs: one line per row, or a table with columns i, j, cost")
    private Optional<Path> cost = Optional.empty();

    @Option(
            names = "--rows",
            paramLabel = "FILE",
            description = "CSV of the row masses, one a line or a column 'mass'; equal when left out")
    private Optional<Path> rows = Optional.empty();

    @Option(names = "--columns", paramLabel = "FILE", description = "CSV of the column masses, like --rows")
    private Optional<Path> columns = Optional.empty();

    @Option(names = "--temperature", paramLabel = "T", description = "weight of the entropy, in units of the cost")
    private Optional<Double> temperature = Optional.empty();

    @Option(
            names = "--tolerance",
            paramLabel = "E",
            defaultValue = "1e-9",
            description = "marginal error to reach, as a fraction of the total mass (default: ${DEFAULT-VALUE})")
    private double tolerance;

    @Option(names = "--size", paramLabel = "N", description = "study: order of the learned matrices (default: 100)")
    private Optional<Integer> size = Optional.empty();

    @Option(names = "--steps", paramLabel = "K", description = "study: steps of the optimizer (default: 400)")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--largest", paramLabel = "N", description = "study: largest order that is timed (default: 1000)")
    private Optional<Integer> largest = Optional.empty();

    @Option(names = "--fresh", description = "study: forget the finished fits and times in the folder")
    private boolean fresh;

    @Override
    public void run() {
        PrintWriter log = output();
        if (!(tolerance > 0 && tolerance <= 1)) {
            throw new InputException("--tolerance must be above 0 and at most 1, got " + tolerance);
        }
        requireAtMost("--size", LARGEST_ORDER, size.orElse(1));
        requireAtMost("--largest", LARGEST_ORDER, largest.orElse(1));
        requireAtMost("--steps", MOST_STEPS, steps.orElse(1));
        if (cost.isEmpty()) {
            requireNone("--rows", rows.isPresent());
            requireNone("--columns", columns.isPresent());
            requireNone("--temperature", temperature.isPresent());
            new TransportStudy(
                            size.orElse(100),
                            steps.orElse(400),
                            largest.orElse(1000),
                            options().seed(),
                            folder(),
                            fresh,
                            log)
                    .run();
            return;
        }
        double tau = temperature.orElseThrow(() -> new InputException("--cost needs --temperature"));
        requirePositive("--temperature", tau);
        requireStudyOptionsAbsent();
        List<Path> inputs =
                Stream.of(cost, rows, columns).flatMap(Optional::stream).toList();
        OutputFolder folder = folder().keeping(inputs);
        folder.requireFree(TransportSolution.FILES);
        DMatrixRMaj costs = NumberTable.matrix(cost.get());
        requireMeasured(cost.get(), costs, tau);
        double[] rowMass = masses(rows, costs.numRows, "--rows");
        double[] columnMass = masses(columns, costs.numCols, "--columns");
        rescaleDefaults(rowMass, columnMass);
        TransportProblem problem =
                InputException.unless("--rows and --columns", () -> TransportProblem.of(rowMass, columnMass));
        new TransportSolution(costs, problem, tau, tolerance).write(folder, log);
    }

    /** Costs that can be summed, and divided by the temperature. */
    private static void requireMeasured(Path file, DMatrixRMaj costs, double tau) {
        double most = Arrays.stream(costs.data).map(Math::abs).max().orElse(0);
        if (most > MOST || most / tau > MOST) {
            throw new InputException(file + ": costs must be at most " + MOST
                    + " in size, divided by the temperature too," + " got " + most + " at temperature " + tau);
        }
    }

    private static void requireNone(String option, boolean given) {
        if (given) {
            throw new InputException(option + " belongs to --cost");
        }
    }

    private void requireStudyOptionsAbsent() {
        if (size.isPresent() || steps.isPresent() || largest.isPresent() || fresh) {
            throw new InputException("--size, --steps, --largest and --fresh belong to the study, which has no --cost");
        }
    }

    private static double[] masses(Optional<Path> file, int length, String option) {
        double[] values = new double[length];
        Arrays.fill(values, 1.0 / length);
        if (file.isPresent()) {
            values = NumberTable.vector(file.get());
        }
        double sum = Arrays.stream(values).sum();
        if (!(sum <= MOST) || Arrays.stream(values).anyMatch(mass -> !(mass > 0))) {
            throw new InputException(option + file.map(path -> " " + path).orElse("")
                    + ": masses must be above 0 and at most " + MOST + " together; leave out what has none");
        }
        if (values.length != length) {
            throw new InputException(
                    option + " " + file.get() + ": the cost has " + length + " of them, got " + values.length);
        }
        return values;
    }

    /** A side without masses takes the total of the other. */
    private void rescaleDefaults(double[] rowMass, double[] columnMass) {
        if (rows.isPresent() && columns.isEmpty()) {
            double total = Arrays.stream(rowMass).sum();
            Arrays.setAll(columnMass, j -> total * columnMass[j]);
        } else if (columns.isPresent() && rows.isEmpty()) {
            double total = Arrays.stream(columnMass).sum();
            Arrays.setAll(rowMass, i -> total * rowMass[i]);
        }
    }
}
