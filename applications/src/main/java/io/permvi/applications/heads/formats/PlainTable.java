package io.permvi.applications.heads.formats;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.OutputFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Heads as this library's own tables: positions in micrometers, colors where there are some, names kept apart. */
public final class PlainTable {
    private static final List<String> POSITION = List.of("x", "y", "z");
    private static final List<String> COLOR = List.of("r", "g", "b");
    private static final String NAME = "name";
    private static final String CONFIDENCE = "confidence";
    private static final String AUTO = "auto_name";
    private static final String AUTO_CONFIDENCE = "auto_confidence";
    private static final List<String> OWN =
            List.of("x", "y", "z", "r", "g", "b", NAME, CONFIDENCE, AUTO, AUTO_CONFIDENCE);

    private PlainTable() {}

    static HeadCells read(Path file, PrintWriter warnings) {
        List<String> columns = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        CsvTable.read(file, POSITION, columns::addAll, row -> {
            Map<String, String> more = new LinkedHashMap<>();
            columns.stream().filter(c -> !OWN.contains(c)).forEach(c -> more.put(c, row.text(c)));
            boolean colored =
                    columns.containsAll(COLOR) && !row.text(COLOR.get(0)).isEmpty();
            cells.add(new Cell(
                    POSITION.stream().mapToDouble(row::measure).toArray(),
                    colored ? COLOR.stream().mapToDouble(row::measure).toArray() : new double[0],
                    given(row, columns, NAME, CONFIDENCE),
                    given(row, columns, AUTO, AUTO_CONFIDENCE),
                    more));
        });
        return new HeadCells(file, cells, Double.POSITIVE_INFINITY);
    }

    private static Cell.Given given(CsvTable.Row row, List<String> columns, String name, String confidence) {
        return new Cell.Given(
                columns.contains(name) ? row.text(name) : "",
                columns.contains(confidence) && !row.text(confidence).isEmpty() ? row.number(confidence) : -1);
    }

    /** Writes cells so that they are read again as they are. */
    public static void write(OutputFolder folder, String name, List<Cell> cells) {
        Set<String> more = new LinkedHashSet<>();
        cells.forEach(cell -> more.addAll(cell.more().keySet()));
        List<String> header = new ArrayList<>(OWN);
        header.addAll(more);
        folder.writeCsv(name, header, rows -> {
            for (Cell cell : cells) {
                List<Object> row = new ArrayList<>();
                for (double x : cell.position()) {
                    row.add(x);
                }
                for (int d = 0; d < 3; d++) {
                    row.add(cell.isColored() ? cell.color()[d] : "");
                }
                add(row, cell.user());
                add(row, cell.automatic());
                more.forEach(column -> row.add(cell.more().getOrDefault(column, "")));
                rows.add(row.toArray());
            }
        });
    }

    private static void add(List<Object> row, Cell.Given given) {
        row.add(given.name());
        row.add(given.confidence() < 0 ? "" : given.confidence());
    }
}
