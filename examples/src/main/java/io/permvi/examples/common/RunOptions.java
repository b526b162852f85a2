package io.permvi.examples.common;

import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every program that writes: where to, from which seed, on how many threads. */
public final class RunOptions {
    private static final int MOST_THREADS = 1024;

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

    /**
     * The folder, or that of a program, which asks for it before its work: so wrong options are told even where they do
     * not count.
     */
    Path out(String program) {
        threads();
        return out.orElseGet(() -> Path.of("permvi-" + program.replace(' ', '-')));
    }

    /** The seed. */
    public long seed() {
        return seed;
    }

    /**
     * The number of threads.
     *
     * @throws InputException when it is below 1 or beyond what a machine can start
     */
    public int threads() {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new InputException("--threads must be from 1 to " + MOST_THREADS + ", got " + threads);
        }
        return threads;
    }
}
