package io.permvi.examples;

import io.permvi.applications.files.InputException;
import io.permvi.examples.heads.HeadsCommand;
import io.permvi.examples.matching.MatchingCommand;
import io.permvi.examples.networks.AmortizeCommand;
import io.permvi.examples.networks.JigsawCommand;
import io.permvi.examples.networks.MorphCommand;
import io.permvi.examples.networks.SortCommand;
import io.permvi.examples.points.PointsCommand;
import io.permvi.examples.polytopes.PolytopesCommand;
import io.permvi.examples.transport.TransportCommand;
import io.permvi.examples.worms.WormsCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;

/** The command line {@code permvi}. Exit codes: 0 done, 2 a mistake in arguments or files, 1 anything else. */
@Command(
        name = "permvi",
        description = "Variational inference with latent permutations.",
        mixinStandardHelpOptions = true,
        versionProvider = InfoCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WormsCommand.class,
            HeadsCommand.class,
            PointsCommand.class,
            MatchingCommand.class,
            PolytopesCommand.class,
            SortCommand.class,
            JigsawCommand.class,
            MorphCommand.class,
            AmortizeCommand.class,
            TransportCommand.class,
            InfoCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command and exits. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /**
     * Runs a command.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        IParameterExceptionHandler wrongArguments = (exception, arguments) -> {
            String name = exception.getCommandLine().getCommandSpec().qualifiedName();
            err.println("permvi: " + oneLine(exception) + " (see '" + name + " --help')");
            return CommandLine.ExitCode.USAGE;
        };
        IExecutionExceptionHandler failed = (exception, commandLine, parsed) -> {
            if (exception instanceof InputException || exception instanceof IllegalArgumentException) {
                err.println("permvi: " + oneLine(exception));
                return CommandLine.ExitCode.USAGE;
            }
            throw exception;
        };
        CommandLine commandLine = new CommandLine(new Main())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler(wrongArguments)
                .setExecutionExceptionHandler(failed);
        if (args.length == 0) {
            commandLine.usage(out);
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(args);
    }

    private static String oneLine(Exception exception) {
        String message = exception.getMessage();
        return message == null ? exception.toString() : message.replaceAll("\\s*\\R\\s*", " ");
    }
}
