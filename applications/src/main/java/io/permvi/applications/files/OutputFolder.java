package io.permvi.applications.files;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A folder for results. Every file is written under a temporary name and moved into place, so none is half written. */
public final class OutputFolder {
    static final CSVFormat CSV =
            CSVFormat.DEFAULT.builder().setRecordSeparator('\n').get();

    private static final String SUMMARY = "summary.json";

    private final Path folder;
    private final List<Path> inputs;

    private OutputFolder(Path folder, List<Path> inputs) {
        this.folder = folder;
        this.inputs = List.copyOf(inputs);
    }

    /**
     * Creates the folder where it is missing and tries to write to it, so that a long run does not fail at its end.
     *
     * @throws InputException when it cannot be written
     */
    public static OutputFolder at(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".permvi", ".tmp"));
        } catch (FileAlreadyExistsException e) {
            throw new InputException("output folder " + folder + ": a file of that name is in the way");
        } catch (IOException e) {
            throw new InputException("output folder " + folder + " cannot be written: " + reason(e));
        }
        return new OutputFolder(folder, List.of());
    }

    /**
     * The same folder for a program that read some files: they are never replaced.
     *
     * @param files that were read; those that are not there are passed over
     */
    public OutputFolder keeping(List<Path> files) {
        return new OutputFolder(folder, files.stream().filter(Files::exists).toList());
    }

    /**
     * Checks names before the work whose results they are for.
     *
     * @throws InputException when one of them is a file that was read
     */
    public void requireFree(List<String> names) {
        names.forEach(name -> requireNoInput(folder.resolve(name)));
    }

    private void requireNoInput(Path target) {
        try {
            for (Path input : inputs) {
                if (Files.exists(target) && Files.isSameFile(target, input)) {
                    throw new InputException(
                            target + " was read and would be replaced by a result; give another --out");
                }
            }
        } catch (IOException e) {
            throw new InputException(target + " cannot be written: " + reason(e));
        }
    }

    static String reason(IOException e) {
        if (e instanceof FileSystemException file && file.getReason() != null) {
            return file.getReason();
        }
        // a full disk is a plain exception with the system's words
        return e.getClass() == IOException.class && e.getMessage() != null
                ? e.getMessage()
                : "the system says " + e.getClass().getSimpleName();
    }

    /** The folder. */
    public Path path() {
        return folder;
    }

    /** Writes into a temporary file. */
    @FunctionalInterface
    public interface FileWriter {
        /** Writes the whole content. */
        void write(Path temporary) throws IOException;
    }

    /**
     * Writes a file by way of a temporary one.
     *
     * @return where it is
     * @throws InputException when it cannot be written, or was read
     * @throws IllegalArgumentException when the name leads out of the folder
     */
    public Path write(String name, FileWriter content) {
        if (!Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith("..")) {
            throw new IllegalArgumentException("results are files in the folder itself, got the name '" + name + "'");
        }
        Path target = folder.resolve(name);
        requireNoInput(target);
        Path temporary =
                folder.resolve("." + name + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            content.write(temporary);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InputException(target + " cannot be written: " + reason(e));
        } finally {
            deleteQuietly(temporary);
        }
        return target;
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // a hidden file stays; the program has worse to tell
        }
    }

    /** Writes text. */
    public Path writeText(String name, String text) {
        return write(name, temporary -> Files.writeString(temporary, text));
    }

    /** Gets the rows of a table. */
    @FunctionalInterface
    public interface RowSink {
        /** Adds a row. */
        void add(Object... cells);
    }

    /** Writes a CSV table with a header. */
    public Path writeCsv(String name, List<String> header, Consumer<RowSink> rows) {
        CSVFormat format =
                CSV.builder().setHeader(header.toArray(String[]::new)).get();
        return write(name, temporary -> {
            try (BufferedWriter writer = Files.newBufferedWriter(temporary);
                    CSVPrinter printer = new CSVPrinter(writer, format)) {
                rows.accept(cells -> printRow(printer, cells));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        });
    }

    /** Writes lines of cells that are no plain table; empty cells stay empty, the first of a line too. */
    public Path writeLines(String name, List<List<String>> lines) {
        StringBuilder text = new StringBuilder();
        for (List<String> cells : lines) {
            text.append(cells.stream()
                            .map(cell -> cell.isEmpty() ? cell : CSV.format(FormulaCell.written(cell)))
                            .collect(Collectors.joining(",")))
                    .append('\n');
        }
        return writeText(name, text.toString());
    }

    private static void printRow(CSVPrinter printer, Object... cells) {
        try {
            printer.printRecord(Arrays.stream(cells).map(FormulaCell::written).toArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes records as a CSV table with a column for each component. */
    public <R extends Record> Path writeRecords(String name, Class<R> type, List<R> records) {
        RecordCells<R> cells = new RecordCells<>(type);
        return writeCsv(
                name,
                cells.columns(),
                sink -> records.forEach(record -> sink.add(cells.cells(record).toArray())));
    }

    /** Writes an object as strict JSON; see {@link JsonFile}. */
    public Path writeJson(String name, Object value) {
        return writeText(name, JsonFile.text(value));
    }

    /**
     * Writes what a program found as {@code summary.json}, its name and version first. The summary of another program
     * that is there is kept as {@code summary-NAME.json}.
     *
     * @param program like {@code worms identify}
     * @param content a record or a map
     */
    public Path writeSummary(String program, Object content) {
        Path summary = folder.resolve(SUMMARY);
        JsonFile.programOf(summary).filter(other -> !other.equals(program)).ifPresent(other -> {
            try {
                Path kept = folder.resolve("summary-" + other.replaceAll("[^A-Za-z0-9]+", "-") + ".json");
                Files.move(summary, kept, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new InputException(summary + " of " + other + " cannot be renamed: " + reason(e));
            }
        });
        return writeText(SUMMARY, JsonFile.summary(program, content));
    }
}
