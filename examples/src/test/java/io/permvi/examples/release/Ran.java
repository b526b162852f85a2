package io.permvi.examples.release;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A program that ran to its end.
 *
 * @param code its exit code
 * @param output what it wrote, errors included
 */
public record Ran(int code, String output) {
    /** Runs a program in a folder. */
    public static Ran in(Path folder, Map<String, String> settings, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(settings);
        builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Ran(process.waitFor(), output);
    }

    /** Whether a program is on the path. */
    public static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    /** The Java that runs this. */
    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /**
     * Itself when it ended well.
     *
     * @throws AssertionError with what it said when it did not
     */
    public Ran well() {
        if (code != 0) {
            throw new AssertionError("exit code " + code + ":\n" + output);
        }
        return this;
    }
}
