package io.permvi.examples.worms;

import io.permvi.applications.files.OutputFolder;
import io.permvi.examples.common.Moments;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table of a study: accuracy of each method in each cell, mean over the seeds, beside the published figures. */
final class AccuracyTable {
    private AccuracyTable() {}

    static void write(List<StudyResults.Row> rows, OutputFolder folder) {
        folder.writeText("table.md", text(rows));
    }

    private static String text(List<StudyResults.Row> rows) {
        StringBuilder text = new StringBuilder("Accuracy, known cells counted as right; mean over seeds.\n\n");
        text.append(
                "| method | condition | worms | radius | candidates | known | seeds | accuracy | standard error | worst seed |"
                        + " published | log loss | calibration error | seconds |\n");
        text.append("|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        Map<String, List<StudyResults.Row>> cells = rows.stream()
                .collect(Collectors.groupingBy(
                        row -> String.format(
                                Locale.ROOT,
                                "%s|%s|%03d|%07.4f|%03d",
                                row.method(),
                                row.scenario(),
                                row.worms(),
                                row.radius(),
                                row.known()),
                        TreeMap::new,
                        Collectors.toList()));
        cells.values().forEach(cell -> text.append(line(cell)));
        text.append('\n');
        rows.stream().map(StudyResults.Row::method).distinct().forEach(method -> text.append(pooled(method, rows)));
        return text.toString();
    }

    private static String line(List<StudyResults.Row> cell) {
        StudyResults.Row first = cell.get(0);
        return String.format(
                Locale.ROOT,
                "| %s | %s | %d | %s | %.0f | %d | %d | %.3f | %s | %.3f | %s | %.3f | %.4f | %.1f |%n",
                first.method(),
                first.scenario(),
                first.worms(),
                first.radius() >= 1 ? "none" : Double.toString(first.radius()),
                mean(cell, StudyResults.Row::meanCandidates),
                first.known(),
                cell.size(),
                mean(cell, StudyResults.Row::accuracy),
                standardError(cell),
                cell.stream().mapToDouble(StudyResults.Row::accuracy).min().orElseThrow(),
                PublishedFigures.accuracy(first)
                        .map(value -> String.format(Locale.ROOT, "%.2f", value))
                        .orElse(""),
                mean(cell, StudyResults.Row::logLoss),
                StudyResults.reliability("", cell).calibrationError(),
                mean(cell, StudyResults.Row::seconds));
    }

    private static String pooled(String method, List<StudyResults.Row> rows) {
        List<StudyResults.Row> published = rows.stream()
                .filter(row -> row.method().equals(method) && row.scenario().equals("published"))
                .toList();
        return published.isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        "%s: calibration error over all cells of the sweeps %.4f%n%n",
                        method,
                        StudyResults.reliability(method, published).calibrationError());
    }

    /** Of the mean accuracy over the seeds; empty with a single seed. */
    private static String standardError(List<StudyResults.Row> cell) {
        if (cell.size() == 1) {
            return "";
        }
        Moments moments =
                Moments.of(cell.stream().map(StudyResults.Row::accuracy).toList());
        return String.format(Locale.ROOT, "%.3f", moments.error());
    }

    static double mean(List<StudyResults.Row> rows, java.util.function.ToDoubleFunction<StudyResults.Row> what) {
        return rows.stream().mapToDouble(what).average().orElseThrow();
    }
}
