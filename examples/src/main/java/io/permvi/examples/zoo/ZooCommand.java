package io.permvi.examples.zoo;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.examples.common.Program;
import io.permvi.inference.method.Method;
import io.permvi.inference.method.Methods;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi zoo}: every relaxation and every gradient estimator against the truth. */
@Command(
        name = "zoo",
        description = "Judge every relaxation and gradient estimator against exact gradients and exact posteriors.")
public final class ZooCommand extends Program {
    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "LIST",
            description = "methods, by comma (default: all); 'list' prints them")
    private List<String> names = List.of();

    @Option(
            names = "--order",
            defaultValue = "6",
            description = "items of the enumerated problems, 2 to 8 (default: ${DEFAULT-VALUE})")
    private int order;

    @Option(
            names = "--large",
            defaultValue = "30",
            description = "items of the problems with sampled truth, 0 for none (default: ${DEFAULT-VALUE})")
    private int large;

    @Option(
            names = "--problems",
            defaultValue = "3",
            description = "problems of each model and noise level, with a fit each (default: ${DEFAULT-VALUE})")
    private int problems;

    @Option(
            names = "--draws",
            defaultValue = "100000",
            description = "draws of each gradient's moments, 0 for no gradients (default: ${DEFAULT-VALUE})")
    private int draws;

    @Option(names = "--fresh", description = "forget the finished rows of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        if (names.equals(List.of("list"))) {
            ZooMethods.all().all().forEach(method -> output().println(method.name()));
            return;
        }
        requireAtLeast("--problems", 1, problems);
        requireAtLeast("--draws", 0, draws);
        if (order < 2 || order > 8 || large < 0 || large > 0 && large <= 20) {
            throw new InputException(
                    "--order must be 2 to 8 and --large 0 or above 20, got " + order + " and " + large);
        }
        requireAtMost("--large", 1000, large);
        Methods<ZooProblem> methods = chosen();
        long start = System.nanoTime();
        OutputFolder folder = folder();
        List<GradientRow> gradients = draws == 0 ? List.of() : gradients(folder);
        List<ZooRow> rows = new ArrayList<>(distances(folder, "distances", order, methods));
        if (large > 0) {
            rows.addAll(distances(folder, "distances-large", large, scalable(methods)));
        }
        ZooTables tables = new ZooTables(rows, gradients);
        folder.writeText("table.md", tables.toMarkdown());
        new ZooCharts(rows, gradients, folder).draw();
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("order", order);
        summary.put("large", large);
        summary.put("problems", problems);
        summary.put("draws", draws);
        summary.put("seed", options().seed());
        summary.put("secondsOfThisRun", (System.nanoTime() - start) * 1e-9);
        summary.put(
                "processorSecondsOfFits",
                rows.stream().mapToDouble(ZooRow::seconds).sum());
        folder.writeSummary(name(), summary);
        output().print(tables.toMarkdown());
        output().println("results are in " + folder.path());
    }

    private Methods<ZooProblem> chosen() {
        try {
            return names.isEmpty()
                    ? ZooMethods.all()
                    : Methods.of(ZooMethods.all().named(names));
        } catch (IllegalArgumentException e) {
            throw new InputException("--methods: " + e.getMessage());
        }
    }

    /** Those whose work does not grow exponentially, or faster than a table's patience. */
    private static Methods<ZooProblem> scalable(Methods<ZooProblem> methods) {
        return Methods.of(methods.all().stream()
                .filter(method -> !ZooMethods.SMALL_ONLY.contains(method.name()))
                .toList());
    }

    private StudySettings settings() {
        return StudySettings.of(name()).with("seed", options().seed()).with("problems", problems);
    }

    private List<GradientRow> gradients(OutputFolder folder) {
        try (StudyTable<GradientRow> table = StudyTable.open(
                folder,
                "gradients",
                GradientRow.class,
                GradientRow::key,
                settings().with("draws", draws),
                fresh,
                output())) {
            new GradientStudy(options().seed(), draws, table).run();
            folder.writeRecords("gradients.csv", GradientRow.class, table.rows());
            return table.rows();
        }
    }

    private List<ZooRow> distances(OutputFolder folder, String name, int items, Methods<ZooProblem> methods) {
        try (StudyTable<ZooRow> table = StudyTable.open(
                folder, name, ZooRow.class, ZooRow::key, settings().with("order", items), fresh, output())) {
            List<ZooProblem> list =
                    DistanceStudy.problems(items, problems, options().seed());
            new DistanceStudy(list, methods, table).run(options().threads());
            List<String> wanted = Stream.concat(
                            Stream.of(DistanceStudy.TRUTH),
                            methods.all().stream().map(Method::name))
                    .toList();
            List<ZooRow> rows = table.rows().stream()
                    .filter(row -> wanted.contains(row.method()))
                    // threads finish in any order, and sums of a table must not depend on it
                    .sorted(Comparator.comparing(ZooRow::problem).thenComparingInt(row -> wanted.indexOf(row.method())))
                    .toList();
            folder.writeRecords(name + ".csv", ZooRow.class, rows);
            return rows;
        }
    }
}
