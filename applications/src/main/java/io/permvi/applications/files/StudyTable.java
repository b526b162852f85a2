package io.permvi.applications.files;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.commons.csv.CSVPrinter;

/**
 * The rows of a long study, safe as soon as they are there: each is appended to a journal whose name holds the fingerprint
 * of the settings, so that a killed study goes on where it was, and rows of other settings or data are never mixed in.
 * A case must be a pure function of itself and the settings. May be used by several threads; a second program in the
 * folder is refused.
 *
 * @param <R> a row; its components are the columns
 */
public final class StudyTable<R extends Record> implements AutoCloseable {
    private static final String JOURNAL = ".journal.csv";
    private static final String SETTINGS = ".journal.json";

    private final RecordCells<R> cells;
    private final Function<R, String> key;
    private final Map<String, R> rows = new LinkedHashMap<>();
    private final Path journal;
    private final WorkLock lock;
    private final FileChannel writer;

    private StudyTable(
            OutputFolder folder,
            String name,
            Class<R> type,
            Function<R, String> key,
            StudySettings settings,
            boolean fresh)
            throws IOException {
        this.cells = new RecordCells<>(type);
        this.key = key;
        this.journal = folder.path().resolve(name + "." + fingerprint(settings) + JOURNAL);
        lock = WorkLock.take(folder.path(), name, "this study; wait for its end or give another --out");
        try {
            if (fresh || !Files.exists(journal)) {
                folder.writeText(journal.getFileName().toString().replace(JOURNAL, SETTINGS), JsonFile.text(settings));
                folder.writeText(journal.getFileName().toString(), line(cells.columns()));
            }
            writer = FileChannel.open(journal, StandardOpenOption.READ, StandardOpenOption.WRITE);
            cutHalfARow();
            CsvTable.read(journal, cells.columns(), row -> put(cells.read(row)));
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private String fingerprint(StudySettings settings) {
        return settings.with("columns", cells.columns()).fingerprint();
    }

    /**
     * Opens the table of some settings in a folder, or begins it. Where the folder holds journals of other settings
     * only, one line says what differs; they are kept, and not used.
     *
     * @param name of the table, the first part of its files' names
     * @param key what no two rows have in common
     * @param fresh whether rows of these very settings are forgotten
     * @throws InputException when another program is at work on the table, or a journal is damaged
     */
    public static <R extends Record> StudyTable<R> open(
            OutputFolder folder,
            String name,
            Class<R> type,
            Function<R, String> key,
            StudySettings settings,
            boolean fresh,
            PrintWriter log) {
        try {
            StudyTable<R> table = new StudyTable<>(folder, name, type, key, settings, fresh);
            if (table.rows.isEmpty()) {
                latestOther(folder.path(), name, table.journal)
                        .ifPresent(other ->
                                log.println(other.getFileName().toString().replace(SETTINGS, JOURNAL)
                                        + " has rows of other settings ("
                                        + settings.differenceFrom(JsonFile.read(other, StudySettings.class))
                                        + "); it is kept, and a table of its own begins"));
            } else {
                log.println("Going on after " + table.rows.size() + " rows in " + table.journal);
            }
            return table;
        } catch (IOException e) {
            throw new InputException(
                    folder.path() + ": the table " + name + " cannot be opened: " + OutputFolder.reason(e));
        }
    }

    private static Optional<Path> latestOther(Path folder, String name, Path journal) throws IOException {
        String own = journal.getFileName().toString().replace(JOURNAL, SETTINGS);
        return InputFiles.in(folder, SETTINGS).stream()
                .filter(file -> file.getFileName().toString().startsWith(name + ".")
                        && !file.getFileName().toString().equals(own))
                .max(Comparator.comparingLong(file -> file.toFile().lastModified()));
    }

    /** A program that was killed while it wrote leaves a last line without its end. */
    private void cutHalfARow() throws IOException {
        String text = Files.readString(journal, StandardCharsets.ISO_8859_1);
        writer.truncate(text.lastIndexOf('\n') + 1L);
        writer.position(writer.size());
    }

    private static String line(List<String> cells) {
        StringWriter text = new StringWriter();
        try (CSVPrinter printer = new CSVPrinter(text, OutputFolder.CSV)) {
            printer.printRecord(cells.stream().map(FormulaCell::written).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private void put(R row) {
        rows.put(key.apply(row), row);
    }

    /** The row of a key, where it is there. */
    public synchronized Optional<R> row(String wanted) {
        return Optional.ofNullable(rows.get(wanted));
    }

    /** All rows in the order in which they came. */
    public synchronized List<R> rows() {
        return List.copyOf(rows.values());
    }

    /**
     * Adds a row, which is on the disk when this returns.
     *
     * @throws InputException when the journal cannot be written
     */
    public synchronized void add(R row) {
        ByteBuffer bytes = ByteBuffer.wrap(line(cells.cells(row)).getBytes(StandardCharsets.UTF_8));
        try {
            while (bytes.hasRemaining()) {
                writer.write(bytes);
            }
            writer.force(false);
        } catch (IOException e) {
            throw new InputException(journal + " cannot be written: " + OutputFolder.reason(e));
        }
        put(row);
    }

    /** Where the rows are kept. */
    public Path journal() {
        return journal;
    }

    /** Lets other programs use the table. */
    @Override
    public void close() {
        try (lock;
                writer) {
            // both are closed
        } catch (IOException e) {
            throw new InputException(journal + " cannot be closed: " + OutputFolder.reason(e));
        }
    }
}
