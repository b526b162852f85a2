package io.permvi.applications.files;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;

/**
 * Plain numbers in a text file, with or without a header. The first line is a header when it has words and no number; a
 * line of numbers with a mistake in it is refused, not taken for one. Lines that start with {@code #} are passed over.
 */
public final class NumberTable {
    private static final int LARGEST_INDEX = 1_000_000;

    private final Path file;
    private final List<String> header;
    private final List<Line> rows;

    private record Line(long number, List<String> cells) {}

    private NumberTable(Path file, List<String> header, List<Line> rows) {
        this.file = file;
        this.header = header;
        this.rows = rows;
    }

    private static NumberTable read(Path file) {
        List<String> header = List.of();
        List<Line> rows = new ArrayList<>();
        try (CsvSource source = CsvSource.open(file, true)) {
            while (source.hasNext()) {
                List<String> cells = source.next();
                if (header.isEmpty() && rows.isEmpty() && isHeader(cells)) {
                    header = cells;
                    continue;
                }
                rows.add(new Line(source.line(), cells));
                int expected = header.isEmpty() ? rows.get(0).cells().size() : header.size();
                if (cells.size() != expected) {
                    throw new InputException(file + ", line " + source.line() + ": " + cells.size() + " cells where "
                            + expected + " were expected");
                }
            }
        }
        if (rows.isEmpty()) {
            throw new InputException(
                    file + (header.isEmpty() ? ": the file is empty" : ": the file has a header but no numbers"));
        }
        return new NumberTable(file, header, rows);
    }

    private static boolean isHeader(List<String> cells) {
        return cells.stream().anyMatch(NumberText::isWord)
                && cells.stream().allMatch(cell -> cell.isEmpty() || NumberText.isWord(cell));
    }

    private double number(int row, int column) {
        Line line = rows.get(row);
        String text = line.cells().get(column);
        double value = NumberText.parse(text);
        if (Double.isNaN(value)) {
            throw new InputException(file + ", line " + line.number() + ", column " + (column + 1) + ": "
                    + NumberText.mistake(text).orElseThrow());
        }
        return value;
    }

    /**
     * A matrix: one line a row, or a table with columns i, j (from 0) and cost (or the last column) that names each
     * entry once.
     *
     * @throws InputException when the file is missing, ragged, or holds something else
     */
    public static DMatrixRMaj matrix(Path file) {
        NumberTable table = read(file);
        if (table.header.contains("i") && table.header.contains("j")) {
            return table.fromEntries();
        }
        DMatrixRMaj matrix =
                new DMatrixRMaj(table.rows.size(), table.rows.get(0).cells().size());
        Arrays.setAll(matrix.data, at -> table.number(at / matrix.numCols, at % matrix.numCols));
        return matrix;
    }

    private DMatrixRMaj fromEntries() {
        int atValue = header.contains("cost") ? header.indexOf("cost") : header.size() - 1;
        if (header.get(atValue).equals("i") || header.get(atValue).equals("j")) {
            throw new InputException(file + ": columns i and j need one of values behind them, got " + header);
        }
        int[] is = indices("i");
        int[] js = indices("j");
        int m = Arrays.stream(is).max().orElseThrow() + 1;
        int n = Arrays.stream(js).max().orElseThrow() + 1;
        if ((long) m * n != rows.size()) {
            throw new InputException(file + ": " + m + " x " + n + " entries need as many lines, got " + rows.size());
        }
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        boolean[] seen = new boolean[m * n];
        for (int k = 0; k < is.length; k++) {
            int at = is[k] * n + js[k];
            if (seen[at]) {
                throw new InputException(file + ": entry (" + is[k] + ", " + js[k] + ") is there twice");
            }
            seen[at] = true;
            matrix.data[at] = number(k, atValue);
        }
        return matrix;
    }

    private int[] indices(String column) {
        int at = header.indexOf(column);
        return IntStream.range(0, rows.size())
                .map(k -> {
                    double value = number(k, at);
                    if (value != Math.rint(value) || value < 0 || value > LARGEST_INDEX) {
                        throw new InputException(file + ", line " + rows.get(k).number() + ": column '" + column
                                + "' must hold indices from 0, got " + value);
                    }
                    return (int) value;
                })
                .toArray();
    }

    /**
     * A list of numbers: one a line (the column mass where there are several columns), or all in one line.
     *
     * @throws InputException when the file is missing or holds something else
     */
    public static double[] vector(Path file) {
        NumberTable table = read(file);
        int columns = table.rows.get(0).cells().size();
        int mass = table.header.indexOf("mass");
        if (columns > 1 && mass < 0) {
            if (table.rows.size() == 1) {
                return IntStream.range(0, columns)
                        .mapToDouble(j -> table.number(0, j))
                        .toArray();
            }
            throw new InputException(
                    file + ": one number a line or a column 'mass' was expected, got " + columns + " columns");
        }
        return IntStream.range(0, table.rows.size())
                .mapToDouble(k -> table.number(k, Math.max(0, mass)))
                .toArray();
    }
}
