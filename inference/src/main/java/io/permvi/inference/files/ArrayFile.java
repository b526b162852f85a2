package io.permvi.inference.files;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Named settings and arrays of numbers on disk. Version 1 is a header of UTF-8 lines that end with a line feed, then the
 * numbers, then the checksum:
 *
 * <pre>
 * FORMAT 1
 * kind NAME
 * setting NAME VALUE       any number of times; the value goes to the end of the line
 * array NAME LENGTH        any number of times
 * data BYTES               8 times the sum of the lengths
 * ...                      the arrays in the order of their lines, IEEE 754 doubles, big-endian
 * crc32 SUM                of all bytes before this line, eight lower-case hexadecimal digits
 * </pre>
 *
 * <p>Names are without white space. Doubles keep their bits.
 */
public final class ArrayFile {
    private static final int VERSION = 1;
    private static final int CHECKSUM_LINE = "crc32 00000000\n".length();

    private final String format;
    private final String kind;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    /**
     * An empty file.
     *
     * @param format the first word of the file, such as {@code permvi-network}
     * @param kind of the content
     * @throws IllegalArgumentException when one has white space
     */
    public ArrayFile(String format, String kind) {
        this.format = requireName("format", format);
        this.kind = requireName("kind", kind);
    }

    private static String requireName(String what, String name) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(what + " must be a name without white space, got '" + name + "'");
        }
        return name;
    }

    /** What kind of content it is. */
    public String kind() {
        return kind;
    }

    /** The settings in order; unmodifiable. */
    public Map<String, String> settings() {
        return Collections.unmodifiableMap(settings);
    }

    /**
     * Adds a setting.
     *
     * @return this
     * @throws IllegalArgumentException when the name has white space or the value a line break
     */
    public ArrayFile put(String name, Object value) {
        String text = value.toString();
        if (text.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("setting " + name + " must be one line");
        }
        settings.put(requireName("setting", name), text);
        return this;
    }

    /**
     * Adds an array, which is copied.
     *
     * @return this
     * @throws IllegalArgumentException when the name has white space
     */
    public ArrayFile put(String name, double[] values) {
        arrays.put(requireName("array", name), values.clone());
        return this;
    }

    /**
     * A setting.
     *
     * @throws ArrayFileException when the file has none of this name
     */
    public String setting(String name) throws ArrayFileException {
        String value = settings.get(name);
        if (value == null) {
            throw new ArrayFileException("the file has no setting " + name);
        }
        return value;
    }

    /**
     * A whole number among the settings.
     *
     * @throws ArrayFileException when the file has none of this name, or it is not a whole number
     */
    public int intSetting(String name) throws ArrayFileException {
        long value = longSetting(name);
        if (value != (int) value) {
            throw new ArrayFileException("setting " + name + " of the file is too large: " + value);
        }
        return (int) value;
    }

    /**
     * An array, copied.
     *
     * @throws ArrayFileException when the file has none of this name
     */
    public double[] array(String name) throws ArrayFileException {
        double[] values = arrays.get(name);
        if (values == null) {
            throw new ArrayFileException("the file has no array " + name);
        }
        return values.clone();
    }

    /**
     * A whole number of 64 bits among the settings.
     *
     * @throws ArrayFileException when the file has none of this name, or it is not a whole number
     */
    public long longSetting(String name) throws ArrayFileException {
        try {
            return Long.parseLong(setting(name));
        } catch (NumberFormatException e) {
            throw new ArrayFileException(
                    "setting " + name + " of the file must be a whole number, got " + settings.get(name));
        }
    }

    /**
     * Writes the file, whole or not at all.
     *
     * @throws IOException when the disk refuses
     */
    public void write(Path file) throws IOException {
        WholeFile.write(file, this::writeTo);
    }

    private void writeTo(OutputStream out) throws IOException {
        StringBuilder header = new StringBuilder(format + " " + VERSION + "\nkind " + kind + "\n");
        settings.forEach((name, value) -> header.append("setting " + name + " " + value + "\n"));
        arrays.forEach((name, values) -> header.append("array " + name + " " + values.length + "\n"));
        long numbers =
                arrays.values().stream().mapToLong(values -> values.length).sum();
        header.append("data " + 8 * numbers + "\n");
        CRC32 crc = new CRC32();
        DataOutputStream data = new DataOutputStream(new BufferedOutputStream(new CheckedOutputStream(out, crc)));
        data.write(header.toString().getBytes(StandardCharsets.UTF_8));
        for (double[] values : arrays.values()) {
            for (double value : values) {
                data.writeDouble(value);
            }
        }
        data.flush();
        out.write(checksumLine(crc).getBytes(StandardCharsets.UTF_8));
    }

    private static String checksumLine(CRC32 crc) {
        return String.format(Locale.ROOT, "crc32 %08x\n", crc.getValue());
    }

    /**
     * Reads a file.
     *
     * @param format that it must have
     * @throws ArrayFileException when it is of another format, of a later version, or damaged
     * @throws IOException when the disk refuses
     */
    public static ArrayFile read(Path file, String format) throws IOException {
        return new Reader(file, format, Files.readAllBytes(file)).read();
    }

    /** Makes something of the content of a file. */
    @FunctionalInterface
    public interface Restoring<T> {
        /** Takes what it needs; what it refuses by an IllegalArgumentException is a damaged file. */
        T from(ArrayFile file) throws IOException;
    }

    /**
     * Reads a file and makes something of it.
     *
     * @param format that it must have
     * @throws ArrayFileException when it is of another format, of a later version, or damaged: its checksum does not fit, or
     *     its values make no sense
     * @throws IOException when the disk refuses
     */
    public static <T> T restore(Path file, String format, Restoring<T> restoring) throws IOException {
        ArrayFile content = read(file, format);
        try {
            return restoring.from(content);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new ArrayFileException(file + " is damaged: " + e.getMessage());
        }
    }

    private static final class Reader {
        private final Path file;
        private final String format;
        private final byte[] bytes;
        private int at;

        private Reader(Path file, String format, byte[] bytes) {
            this.file = file;
            this.format = format;
            this.bytes = bytes;
        }

        private ArrayFile read() throws ArrayFileException {
            String first = line();
            if (!first.startsWith(format + " ")) {
                throw new ArrayFileException(file + " is not a " + format + " file: it does not start with that word");
            }
            if (!first.equals(format + " " + VERSION)) {
                throw new ArrayFileException(file + " is of version " + first.substring(format.length() + 1)
                        + "; this program reads version " + VERSION);
            }
            requireChecksum();
            try {
                return readAfterFirstLine();
            } catch (IllegalArgumentException e) {
                throw new ArrayFileException(file + " is damaged: " + e.getMessage());
            }
        }

        private void requireChecksum() throws ArrayFileException {
            int length = bytes.length - CHECKSUM_LINE;
            if (length < at) {
                throw new ArrayFileException(file + " is damaged: it ends too early");
            }
            String found = new String(bytes, length, CHECKSUM_LINE, StandardCharsets.UTF_8);
            CRC32 crc = new CRC32();
            crc.update(bytes, 0, length);
            if (!found.equals(checksumLine(crc))) {
                throw new ArrayFileException(file + " is damaged: its checksum does not fit");
            }
        }

        private ArrayFile readAfterFirstLine() throws ArrayFileException {
            ArrayFile content = new ArrayFile(format, word(line(), "kind", 2)[1]);
            List<String> names = new ArrayList<>();
            List<Integer> lengths = new ArrayList<>();
            String line = line();
            while (!line.startsWith("data ")) {
                if (line.startsWith("array ")) {
                    String[] words = word(line, "array", 3);
                    names.add(words[1]);
                    lengths.add(length(words[2]));
                } else {
                    String[] words = word(line, "setting", 3);
                    content.put(words[1], words[2]);
                }
                line = line();
            }
            long wanted = 8 * lengths.stream().mapToLong(Integer::longValue).sum();
            if (Long.parseLong(line.substring("data ".length())) != wanted
                    || bytes.length - CHECKSUM_LINE - at != wanted) {
                throw new IllegalArgumentException("its data are not " + wanted + " bytes");
            }
            ByteBuffer data = ByteBuffer.wrap(bytes, at, (int) wanted);
            for (int k = 0; k < names.size(); k++) {
                double[] values = new double[lengths.get(k)];
                data.asDoubleBuffer().get(values);
                data.position(data.position() + 8 * values.length);
                content.arrays.put(names.get(k), values);
            }
            return content;
        }

        private static int length(String text) {
            int length = Integer.parseInt(text);
            if (length < 0) {
                throw new IllegalArgumentException("a length must be at least 0, got " + length);
            }
            return length;
        }

        private static String[] word(String line, String keyword, int count) {
            String[] words = line.split(" ", count);
            if (words.length != count || !words[0].equals(keyword)) {
                throw new IllegalArgumentException("expected a line '" + keyword + " ...', got '" + line + "'");
            }
            return words;
        }

        private String line() throws ArrayFileException {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length) {
                throw new ArrayFileException(
                        at == 0
                                ? file + " is not a " + format + " file: it has no header"
                                : file + " is damaged: it ends too early");
            }
            String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            return line;
        }
    }
}
