package io.permvi.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which commands of the documentation a test has run, and how long each took: lines of seconds, a tab and the command. */
final class RunCommands {
    private final Map<String, String> seconds = new TreeMap<>();

    private RunCommands() {}

    /** Reads a file; where it is absent, nothing has been run. */
    static RunCommands read(Path file) {
        RunCommands commands = new RunCommands();
        if (Files.exists(file)) {
            try {
                for (String line : Files.readAllLines(file)) {
                    int tab = line.indexOf('\t');
                    commands.seconds.put(line.substring(tab + 1), line.substring(0, tab));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return commands;
    }

    /** The commands of a block: its lines that start a program, without remarks, continued lines joined. */
    static List<String> of(String block) {
        return block.replaceAll("\\\\\\R\\s*", "")
                .lines()
                .map(line -> line.replaceAll("\\s#.*", "").strip())
                .filter(line -> line.matches("(?:permvi|mvn|java|jshell|jbang) .*"))
                .toList();
    }

    /** What to say below a block; empty when it has no command. */
    Optional<String> note(String block) {
        List<String> commands = of(block);
        if (commands.isEmpty()) {
            return Optional.empty();
        }
        List<String> run = commands.stream().filter(seconds::containsKey).toList();
        if (run.isEmpty()) {
            return Optional.of("Not run by a test.");
        }
        double total = run.stream()
                .mapToDouble(each -> Double.parseDouble(seconds.get(each)))
                .sum();
        String share = run.size() == commands.size() ? "Ran" : run.size() + " of " + commands.size() + " ran";
        return Optional.of(share + String.format(Locale.ROOT, " in %.0f s.", Math.ceil(total)));
    }
}
