package io.permvi.applications.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/** A CSV file with a header, whose mistakes are reported with file, row and column. Rows are counted from 1. */
public final class CsvTable {
    private static final CSVFormat FORMAT = CSVFormat.DEFAULT
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();

    private CsvTable() {}

    /** One row of a table. */
    public static final class Row {
        private final Path file;
        private final CSVRecord cells;

        private Row(Path file, CSVRecord cells) {
            this.file = file;
            this.cells = cells;
        }

        /** The number of the row, the header not counted, from 1. */
        public long number() {
            return cells.getRecordNumber();
        }

        /** The text of a column, empty where the cell is. */
        public String text(String column) {
            return cells.get(column);
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
            return number(cells.getParser().getHeaderNames().indexOf(column), column);
        }

        /**
         * The finite number in a column given by its index.
         *
         * @throws InputException when the cell is no finite number
         */
        public double number(int index, String column) {
            String text = cells.get(index);
            double value;
            try {
                value = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                throw mistake(column, "must be a number, got '" + text + "'");
            }
            if (!Double.isFinite(value)) {
                throw mistake(column, "must be a finite number, got " + text);
            }
            return value;
        }

        /** What is wrong with a cell of this row, as an exception to be thrown. */
        public InputException mistake(String column, String what) {
            return new InputException(file + ", row " + number() + ": column '" + column + "' " + what);
        }

        private int size() {
            return cells.size();
        }
    }

    /**
     * Reads a table row by row, in constant memory.
     *
     * @param file a CSV file with a header
     * @param required columns that must be there; others are allowed
     * @param onHeader gets the column names before the first row
     * @param onRow gets each row
     * @throws InputException when the file is missing or damaged, or a column is missing
     */
    public static void read(Path file, List<String> required, Consumer<List<String>> onHeader, Consumer<Row> onRow) {
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file), FORMAT)) {
            List<String> header = parser.getHeaderNames();
            for (String column : required) {
                if (!header.contains(column)) {
                    throw new InputException(file + ": column '" + column + "' is missing; the header has " + header);
                }
            }
            onHeader.accept(header);
            for (CSVRecord cells : parser) {
                Row row = new Row(file, cells);
                if (row.size() != header.size()) {
                    throw new InputException(file + ", row " + row.number() + ": " + row.size()
                            + " cells where the header has " + header.size());
                }
                onRow.accept(row);
            }
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file");
        } catch (MalformedInputException e) {
            throw new InputException(file + ": not a text file in UTF-8");
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw new InputException(file + ": cannot be read as CSV: " + e.getMessage());
        }
    }

    /** Reads a table whose header needs no look. */
    public static void read(Path file, List<String> required, Consumer<Row> onRow) {
        read(file, required, header -> {}, onRow);
    }
}
