package io.permvi.inference.networks;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A network on disk: what kind it is, its settings, and named arrays of numbers. Version 1 is a header of UTF-8 lines that
 * end with a line feed, then the numbers, then the checksum:
 *
 * <pre>
 * permvi-network 1
 * kind NAME
 * setting NAME VALUE       any number of times; the value goes to the end of the line
 * array NAME LENGTH        any number of times
 * data BYTES               8 times the sum of the lengths
 * ...                      the arrays in the order of their lines, IEEE 754 doubles, big-endian
 * crc32 SUM                of all bytes before this line, eight lower-case hexadecimal digits
 * </pre>
 *
 * <p>Weights stand as one array {@code weights/NAME} for each parameter, row by row; a training that is to be continued adds
 * {@code training/optimizer} and {@code training/objective}, and its seed as a setting. Names are without white space.
 */
public final class NetworkFile {
    private static final String MAGIC = "permvi-network ";
    private static final int VERSION = 1;
    private static final String WEIGHTS = "weights/";
    private static final String OPTIMIZER = "training/optimizer";
    private static final String OBJECTIVE = "training/objective";
    private static final String SEED = "training.seed";
    private static final int CHECKSUM_LINE = "crc32 00000000\n".length();

    private final String kind;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, double[]> arrays = new LinkedHashMap<>();

    /**
     * An empty file.
     *
     * @param kind without white space
     * @throws IllegalArgumentException when it has white space
     */
    public NetworkFile(String kind) {
        this.kind = requireName("kind", kind);
    }

    private static String requireName(String what, String name) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(what + " must be a name without white space, got '" + name + "'");
        }
        return name;
    }

    /** What kind of network it is. */
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
    public NetworkFile put(String name, Object value) {
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
    public NetworkFile put(String name, double[] values) {
        arrays.put(requireName("array", name), values.clone());
        return this;
    }

    /** Adds all weights of a network, and the state from which its training continues. */
    public NetworkFile putTraining(ParameterSet parameters, TrainingState state) {
        int offset = 0;
        for (Parameter parameter : parameters.parameters()) {
            double[] values = new double[parameter.count()];
            System.arraycopy(state.weights(), offset, values, 0, values.length);
            arrays.put(WEIGHTS + parameter.name(), values);
            offset += values.length;
        }
        arrays.put(OPTIMIZER, state.optimizerState());
        arrays.put(OBJECTIVE, state.objective());
        return put(SEED, state.seed());
    }

    /**
     * A setting.
     *
     * @throws NetworkFileException when the file has none of this name
     */
    public String setting(String name) throws NetworkFileException {
        String value = settings.get(name);
        if (value == null) {
            throw new NetworkFileException("the network file has no setting " + name);
        }
        return value;
    }

    /**
     * A whole number among the settings.
     *
     * @throws NetworkFileException when the file has none of this name, or it is not a whole number
     */
    public int intSetting(String name) throws NetworkFileException {
        try {
            return Integer.parseInt(setting(name));
        } catch (NumberFormatException e) {
            throw new NetworkFileException(
                    "setting " + name + " of the network file must be a whole number, got " + settings.get(name));
        }
    }

    /**
     * An array, copied.
     *
     * @throws NetworkFileException when the file has none of this name
     */
    public double[] array(String name) throws NetworkFileException {
        double[] values = arrays.get(name);
        if (values == null) {
            throw new NetworkFileException("the network file has no array " + name);
        }
        return values.clone();
    }

    /**
     * The weights of a network with these parameters.
     *
     * @throws NetworkFileException when a parameter is missing or has another size
     */
    public double[] weights(ParameterSet parameters) throws NetworkFileException {
        double[] weights = new double[parameters.count()];
        int offset = 0;
        for (Parameter parameter : parameters.parameters()) {
            double[] values = array(WEIGHTS + parameter.name());
            if (values.length != parameter.count()) {
                throw new NetworkFileException("the network file has " + values.length + " weights for " + parameter);
            }
            System.arraycopy(values, 0, weights, offset, values.length);
            offset += values.length;
        }
        return weights;
    }

    /**
     * The state from which the training of a network with these parameters continues.
     *
     * @throws NetworkFileException when something is missing or has another size
     */
    public TrainingState trainingState(ParameterSet parameters) throws NetworkFileException {
        try {
            return new TrainingState(
                    weights(parameters), array(OPTIMIZER), Long.parseLong(setting(SEED)), array(OBJECTIVE));
        } catch (NumberFormatException e) {
            throw new NetworkFileException("setting " + SEED + " of the network file must be a whole number");
        }
    }

    /**
     * Writes the file: first under a temporary name beside it, then moved, so a network is never half written.
     *
     * @throws IOException when the disk refuses
     */
    public void write(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = folder.resolve("." + file.getFileName() + ".part");
        try {
            Files.write(temporary, bytes());
            Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private byte[] bytes() throws IOException {
        StringBuilder header = new StringBuilder(MAGIC + VERSION + "\nkind " + kind + "\n");
        settings.forEach((name, value) -> header.append("setting " + name + " " + value + "\n"));
        arrays.forEach((name, values) -> header.append("array " + name + " " + values.length + "\n"));
        long numbers =
                arrays.values().stream().mapToLong(values -> values.length).sum();
        header.append("data " + 8 * numbers + "\n");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(header.toString().getBytes(StandardCharsets.UTF_8));
        DataOutputStream out = new DataOutputStream(bytes);
        for (double[] values : arrays.values()) {
            for (double value : values) {
                out.writeDouble(value);
            }
        }
        out.flush();
        bytes.write(checksumLine(bytes.toByteArray(), bytes.size()).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static String checksumLine(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return String.format(Locale.ROOT, "crc32 %08x\n", crc.getValue());
    }

    /**
     * Reads a file.
     *
     * @throws NetworkFileException when it is not a network, of a later version, or damaged
     * @throws IOException when the disk refuses
     */
    public static NetworkFile read(Path file) throws IOException {
        return new Reader(file, Files.readAllBytes(file)).read();
    }

    /**
     * Reads a file and makes sure that it holds a network of this kind.
     *
     * @throws NetworkFileException when it is of another kind, not a network, of a later version, or damaged
     * @throws IOException when the disk refuses
     */
    public static NetworkFile read(Path file, String kind) throws IOException {
        NetworkFile network = read(file);
        if (!network.kind().equals(kind)) {
            throw new NetworkFileException(file + " holds a network of kind " + network.kind() + ", not " + kind);
        }
        return network;
    }

    private static final class Reader {
        private final Path file;
        private final byte[] bytes;
        private int at;

        private Reader(Path file, byte[] bytes) {
            this.file = file;
            this.bytes = bytes;
        }

        private NetworkFile read() throws NetworkFileException {
            String first = line();
            if (!first.startsWith(MAGIC)) {
                throw new NetworkFileException(
                        file + " is not a network: it does not start with '" + MAGIC.trim() + "'");
            }
            if (!first.equals(MAGIC + VERSION)) {
                throw new NetworkFileException(file + " is of version " + first.substring(MAGIC.length())
                        + "; this program reads version " + VERSION);
            }
            requireChecksum();
            try {
                return readAfterFirstLine();
            } catch (IllegalArgumentException e) {
                throw new NetworkFileException(file + " is damaged: " + e.getMessage());
            }
        }

        private void requireChecksum() throws NetworkFileException {
            int length = bytes.length - CHECKSUM_LINE;
            if (length < at) {
                throw new NetworkFileException(file + " is damaged: it ends too early");
            }
            String found = new String(bytes, length, CHECKSUM_LINE, StandardCharsets.UTF_8);
            if (!found.equals(checksumLine(bytes, length))) {
                throw new NetworkFileException(file + " is damaged: its checksum does not fit");
            }
        }

        private NetworkFile readAfterFirstLine() throws NetworkFileException {
            NetworkFile network = new NetworkFile(word(line(), "kind", 2)[1]);
            List<String> names = new ArrayList<>();
            List<Integer> lengths = new ArrayList<>();
            String line = line();
            while (!line.startsWith("data ")) {
                if (line.startsWith("array ")) {
                    String[] words = word(line, "array", 3);
                    names.add(words[1]);
                    lengths.add(Integer.parseInt(words[2]));
                } else {
                    String[] words = word(line, "setting", 3);
                    network.put(words[1], words[2]);
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
                network.arrays.put(names.get(k), values);
            }
            return network;
        }

        private static String[] word(String line, String keyword, int count) {
            String[] words = line.split(" ", count);
            if (words.length != count || !words[0].equals(keyword)) {
                throw new IllegalArgumentException("expected a line '" + keyword + " ...', got '" + line + "'");
            }
            return words;
        }

        private String line() throws NetworkFileException {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end == bytes.length) {
                throw new NetworkFileException(
                        at == 0
                                ? file + " is not a network: it has no header"
                                : file + " is damaged: it ends too early");
            }
            String line = new String(bytes, at, end - at, StandardCharsets.UTF_8);
            at = end + 1;
            return line;
        }
    }
}
