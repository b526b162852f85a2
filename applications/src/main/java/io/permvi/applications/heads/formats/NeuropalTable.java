package io.permvi.applications.heads.formats;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The CSV that NeuroPAL_ID exports and reads: seven lines about the image, the header, and one row a cell with the
 * user's and the automatic name, each with its confidence; micrometers, pixels and z-scored colors stand beside each
 * other, in groups that empty columns part.
 *
 * @param before the cells of the lines before the header
 * @param header with its empty columns
 * @param rows of the cells
 */
public record NeuropalTable(List<List<String>> before, List<String> header, List<List<String>> rows) {
    static final String USER = "User ID";
    static final String USER_CONFIDENCE = "User Confidence";
    static final String AUTO = "Auto ID";
    static final String AUTO_CONFIDENCE = "Auto Confidence";
    private static final List<String> POSITION = List.of("Real X (um)", "Real Y (um)", "Real Z (um)");
    private static final List<String> COLOR = List.of("Z-Scored Red", "Z-Scored Green", "Z-Scored Blue");
    private static final List<String> KNOWN = List.of(
            USER, USER_CONFIDENCE, AUTO, AUTO_CONFIDENCE, "", POSITION.get(0), POSITION.get(1), POSITION.get(2));
    /** A user's confidence of one is certain; one half is a name with a question mark. */
    static final double SURE = 1;

    /** The table of a file. */
    static NeuropalTable read(Path file) {
        List<List<String>> before = new ArrayList<>();
        List<String> header = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (List<String> cells : CsvTable.lines(file)) {
            if (header.isEmpty() && !cells.get(0).equals(USER)) {
                before.add(cells);
            } else if (header.isEmpty()) {
                header.addAll(cells);
            } else if (cells.size() == header.size()) {
                rows.add(cells);
            } else {
                throw new InputException(file + ", row " + (rows.size() + 1) + ": " + cells.size()
                        + " cells where the header has " + header.size() + "; the export was cut off or edited");
            }
        }
        for (String column : List.of(USER, AUTO, POSITION.get(0), POSITION.get(1), POSITION.get(2))) {
            if (!header.contains(column)) {
                throw new InputException(
                        file + ": no column '" + column + "' as an export of NeuroPAL_ID has; it has " + header);
            }
        }
        for (String column : KNOWN) {
            if (!column.isEmpty() && header.indexOf(column) != header.lastIndexOf(column)) {
                throw new InputException(file + ": column '" + column + "' is there twice");
            }
        }
        return new NeuropalTable(before, header, rows);
    }

    /** A table of cells from elsewhere: what NeuroPAL_ID would measure in the image is left open. */
    static NeuropalTable of(List<Cell> cells) {
        List<String> header = new ArrayList<>(List.of(USER, USER_CONFIDENCE, "Emphasized?", AUTO, AUTO_CONFIDENCE, ""));
        header.addAll(POSITION);
        header.add("");
        header.addAll(COLOR);
        header.add("Z-Scored White");
        header.addAll(List.of("", ""));
        List<List<String>> rows = new ArrayList<>();
        for (Cell cell : cells) {
            List<String> row = new ArrayList<>(Collections.nCopies(header.size(), ""));
            row.set(2, "0");
            for (int d = 0; d < 3; d++) {
                row.set(6 + d, number(cell.position()[d]));
                row.set(10 + d, cell.isColored() ? number(cell.color()[d]) : "NaN");
            }
            row.set(13, "NaN");
            rows.add(row);
        }
        return new NeuropalTable(List.of(), header, rows).withNames(cells);
    }

    /** The cells. */
    List<Cell> cells(Path file) {
        Map<String, Integer> columns = new LinkedHashMap<>();
        for (int c = 0; c < header.size(); c++) {
            columns.putIfAbsent(header.get(c), c);
        }
        boolean colored = header.containsAll(COLOR);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            int number = i + 1;
            double[] position = POSITION.stream()
                    .mapToDouble(c -> number(file, number, c, row.get(columns.get(c))))
                    .toArray();
            boolean measured = colored
                    && COLOR.stream().noneMatch(c -> row.get(columns.get(c)).equals("NaN"));
            double[] color = !measured
                    ? new double[0]
                    : COLOR.stream()
                            .mapToDouble(c -> number(file, number, c, row.get(columns.get(c))))
                            .toArray();
            Map<String, String> more = new LinkedHashMap<>();
            columns.forEach((name, c) -> {
                if (!KNOWN.contains(name) && !COLOR.contains(name)) {
                    more.put(name, row.get(c));
                }
            });
            cells.add(new Cell(
                    position,
                    color,
                    given(file, number, row, columns, USER, USER_CONFIDENCE),
                    given(file, number, row, columns, AUTO, AUTO_CONFIDENCE),
                    more));
        }
        return cells;
    }

    private static Cell.Given given(
            Path file, int number, List<String> row, Map<String, Integer> columns, String name, String confidence) {
        String text = columns.containsKey(confidence) ? row.get(columns.get(confidence)) : "";
        return new Cell.Given(
                row.get(columns.get(name)),
                text.isEmpty() || text.equals("NaN") ? -1 : number(file, number, confidence, text));
    }

    private static double number(Path file, int row, String column, String text) {
        double value = NumberText.parse(text);
        if (Double.isNaN(value)) {
            throw new InputException(file + ", row " + row + ": column '" + column + "' "
                    + NumberText.mistake(text).orElseThrow());
        }
        return value;
    }

    /** The same table with the names of these cells. */
    NeuropalTable withNames(List<Cell> cells) {
        List<List<String>> named = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = new ArrayList<>(rows.get(i));
            set(row, USER, USER_CONFIDENCE, cells.get(i).user());
            set(row, AUTO, AUTO_CONFIDENCE, cells.get(i).automatic());
            named.add(row);
        }
        return new NeuropalTable(before, header, named);
    }

    /** Cells that say the same are left as they are, to the last digit. */
    private void set(List<String> row, String name, String confidence, Cell.Given given) {
        row.set(header.indexOf(name), given.name());
        int column = header.indexOf(confidence);
        if (column >= 0 && NumberText.parse(row.get(column)) != given.confidence()) {
            row.set(column, number(given.confidence()));
        }
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "NaN" : String.format(Locale.ROOT, "%.6f", value);
    }

    /** All lines, in order. */
    List<List<String>> lines() {
        List<List<String>> lines = new ArrayList<>(before);
        lines.add(header);
        lines.addAll(rows);
        return lines;
    }
}
