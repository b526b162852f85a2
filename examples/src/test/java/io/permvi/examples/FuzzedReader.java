package io.permvi.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What Jazzer calls ({@code mvn -Pfuzz}): the reader that {@code -Dreader=NAME} names gets its bytes. The folder that
 * {@code -Dseeds} names gets what the reader begins with; a failure that is found becomes a file of {@code corpus}.
 */
public final class FuzzedReader {
    private static Readers.Attacked attacked;

    private FuzzedReader() {}

    /** Looks the reader up, before Jazzer reads the seeds. */
    public static void fuzzerInitialize() throws IOException {
        attacked = Readers.named(System.getProperty("reader"), Files.createTempDirectory("permvi-fuzz"));
        Path seeds = Files.createDirectories(Path.of(System.getProperty("seeds")));
        int number = 0;
        for (byte[] content : attacked.contents()) {
            Files.write(seeds.resolve("seed-" + number++), content);
        }
    }

    /** Gives the reader a content. */
    public static void fuzzerTestOneInput(byte[] content) throws IOException {
        Fuzzing.give(attacked.file(), content, attacked.reader());
    }
}
