package io.permvi.examples.transport;

import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ejml.data.DMatrixRMaj;

/** CSV files of plain numbers, with or without a header line. */
final class NumberFile {
    private final Path file;
    private final List<String> header;
    private final List<CSVRecord> records;

    private NumberFile(Path file, List<String> header, List<CSVRecord> records) {
        this.file = file;
        this.header = header;
        this.records = records;
    }

    private static NumberFile read(Path file) {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setTrim(true)
                .setIgnoreEmptyLines(true)
                .setCommentMarker('#')
                .get();
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file), format)) {
            List<CSVRecord> records = new ArrayList<>(parser.getRecords());
            if (records.isEmpty()) {
                throw new InputException(file + ": the file is empty");
            }
            List<String> header = List.of();
            if (records.get(0).stream().anyMatch(cell -> parse(cell).isEmpty())) {
                header = records.remove(0).toList();
            }
            if (records.isEmpty()) {
                throw new InputException(file + ": the file has a header but no numbers");
            }
            return new NumberFile(file, header, records);
        } catch (NoSuchFileException e) {
            throw new InputException(file + ": no such file");
        } catch (IOException | UncheckedIOException e) {
            throw new InputException(file + ": cannot be read as CSV: " + e.getMessage());
        }
    }

    private static Optional<Double> parse(String cell) {
        try {
            return Optional.of(Double.parseDouble(cell));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * A matrix: one line per row, or a table with columns i, j (from 0) and cost (or the last column) of all entries.
     *
     * @throws InputException when the file is missing, ragged, or holds something else
     */
    static DMatrixRMaj matrix(Path path) {
        NumberFile file = read(path);
        if (file.header.contains("i") && file.header.contains("j")) {
            return file.fromEntries();
        }
        int columns = file.records.get(0).size();
        DMatrixRMaj matrix = new DMatrixRMaj(file.records.size(), columns);
        for (int i = 0; i < matrix.numRows; i++) {
            file.requireCells(i, columns);
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, file.number(i, j));
            }
        }
        return matrix;
    }

    private DMatrixRMaj fromEntries() {
        int atRow = header.indexOf("i");
        int atColumn = header.indexOf("j");
        int atValue = header.contains("cost") ? header.indexOf("cost") : header.size() - 1;
        int rows = 0;
        int columns = 0;
        for (int k = 0; k < records.size(); k++) {
            requireCells(k, header.size());
            rows = Math.max(rows, index(k, atRow) + 1);
            columns = Math.max(columns, index(k, atColumn) + 1);
        }
        if ((long) rows * columns != records.size()) {
            throw new InputException(
                    file + ": " + rows + " x " + columns + " entries need as many lines, got " + records.size());
        }
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        matrix.fill(Double.NaN);
        for (int k = 0; k < records.size(); k++) {
            matrix.set(index(k, atRow), index(k, atColumn), number(k, atValue));
        }
        for (int at = 0; at < rows * columns; at++) {
            if (Double.isNaN(matrix.data[at])) {
                throw new InputException(file + ": entry (" + at / columns + ", " + at % columns + ") is missing");
            }
        }
        return matrix;
    }

    /**
     * A list of numbers: one line each (the column mass where there are several columns), or all in one line.
     *
     * @throws InputException when the file is missing or holds something else
     */
    static double[] vector(Path path) {
        NumberFile file = read(path);
        int columns = file.records.get(0).size();
        if (file.records.size() == 1 && columns > 1 && !file.header.contains("mass")) {
            double[] values = new double[columns];
            for (int j = 0; j < columns; j++) {
                values[j] = file.number(0, j);
            }
            return values;
        }
        int at = Math.max(0, file.header.indexOf("mass"));
        if (columns > 1 && !file.header.contains("mass")) {
            throw new InputException(
                    path + ": one number a line or a column 'mass' was expected, got " + columns + " columns");
        }
        double[] values = new double[file.records.size()];
        for (int i = 0; i < values.length; i++) {
            file.requireCells(i, columns);
            values[i] = file.number(i, at);
        }
        return values;
    }

    private void requireCells(int line, int expected) {
        if (records.get(line).size() != expected) {
            throw new InputException(file + ", line " + lineNumber(line) + ": "
                    + records.get(line).size() + " cells where " + expected + " were expected");
        }
    }

    private double number(int line, int column) {
        String cell = records.get(line).get(column);
        double value = parse(cell).orElse(Double.NaN);
        if (!Double.isFinite(value)) {
            throw new InputException(file + ", line " + lineNumber(line) + ", column " + (column + 1)
                    + ": a finite number was expected, got '" + cell + "'");
        }
        return value;
    }

    private int index(int line, int column) {
        double value = number(line, column);
        if (value != Math.rint(value) || value < 0 || value > 1e6) {
            throw new InputException(file + ", line " + lineNumber(line) + ", column " + (column + 1)
                    + ": an index from 0 was expected, got " + value);
        }
        return (int) value;
    }

    private int lineNumber(int line) {
        return line + (header.isEmpty() ? 1 : 2);
    }
}
