package io.permvi.examples.graphs;

import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.StudyTable;
import io.permvi.applications.graphs.GraphStudy;
import io.permvi.applications.graphs.MatchSettings;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi graphs study}: public networks, shuffled, matched without names, compared with the truth. */
@Command(
        name = "study",
        description =
                "Match public networks whose truth is known, shuffled, beside Frank-Wolfe; goes on where it stopped.",
        mixinStandardHelpOptions = true)
final class GraphStudyCommand extends Program {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "folder with graphs and celegans")
    private Path data;

    @Option(names = "--sets", paramLabel = "LIST", split = ",", description = "cases to run (default: all)")
    private List<String> sets = new ArrayList<>();

    @Option(names = "--shuffles", defaultValue = "10", description = "of each case (${DEFAULT-VALUE})")
    private int shuffles;

    @Option(names = "--fresh", description = "forget the finished rows of these settings in the folder")
    private boolean fresh;

    @Override
    public void run() {
        requireAtLeast("--shuffles", 1, shuffles);
        List<String> names =
                GraphStudy.CASES.stream().map(GraphStudy.Case::name).toList();
        sets.stream().filter(set -> !names.contains(set)).findFirst().ifPresent(set -> {
            throw new InputException("--sets: no case '" + set + "', there are " + names);
        });
        List<GraphStudy.Case> cases = GraphStudy.CASES.stream()
                .filter(one -> sets.isEmpty() || sets.contains(one.name()))
                .toList();
        OutputFolder folder = folder();
        MatchSettings settings = MatchSettings.withDefaults().withSeed(options().seed());
        StudySettings fingerprint = StudySettings.of(name())
                .with("data", ContentHash.ofFiles(files(GraphStudy.CASES)))
                .with("settings", settings);
        List<GraphStudy.Row> rows;
        try (StudyTable<GraphStudy.Row> table = StudyTable.open(
                        folder, "study", GraphStudy.Row.class, GraphStudy.Row::key, fingerprint, fresh, output());
                ProgressReport report = ProgressReport.startStages("study", cases.size() * shuffles);
                Workers workers = new Workers(options().threads())) {
            report.goesOnAfter(table.journal());
            for (int shuffle = 0; shuffle < shuffles; shuffle++) {
                for (GraphStudy.Case one : cases) {
                    report.update(shuffle * cases.size() + cases.indexOf(one), one.name());
                    if (table.row(one.name() + " " + shuffle).isEmpty()) {
                        table.add(GraphStudy.run(one, shuffle, data, settings, workers));
                    }
                }
            }
            report.update(cases.size() * shuffles, "done");
            rows = table.rows();
        }
        folder.writeRecords("study.csv", GraphStudy.Row.class, rows);
        print(rows);
    }

    private void print(List<GraphStudy.Row> rows) {
        output().println("set               shuffles  right         stated  best mode  calibration   log score  FAQ raw"
                + "        FAQ log        bisected log   seconds");
        for (GraphStudy.Case one : GraphStudy.CASES) {
            List<GraphStudy.Row> of =
                    rows.stream().filter(row -> row.set().equals(one.name())).toList();
            if (!of.isEmpty()) {
                output().printf(
                                Locale.ROOT,
                                "%-17s %8d  %s  %.3f   %.3f      %s  %6.3f     %s  %s  %s  %.1f%n",
                                one.name(),
                                of.size(),
                                withError(of, GraphStudy.Row::right),
                                mean(of, GraphStudy.Row::stated),
                                mean(of, GraphStudy.Row::turnedRight),
                                withError(of, GraphStudy.Row::calibrationError),
                                mean(of, GraphStudy.Row::logScore),
                                withError(of, GraphStudy.Row::faqRaw),
                                withError(of, GraphStudy.Row::faqLog),
                                withError(of, GraphStudy.Row::bisectedLog),
                                mean(of, GraphStudy.Row::seconds));
            }
        }
    }

    private static double mean(List<GraphStudy.Row> rows, ToDoubleFunction<GraphStudy.Row> value) {
        return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    /** The mean and its standard error over shuffles. */
    private static String withError(List<GraphStudy.Row> rows, ToDoubleFunction<GraphStudy.Row> value) {
        double spread = new StandardDeviation()
                .evaluate(rows.stream().mapToDouble(value).toArray());
        return String.format(Locale.ROOT, "%.3f +- %.3f", mean(rows, value), spread / Math.sqrt(rows.size()));
    }

    private List<Path> files(List<GraphStudy.Case> cases) {
        List<Path> files = cases.stream()
                .flatMap(one -> one.files().stream())
                .distinct()
                .map(data::resolve)
                .toList();
        files.stream().filter(file -> !Files.isRegularFile(file)).findFirst().ifPresent(file -> {
            throw new InputException(file + ": no such file");
        });
        return files;
    }
}
