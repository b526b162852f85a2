package io.permvi.examples.common;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What every program that writes has: its options, its folder, and what it says. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:a mistake in arguments or files; the message says which",
            "3:done, but a solver did not converge or a fit did not settle",
            "70:a bug of permvi; --stacktrace shows where"
        })
public abstract class Program implements Runnable {
    private static final int MOST = 100_000_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunOptions options = new RunOptions();

    /** What the program is called, without {@code permvi}. */
    protected final String name() {
        String name = spec.qualifiedName();
        return name.substring(name.indexOf(' ') + 1);
    }

    /** Where results are told. */
    protected final PrintWriter output() {
        return spec.commandLine().getOut();
    }

    /** Where warnings are told. */
    protected final PrintWriter errors() {
        return spec.commandLine().getErr();
    }

    /** The folder of the results, as given or by the program's name. */
    protected final Path out() {
        return options.out(name());
    }

    /**
     * Opens the folder of the results.
     *
     * @throws InputException when it cannot be written
     */
    protected final OutputFolder folder() {
        return OutputFolder.at(out());
    }

    /** The options that all programs share. */
    protected final RunOptions options() {
        return options;
    }

    /**
     * Checks a number that an option gave.
     *
     * @throws InputException when it is below {@code least}, or more than any machine would live to see
     */
    protected static void requireAtLeast(String option, int least, int value) {
        if (value < least) {
            throw new InputException(option + " must be at least " + least + ", got " + value);
        }
        requireAtMost(option, MOST, value);
    }

    /**
     * Checks a number that an option gave.
     *
     * @throws InputException when it is above {@code most}
     */
    protected static void requireAtMost(String option, int most, int value) {
        if (value > most) {
            throw new InputException(option + " must be at most " + most + ", got " + value);
        }
    }

    /**
     * Checks a number that an option gave.
     *
     * @throws InputException when it is not above 0 and finite
     */
    protected static void requirePositive(String option, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new InputException(option + " must be above 0 and finite, got " + value);
        }
    }
}
