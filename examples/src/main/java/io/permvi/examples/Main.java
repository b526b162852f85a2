package io.permvi.examples;

import io.permvi.applications.files.InputException;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.graphs.GraphsCommand;
import io.permvi.examples.heads.HeadsCommand;
import io.permvi.examples.link.LinkCommand;
import io.permvi.examples.matching.MatchingCommand;
import io.permvi.examples.networks.AmortizeCommand;
import io.permvi.examples.networks.AutoencoderCommand;
import io.permvi.examples.networks.JigsawCommand;
import io.permvi.examples.networks.MorphCommand;
import io.permvi.examples.networks.SortCommand;
import io.permvi.examples.networks.SortImagesCommand;
import io.permvi.examples.points.PointsCommand;
import io.permvi.examples.polytopes.PolytopesCommand;
import io.permvi.examples.rankings.RankingsCommand;
import io.permvi.examples.tracks.TrackCommand;
import io.permvi.examples.transport.TransportCommand;
import io.permvi.examples.worms.WormsCommand;
import io.permvi.examples.zoo.ZooCommand;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line {@code permvi}. Exit codes: 0 done, 2 a mistake in arguments or files, 3 done but not converged, 70
 * a bug.
 */
@Command(
        name = "permvi",
        description = "Variational inference with latent permutations.",
        mixinStandardHelpOptions = true,
        versionProvider = InfoCommand.Version.class,
        synopsisSubcommandLabel = "PROGRAM",
        footer = {
            "",
            "Every program says more by 'permvi help PROGRAM'. Exit codes: 0 done, 2 a",
            "mistake in arguments or files, 3 done but a solver did not converge or a fit",
            "did not settle, 70 a bug of permvi."
        },
        subcommands = {
            WormsCommand.class,
            HeadsCommand.class,
            PointsCommand.class,
            MatchingCommand.class,
            LinkCommand.class,
            GraphsCommand.class,
            RankingsCommand.class,
            TrackCommand.class,
            PolytopesCommand.class,
            ZooCommand.class,
            SortCommand.class,
            SortImagesCommand.class,
            JigsawCommand.class,
            MorphCommand.class,
            AmortizeCommand.class,
            AutoencoderCommand.class,
            TransportCommand.class,
            InfoCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        })
public final class Main {
    /** A result was written that is not settled. */
    public static final int NOT_CONVERGED = 3;
    /** What nobody expected happened; EX_SOFTWARE of the BSD systems. */
    public static final int BUG = 70;

    private static final double MEBIBYTE = 1024 * 1024;

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "print where in the program an error came from")
    private boolean stacktrace;

    @Option(
            names = "--color",
            scope = ScopeType.INHERIT,
            paramLabel = "WHEN",
            defaultValue = "auto",
            description = "colors in help: auto, always or never (default: ${DEFAULT-VALUE})")
    private Color color;

    /** When help has colors. */
    enum Color {
        AUTO(Ansi.AUTO),
        ALWAYS(Ansi.ON),
        NEVER(Ansi.OFF);

        private final Ansi ansi;

        Color(Ansi ansi) {
            this.ansi = ansi;
        }
    }

    private Main() {}

    /** Runs a command and exits. */
    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        // a console only where a terminal is, whatever the version of Java
        System.setProperty("jdk.console", "java.base");
        PrintWriter out = new PrintWriter(System.out, true);
        int code = run(args, out, new PrintWriter(System.err, true));
        // a last line without its end would be lost
        out.flush();
        System.exit(code);
    }

    /**
     * Runs a command.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return execute(commandLine -> {}, args, out, err);
    }

    /** The same with changes of the command line, for tests. */
    static int execute(Consumer<CommandLine> changes, String[] args, PrintWriter out, PrintWriter err) {
        CommandLine commandLine = commandLine();
        changes.accept(commandLine);
        commandLine.setOut(out).setErr(err).setColorScheme(Help.defaultColorScheme(ansi(args)));
        if (args.length == 0) {
            commandLine.usage(out);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            return commandLine.execute(helpOfPart(args));
        } catch (OutOfMemoryError | StackOverflowError e) {
            return ((Main) commandLine.getCommand()).failed(e, err);
        }
    }

    /** Help of a part of a program, which the command of picocli does not reach, as the option that does. */
    private static String[] helpOfPart(String[] args) {
        return args.length < 3 || !args[0].equals("help")
                ? args
                : Stream.concat(Stream.of(args).skip(1), Stream.of("--help")).toArray(String[]::new);
    }

    /** The colors that are asked for; help may be printed before all options are known. */
    private static Ansi ansi(String[] args) {
        String all = " " + String.join(" ", args).toUpperCase(Locale.ROOT);
        return Stream.of(Color.values())
                .filter(color -> all.matches(".* --COLOR[= ]" + color + "(?: .*)?"))
                .findFirst()
                .orElse(Color.AUTO)
                .ansi;
    }

    /** All programs as they are parsed. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine commandLine = new CommandLine(main)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOverwrittenOptionsAllowed(true)
                .setParameterExceptionHandler((exception, arguments) -> wrongArguments(exception))
                .setExecutionExceptionHandler((exception, failing, parsed) -> main.failed(exception, failing.getErr()));
        commandLine.registerConverter(Path.class, Main::path);
        commandLine
                .getSubcommands()
                .get("help")
                .getCommandSpec()
                .usageMessage()
                .description("Say how a program is used: permvi help worms identify");
        commandLine.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
        commandLine.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new ProgramGroups());
        return commandLine;
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("'" + name + "' is no name of a file in the language of this terminal;"
                    + " for names with other letters start permvi with LC_ALL=C.UTF-8");
        }
    }

    private static int wrongArguments(ParameterException exception) {
        List<String> similar =
                exception instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
        String name = exception.getCommandLine().getCommandSpec().qualifiedName();
        exception
                .getCommandLine()
                .getErr()
                .println("permvi: " + oneLine(exception)
                        + (similar.isEmpty() ? "" : "; did you mean " + similar.get(0) + "?") + " (see '"
                        + name + " --help')");
        return CommandLine.ExitCode.USAGE;
    }

    /** One line for a person; where it came from on demand. */
    private int failed(Throwable cause, PrintWriter err) {
        int code = BUG;
        if (cause instanceof InputException || cause instanceof UncheckedIOException) {
            code = CommandLine.ExitCode.USAGE;
            err.println("permvi: " + oneLine(cause));
        } else if (cause instanceof NotConvergedException) {
            code = NOT_CONVERGED;
            err.println("permvi: " + oneLine(cause));
        } else if (cause instanceof OutOfMemoryError) {
            code = CommandLine.ExitCode.USAGE;
            err.printf(
                    "permvi: the problem needs more memory than Java may use, %.0f MiB; start it as java -Xmx... -jar"
                            + " permvi.jar%n",
                    Runtime.getRuntime().maxMemory() / MEBIBYTE);
        } else {
            err.println("permvi: a bug, please report it with the output of --stacktrace: "
                    + cause.getClass().getName() + ": " + oneLine(cause));
        }
        if (stacktrace) {
            cause.printStackTrace(err);
        }
        return code;
    }

    private static String oneLine(Throwable exception) {
        String message = exception.getMessage();
        // what moves a cursor or turns the direction of writing is not shown
        return (message == null ? exception.toString() : message)
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }
}
