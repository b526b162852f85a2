package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of every command that trains a network. */
final class TrainingOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "the network; a training that was stopped continues from it")
    private Path model;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder for curves and pictures")
    private Path out;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "seed (${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--steps",
            paramLabel = "T",
            defaultValue = "0",
            description = "training steps (the recipe's own number)")
    private int steps;

    @Option(
            names = "--threads",
            paramLabel = "K",
            defaultValue = "2",
            description = "threads; the result does not depend on them (${DEFAULT-VALUE})")
    private int threads;

    @Option(names = "--restart", description = "forget the network in FILE and begin anew")
    private boolean restart;

    Path model() {
        return model;
    }

    Path out() {
        return out;
    }

    long seed() {
        return seed;
    }

    int threads() {
        return threads;
    }

    boolean restart() {
        return restart;
    }

    /** The wanted number of steps, or that of the recipe. */
    int stepsOr(int recipe) {
        if (steps < 0) {
            throw new InputException("--steps must be at least 1, got " + steps);
        }
        return steps == 0 ? recipe : steps;
    }
}
