package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int run(Object... arguments) {
        return Main.run(
                Stream.of(arguments).map(String::valueOf).toArray(String[]::new),
                new PrintWriter(output, true),
                new PrintWriter(errors, true));
    }

    /** Fails in the way that its class says. */
    @Command(name = "fail")
    static final class Failing extends Program {
        private final Throwable failure;

        Failing(Throwable failure) {
            this.failure = failure;
        }

        @Override
        public void run() {
            throwAny(failure);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> void throwAny(Throwable failure) throws T {
            throw (T) failure;
        }
    }

    private int fail(Throwable failure, String... more) {
        List<String> arguments = new ArrayList<>(List.of("fail"));
        arguments.addAll(List.of(more));
        errors.getBuffer().setLength(0);
        return Main.execute(
                line -> line.addSubcommand("fail", new Failing(failure)),
                arguments.toArray(String[]::new),
                new PrintWriter(output, true),
                new PrintWriter(errors, true));
    }

    @Test
    void exitCodesTellMistakesFromBugs() {
        assertEquals(2, fail(new InputException("--order must be 2")));
        assertEquals("permvi: --order must be 2\n", errors.toString());
        assertEquals(3, fail(new NotConvergedException("not settled")));
        assertEquals("permvi: not settled\n", errors.toString());
        assertEquals(70, fail(new IllegalArgumentException("shape")));
        assertTrue(errors.toString().startsWith("permvi: a bug, please report"), errors.toString());
        assertEquals(1, errors.toString().lines().count());
        assertEquals(70, fail(new ArrayIndexOutOfBoundsException("7")));
        assertEquals(2, fail(new OutOfMemoryError()));
        assertTrue(errors.toString().contains("more memory"), errors.toString());
    }

    @Test
    void printsTheStackTraceOnDemand() {
        assertEquals(70, fail(new IllegalStateException("deep"), "--stacktrace"));
        assertTrue(errors.toString().contains("at io.permvi.examples.MainTest"), errors.toString());
    }

    @Test
    void suggestsWhatWasMeant() {
        assertEquals(2, run("worm", "demo"));
        assertTrue(errors.toString().contains("did you mean worms"), errors.toString());
        errors.getBuffer().setLength(0);
        assertEquals(2, run("matching", "--ordr", "4"));
        assertTrue(errors.toString().contains("--order"), errors.toString());
    }

    @Test
    void helpGroupsEveryProgram() {
        assertEquals(0, run("--help"));
        assertTrue(output.toString().contains("Data to answers:"), output.toString());
        assertEquals(new TreeSet<>(Main.commandLine().getSubcommands().keySet()), new TreeSet<>(ProgramGroups.names()));
        output.getBuffer().setLength(0);
        assertEquals(0, run("help", "points"));
        assertTrue(output.toString().contains("--source") && output.toString().contains("Exit codes"));
        output.getBuffer().setLength(0);
        assertEquals(0, run("help", "worms", "identify"));
        assertTrue(output.toString().startsWith("Usage: permvi worms identify"), output.toString());
    }

    @Test
    void everyProgramThatWritesHasTheSameOptions() {
        List<CommandLine> programs = new ArrayList<>();
        collect(Main.commandLine(), programs);
        List<CommandLine> writing = programs.stream()
                .filter(each -> each.getCommandSpec().userObject() instanceof Program)
                .toList();
        for (CommandLine program : writing) {
            for (String option : List.of("--out", "--seed", "--threads", "--stacktrace", "--help")) {
                var found = program.getCommandSpec().findOption(option);
                assertTrue(found != null, program.getCommandSpec().qualifiedName() + " lacks " + option);
            }
            assertEquals("1", program.getCommandSpec().findOption("--seed").defaultValue());
        }
        List<String> others = programs.stream()
                .filter(each -> !(each.getCommandSpec().userObject() instanceof Program))
                .map(each -> each.getCommandSpec().name())
                .toList();
        assertEquals(
                new TreeSet<>(Arrays.asList(
                        "permvi",
                        "rankings",
                        "worms",
                        "heads",
                        "graphs",
                        "sort",
                        "jigsaw",
                        "morph",
                        "info",
                        "completion",
                        "help")),
                new TreeSet<>(others));
    }

    private static void collect(CommandLine line, List<CommandLine> all) {
        all.add(line);
        line.getSubcommands().values().forEach(each -> collect(each, all));
    }

    @Test
    void helpHasColorsWhereTheyAreAskedFor() {
        assertEquals(0, run("points", "--color", "always", "--help"));
        assertTrue(output.toString().contains("\u001B["), output.toString());
        output.getBuffer().setLength(0);
        assertEquals(0, run("points", "--color=never", "--help"));
        assertFalse(output.toString().contains("\u001B["), output.toString());
        assertEquals(2, run("points", "--color", "pink"));
        assertTrue(errors.toString().contains("--color"), errors.toString());
    }

    @Test
    void completionKnowsProgramsAndOptions() {
        assertEquals(0, run("completion"));
        assertTrue(output.toString().contains("polytopes") && output.toString().contains("--per-sigma"));
    }

    @Test
    void listsMethodsWithoutWriting() {
        assertEquals(0, run("matching", "--methods", "list"));
        assertTrue(output.toString().contains("sequential"), output.toString());
        assertEquals(2, run("worms", "demo", "--method", "magic", "--out", folder.resolve("o")));
        assertFalse(folder.resolve("o").toFile().exists());
    }
}
