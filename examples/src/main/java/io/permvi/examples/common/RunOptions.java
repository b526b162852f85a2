package io.permvi.examples.common;

import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every program that writes: where to, from which seed, on how many threads. */
public final class RunOptions {
    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "folder for the results (default: a folder permvi-PROGRAM here)")
    private Optional<Path> out = Optional.empty();

    @Option(
            names = "--seed",
            paramLabel = "S",
            defaultValue = "1",
            description = "seed of everything random (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "threads; results do not depend on them (default: all processors)")
    private int threads = Runtime.getRuntime().availableProcessors();

    /** The folder, or that of a program. */
    Path out(String program) {
        return out.orElseGet(() -> Path.of("permvi-" + program.replace(' ', '-')));
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /**
     * The number of threads.
     *
     * @throws InputException when it is below 1
     */
    public int threads() {
        if (threads < 1) {
            throw new InputException("--threads must be at least 1, got " + threads);
        }
        return threads;
    }
}
