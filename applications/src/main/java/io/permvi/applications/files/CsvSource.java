package io.permvi.applications.files;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The records of a text file whatever program wrote it: UTF-8 with or without a byte-order mark, any line ends, quotes,
 * commas, semicolons or tabs. Lines without a cell are passed over at the end of the file and refused before it.
 */
final class CsvSource implements AutoCloseable, Iterator<List<String>> {
    private static final int LOOK_AHEAD = 1 << 16;
    private static final int LINES_LOOKED_AT = 5;
    private static final int LINES_BEFORE_TABLE = 20;
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char[] DELIMITERS = {'\t', ';', ','};
    private static final char COMMENT = '#';

    private final Path file;
    private final BufferedReader reader;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private List<String> next = List.of();
    private boolean began;

    private CsvSource(Path file, boolean comments) throws IOException {
        this.file = file;
        reader = Files.newBufferedReader(file);
        String start = skipMarkAndPeek();
        CSVFormat.Builder format = CSVFormat.DEFAULT
                .builder()
                .setTrim(true)
                .setIgnoreEmptyLines(false)
                .setIgnoreSurroundingSpaces(true)
                .setDelimiter(delimiter(start.lines()
                        .filter(text -> !text.isBlank() && !(comments && text.charAt(0) == COMMENT))
                        .limit(LINES_LOOKED_AT)
                        .toList()));
        if (comments) {
            format.setCommentMarker(COMMENT);
        }
        parser = CSVParser.parse(reader, format.get());
        records = parser.iterator();
    }

    /**
     * Opens a file; {@code comments} passes over lines that start with {@code #}.
     *
     * @throws InputException when the file is missing or no text
     */
    static CsvSource open(Path file, boolean comments) {
        try {
            return new CsvSource(file, comments);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Leaves the reader behind a byte-order mark, and returns what comes first. */
    private String skipMarkAndPeek() throws IOException {
        reader.mark(LOOK_AHEAD);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        reader.mark(LOOK_AHEAD);
        char[] start = new char[LOOK_AHEAD / 2];
        int length = Math.max(0, reader.read(start));
        reader.reset();
        return new String(start, 0, length);
    }

    /** The first of tab, semicolon and comma that is equally often in each of the first lines; else the most frequent. */
    private static char delimiter(List<String> lines) {
        char mostFrequent = ',';
        long most = 0;
        for (char candidate : DELIMITERS) {
            long[] counts = lines.stream()
                    .mapToLong(text -> countOutsideQuotes(text, candidate))
                    .toArray();
            if (counts.length > 0 && counts[0] > 0 && Arrays.stream(counts).allMatch(count -> count == counts[0])) {
                return candidate;
            }
            if (counts.length > 0 && counts[0] > most) {
                most = counts[0];
                mostFrequent = candidate;
            }
        }
        return mostFrequent;
    }

    private static long countOutsideQuotes(String text, char wanted) {
        boolean quoted = false;
        long count = 0;
        for (int k = 0; k < text.length(); k++) {
            quoted ^= text.charAt(k) == '"';
            count += !quoted && text.charAt(k) == wanted ? 1 : 0;
        }
        return count;
    }

    @Override
    public boolean hasNext() {
        if (next.isEmpty()) {
            advance();
        }
        return !next.isEmpty();
    }

    @Override
    public List<String> next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<String> cells = next;
        next = List.of();
        began = true;
        return cells;
    }

    /** The number of the line that {@link #next} returned last, from 1. */
    long line() {
        return parser.getCurrentLineNumber();
    }

    /** Reads the next line that has a cell; once the table began, lines without one may stand at its end only. */
    private void advance() {
        long blank = 0;
        for (List<String> cells = record(); !cells.isEmpty(); cells = record()) {
            if (cells.stream().allMatch(String::isEmpty)) {
                blank = began && blank == 0 ? line() : blank;
            } else if (blank > 0) {
                throw new InputException(file + ", line " + blank + ": the line is empty, but others follow");
            } else {
                next = cells;
                return;
            }
        }
    }

    /** The number of the first line from here that a test accepts, of those that tables may begin with; 0 where none is. */
    long find(Predicate<List<String>> test) {
        for (int k = 0; k < LINES_BEFORE_TABLE; k++) {
            List<String> cells = record();
            if (test.test(cells)) {
                return line();
            }
        }
        return 0;
    }

    /** All records from here on, empty lines among them. */
    List<List<String>> rest() {
        List<List<String>> all = new ArrayList<>();
        for (List<String> cells = record(); !cells.isEmpty(); cells = record()) {
            all.add(cells);
        }
        return all;
    }

    /** The next record as it is, nothing at the end. */
    private List<String> record() {
        try {
            return records.hasNext()
                    ? records.next().stream().map(FormulaCell::read).toList()
                    : List.of();
        } catch (UncheckedIOException e) {
            throw unreadable(file, e.getCause());
        }
    }

    private static InputException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new InputException(file + ": no such file");
        }
        if (e instanceof AccessDeniedException) {
            return new InputException(file + ": must not be read, its permissions say so");
        }
        if (e instanceof CharacterCodingException) {
            return new InputException(
                    file + ": not a text file in UTF-8" + lineOfFirstMistake(file) + "; save it as CSV in UTF-8");
        }
        if (Files.isDirectory(file)) {
            return new InputException(file + ": a folder, but a file is needed");
        }
        return new InputException(file + ": cannot be read as CSV; are its quotes whole?");
    }

    private static String lineOfFirstMistake(Path file) {
        try {
            byte[] bytes = Files.isRegularFile(file) ? Files.readAllBytes(file) : new byte[0];
            ByteBuffer in = ByteBuffer.wrap(bytes);
            StandardCharsets.UTF_8.newDecoder().decode(in, CharBuffer.allocate(bytes.length + 1), true);
            int line = 1;
            for (int k = 0; k < in.position(); k++) {
                line += bytes[k] == '\n' ? 1 : 0;
            }
            return in.hasRemaining() ? " (line " + line + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }
}
