package io.permvi.applications.files;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A table with a header in a text file, whose mistakes are reported with file, row and column. Rows are counted from 1.
 * Byte-order mark, line ends, quotes, and commas, semicolons or tabs are as the program that wrote the file left them;
 * columns without a name are passed over; two columns of one name are refused.
 */
public final class CsvTable {
    private static final double LARGEST_MEASURE = 1e100;

    private CsvTable() {}

    /** One row of a table. */
    public static final class Row {
        private final Path file;
        private final Map<String, Integer> columns;
        private final List<String> cells;
        private final long number;

        private Row(Path file, Map<String, Integer> columns, List<String> cells, long number) {
            this.file = file;
            this.columns = columns;
            this.cells = cells;
            this.number = number;
        }

        /** The number of the row, the header not counted, from 1. */
        public long number() {
            return number;
        }

        /** The text of a column that the header has, empty where the cell is. */
        public String text(String column) {
            return cells.get(columns.get(column));
        }

        /**
         * The text of a column that must not be empty.
         *
         * @throws InputException when it is empty
         */
        public String requiredText(String column) {
            String text = text(column);
            if (text.isEmpty()) {
                throw mistake(column, "must not be empty");
            }
            return text;
        }

        /**
         * The finite number in a column.
         *
         * @throws InputException when the cell is no finite number
         */
        public double number(String column) {
            String text = text(column);
            double value = NumberText.parse(text);
            if (Double.isNaN(value)) {
                throw mistake(column, NumberText.mistake(text).orElseThrow());
            }
            return value;
        }

        /**
         * The number in a column, of a size whose squares can be summed.
         *
         * @throws InputException when the cell is no number of at most 1e100
         */
        public double measure(String column) {
            double value = number(column);
            if (Math.abs(value) > LARGEST_MEASURE) {
                throw mistake(column, "must be at most " + LARGEST_MEASURE + " in size, got " + text(column));
            }
            return value;
        }

        /**
         * The whole number in a column, within bounds.
         *
         * @throws InputException when the cell is no whole number from {@code least} to {@code most}
         */
        public int integer(String column, int least, int most) {
            double value = number(column);
            if (value != Math.rint(value) || value < least || value > most) {
                throw mistake(column, "must be a whole number from " + least + " to " + most + ", got " + text(column));
            }
            return (int) value;
        }

        /** What is wrong with a cell of this row, as an exception to be thrown. */
        public InputException mistake(String column, String what) {
            return new InputException(file + ", row " + number + ": column '" + column + "' " + what);
        }
    }

    /**
     * Reads a table row by row, in constant memory.
     *
     * @param file a table with a header
     * @param required columns that must be there; others are allowed
     * @param onHeader gets the names of the columns that have one before the first row
     * @param onRow gets each row
     * @throws InputException when the file is missing or damaged, a column is missing or there twice, or a row is too short
     */
    public static void read(Path file, List<String> required, Consumer<List<String>> onHeader, Consumer<Row> onRow) {
        try (CsvSource source = CsvSource.open(file, false)) {
            List<String> header = source.hasNext() ? source.next() : List.of();
            requireColumns(file, source, header, required);
            Map<String, Integer> columns = columns(file, header);
            onHeader.accept(header.stream().filter(name -> !name.isEmpty()).toList());
            for (long number = 1; source.hasNext(); number++) {
                List<String> cells = source.next();
                requireCells(file, number, header.size(), cells);
                onRow.accept(new Row(file, columns, cells, number));
            }
        }
    }

    /** Reads a table whose header needs no look. */
    public static void read(Path file, List<String> required, Consumer<Row> onRow) {
        read(file, required, header -> {}, onRow);
    }

    /** Gets the cells of a line. */
    @FunctionalInterface
    public interface LineConsumer {
        /** A line, counted from 1. */
        void accept(long number, List<String> cells);
    }

    /**
     * Reads a table that may have no header, line by line; those that start with {@code #} are passed over.
     *
     * @throws InputException when the file is missing or damaged
     */
    public static void readLines(Path file, LineConsumer onLine) {
        try (CsvSource source = CsvSource.open(file, true)) {
            while (source.hasNext()) {
                List<String> cells = source.next();
                onLine.accept(source.line(), cells);
            }
        }
    }

    /**
     * The cells of all lines, empty ones among them: for files that are no plain table.
     *
     * @throws InputException when the file is missing or damaged
     */
    public static List<List<String>> lines(Path file) {
        try (CsvSource source = CsvSource.open(file, false)) {
            return source.rest();
        }
    }

    private static Map<String, Integer> columns(Path file, List<String> header) {
        Map<String, Integer> columns = new HashMap<>();
        for (int k = 0; k < header.size(); k++) {
            Integer before = header.get(k).isEmpty() ? null : columns.put(header.get(k), k);
            if (before != null) {
                throw new InputException(file + ": column '" + header.get(k) + "' is there twice, as column "
                        + (before + 1) + " and as column " + (k + 1));
            }
        }
        return columns;
    }

    private static void requireColumns(Path file, CsvSource source, List<String> header, List<String> required) {
        for (String column : required) {
            if (!header.contains(column)) {
                long line = source.find(cells -> cells.containsAll(required));
                throw new InputException(file + ": column '" + column + "' is missing; the header has " + header
                        + (line == 0 ? "" : "; line " + line + " has it: delete the lines before that one"));
            }
        }
    }

    /** Spreadsheets add empty cells at the end of a row; anything else is a mistake. */
    private static void requireCells(Path file, long number, int expected, List<String> cells) {
        int size = cells.size();
        while (size > expected && cells.get(size - 1).isEmpty()) {
            size--;
        }
        if (size != expected) {
            throw new InputException(
                    file + ", row " + number + ": " + size + " cells where the header has " + expected);
        }
    }
}
