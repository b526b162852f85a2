package io.permvi.examples;

import io.permvi.applications.files.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Changes files at random, and wants of a reader that it reads them or refuses them in one sentence, within some
 * seconds of processor time. {@code -Dfuzz=100000} says how many files a reader gets, {@code -Dfuzz.seed=7} from where.
 */
public final class Fuzzing {
    private static final double MOST_SECONDS = 5;
    private static final int MOST_CHANGES = 3;
    private static final List<String> TOKENS = List.of(
            "nan",
            "1e999",
            "-1",
            "0",
            "2147483648",
            "9223372036854775808",
            "0x1p3",
            "1d",
            "\"",
            "\"\"",
            ",",
            ";",
            "\t",
            "\r",
            "\n",
            "\0",
            "\uFEFF",
            "#",
            "{",
            "}",
            "[",
            "]",
            ":",
            "<",
            ">",
            "&amp;",
            "=",
            "\u2212",
            "1e308",
            "5e-324",
            " ",
            "NA",
            "\\u0000",
            "null",
            "-",
            "x,y",
            "id,frame,x,y",
            "\ud83d\ude00",
            "name",
            "true");

    private Fuzzing() {}

    /** Reads a file, or throws what says that it cannot. */
    @FunctionalInterface
    public interface Reader {
        /** Reads. */
        void read(Path file) throws IOException;
    }

    /** How many files a reader gets. */
    public static int count(int few) {
        return Integer.getInteger("fuzz", few);
    }

    /**
     * Gives a reader changed files.
     *
     * @param corpus contents to begin with
     * @param file where they are written, whose name tells the reader their kind
     * @throws AssertionError with seed and content when the reader fails otherwise than by an {@link InputException} or
     *     {@link IOException}
     */
    public static void attack(String name, List<byte[]> corpus, int count, Path file, Reader reader)
            throws IOException {
        long first = Long.getLong("fuzz.seed", 1);
        int read = 0;
        for (long seed = first; seed < first + count; seed++) {
            byte[] content = changed(corpus, new SplittableRandom(seed));
            try {
                read += give(file, content, reader) ? 1 : 0;
            } catch (AssertionError e) {
                throw new AssertionError(name + ", seed " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.printf("%s: %d files, %d of them read, the others refused%n", name, count, read);
    }

    /**
     * Gives a reader one content.
     *
     * @return whether it was read; otherwise it was refused
     * @throws AssertionError with the content when the reader fails otherwise or takes too long
     */
    static boolean give(Path file, byte[] content, Reader reader) throws IOException {
        Files.createDirectories(file.getParent());
        // a file system that waits for the disk where a file is cut and written anew makes this twenty times slower
        Files.deleteIfExists(file);
        Files.write(file, content);
        long start = processorNanos();
        boolean read = false;
        try {
            reader.read(file);
            read = true;
        } catch (InputException | IOException | UncheckedIOException e) {
            requireSentence(e);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            throw new AssertionError(e + " for '" + shown(content) + "'", e);
        }
        double seconds = (processorNanos() - start) * 1e-9;
        if (seconds > MOST_SECONDS) {
            throw new AssertionError(seconds + " s for '" + shown(content) + "'");
        }
        return read;
    }

    private static long processorNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void requireSentence(Exception e) {
        if (e instanceof InputException
                && (e.getMessage() == null || e.getMessage().isBlank())) {
            throw new AssertionError("no message", e);
        }
    }

    private static String shown(byte[] content) {
        String text = new String(content, 0, Math.min(content.length, 1500), StandardCharsets.ISO_8859_1);
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replaceAll("[^ -~]", "?");
    }

    private static byte[] changed(List<byte[]> corpus, RandomGenerator rng) {
        byte[] content = corpus.get(rng.nextInt(corpus.size()));
        for (int k = 1 + rng.nextInt(MOST_CHANGES); k > 0; k--) {
            content = changedOnce(content, corpus, rng);
        }
        return content;
    }

    private static byte[] changedOnce(byte[] content, List<byte[]> corpus, RandomGenerator rng) {
        int from = rng.nextInt(content.length + 1);
        int to = Math.min(content.length, from + rng.nextInt(1 + rng.nextInt(40)));
        byte[] part = Arrays.copyOfRange(content, from, to);
        byte[] other = corpus.get(rng.nextInt(corpus.size()));
        return switch (rng.nextInt(7)) {
            case 0 -> joined(content, from, flipped(part, rng), to);
            case 1 -> joined(content, from, new byte[0], to);
            case 2 -> joined(content, to, part, to);
            case 3 ->
                joined(content, from, TOKENS.get(rng.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8), from);
            case 4 ->
                joined(content, from, TOKENS.get(rng.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8), to);
            case 5 -> Arrays.copyOf(content, from);
            default ->
                joined(content, from, Arrays.copyOfRange(other, rng.nextInt(other.length + 1), other.length), to);
        };
    }

    private static byte[] flipped(byte[] part, RandomGenerator rng) {
        for (int k = 0; k < part.length; k++) {
            part[k] ^= (byte) (1 << rng.nextInt(8));
        }
        return part;
    }

    private static byte[] joined(byte[] content, int end, byte[] middle, int start) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(content, 0, end);
        all.writeBytes(middle);
        all.write(content, start, content.length - start);
        return all.toByteArray();
    }
}
