package io.permvi.examples.networks;

import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that trains a network. */
final class TrainingOptions {
    @Option(
            names = "--model",
            required = true,
            paramLabel = "FILE",
            description = "the network; a training that was stopped continues from it")
    private Path model;

    @Option(names = "--steps", paramLabel = "T", description = "training steps (default: the recipe's own number)")
    private Optional<Integer> steps = Optional.empty();

    @Option(names = "--restart", description = "forget the network in FILE and begin anew")
    private boolean restart;

    @Option(
            names = "--checkpoint",
            paramLabel = "SECONDS",
            defaultValue = "20",
            description = "how often the state is kept, in seconds (default: ${DEFAULT-VALUE})")
    private double checkpoint;

    Path model() {
        return model;
    }

    boolean restart() {
        return restart;
    }

    /**
     * The time between two states that are kept.
     *
     * @throws InputException when it is below 0 or no number
     */
    double checkpointSeconds() {
        if (!(checkpoint >= 0)) {
            throw new InputException("--checkpoint must be 0 or more, got " + checkpoint);
        }
        return checkpoint;
    }

    /** The wanted number of steps, or that of the recipe. */
    int stepsOr(int recipe) {
        if (steps.isPresent() && steps.get() < 1) {
            throw new InputException("--steps must be at least 1, got " + steps.get());
        }
        return steps.orElse(recipe);
    }
}
