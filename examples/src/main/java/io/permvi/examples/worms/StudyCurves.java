package io.permvi.examples.worms;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.OutputFolder;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The curves of {@code accuracy-time.csv}, one a method; kept when the study is run again. */
final class StudyCurves {
    private static final String FILE = "accuracy-time.csv";
    private static final List<String> COLUMNS = List.of("method", "seconds", "accuracy");

    private final OutputFolder folder;
    private final Map<String, List<AccuracyCurve.Point>> curves = new LinkedHashMap<>();

    StudyCurves(OutputFolder folder) {
        this.folder = folder;
        if (Files.exists(folder.path().resolve(FILE))) {
            CsvTable.read(folder.path().resolve(FILE), COLUMNS, this::read);
        }
    }

    private void read(CsvTable.Row row) {
        curves.computeIfAbsent(row.text("method"), method -> new ArrayList<>())
                .add(new AccuracyCurve.Point(row.number("seconds"), row.number("accuracy")));
    }

    boolean contains(String method) {
        return curves.containsKey(method);
    }

    void add(String method, List<AccuracyCurve.Point> points) {
        curves.put(method, points);
        folder.writeCsv(
                FILE,
                COLUMNS,
                rows -> curves.forEach(
                        (name, curve) -> curve.forEach(point -> rows.add(name, point.seconds(), point.accuracy()))));
    }

    /** The points of each method. */
    Map<String, List<AccuracyCurve.Point>> curves() {
        return curves;
    }
}
