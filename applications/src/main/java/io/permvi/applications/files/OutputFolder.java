package io.permvi.applications.files;

import com.google.gson.GsonBuilder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A folder for results. Every file is written under a temporary name and moved into place, so none is half written. */
public final class OutputFolder {
    private final Path folder;

    private OutputFolder(Path folder) {
        this.folder = folder;
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
            throw new InputException("output folder " + folder + " cannot be written: " + e.getMessage());
        }
        return new OutputFolder(folder);
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
     * @throws InputException when it cannot be written
     */
    public Path write(String name, FileWriter content) {
        Path target = folder.resolve(name);
        Path temporary = folder.resolve("." + name + ".tmp");
        try {
            content.write(temporary);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new InputException(target + " cannot be written: " + e.getMessage());
        }
        return target;
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
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader(header.toArray(String[]::new))
                .setRecordSeparator('\n')
                .get();
        return write(name, temporary -> {
            try (BufferedWriter writer = Files.newBufferedWriter(temporary);
                    CSVPrinter printer = new CSVPrinter(writer, format)) {
                rows.accept(cells -> printRow(printer, cells));
            }
        });
    }

    private static void printRow(CSVPrinter printer, Object... cells) {
        try {
            printer.printRecord(cells);
        } catch (IOException e) {
            throw new InputException("a table cannot be written: " + e.getMessage());
        }
    }

    /** Writes an object as indented JSON; numbers that are not finite become strings. */
    public Path writeJson(String name, Object value) {
        String json = new GsonBuilder()
                .setPrettyPrinting()
                .serializeSpecialFloatingPointValues()
                .create()
                .toJson(value);
        return writeText(name, json + "\n");
    }
}
