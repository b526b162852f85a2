package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of the archive, with a Java in its way that says what it was started with and refuses what it is told to. */
class LauncherTest {
    private static final Path SCRIPT = Path.of("src/distribution/bin/permvi").toAbsolutePath();
    private static final String VECTORS = "--add-modules=jdk.incubator.vector";
    private static final String REGIONS = "-XX:G1HeapRegionSize=1m";
    private static final String PAGES = "-XX:+UseTransparentHugePages";

    @TempDir
    private Path folder;

    @BeforeEach
    void install() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/sh")), "the script is for systems with a shell");
        Files.createDirectories(folder.resolve("my permvi/bin"));
        Files.copy(SCRIPT, folder.resolve("my permvi/bin/permvi"));
        Files.createDirectories(folder.resolve("jdk/bin"));
    }

    /** A Java of some version that fails, or warns, at some option. */
    private void java(String version, String fails, String warns) throws IOException {
        Path java = folder.resolve("jdk/bin/java");
        Files.writeString(java, """
                #!/bin/sh
                case "$*" in
                  *%s*) echo "Unrecognized option" >&2; exit 1 ;;
                esac
                case "$*" in
                  *-version*) echo 'openjdk version "%s"' >&2
                    case "$*" in
                      *%s*) echo "OpenJDK 64-Bit Server VM warning: not supported here" >&2 ;;
                    esac
                    exit 0 ;;
                esac
                echo "started: $*"
                exit 3
                """.formatted(
                        fails.isEmpty() ? "@nothing@" : fails, version, warns.isEmpty() ? "@nothing@" : warns));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ended(int code, String said) {}

    private Ended start(Path script, Map<String, String> settings, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", folder.resolve("jdk").toString());
        builder.environment().putAll(settings);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), said);
    }

    private Ended start(Map<String, String> settings, String... arguments) throws Exception {
        return start(folder.resolve("my permvi/bin/permvi"), settings, arguments);
    }

    @Test
    void givesTheMachineWhatItTakes() throws Exception {
        java("17.0.15", "", "");
        Ended ended = start(Map.of(), "link", "a file.csv");
        assertEquals(3, ended.code(), "the exit code of the program");
        assertEquals(
                "started: " + String.join(" ", VECTORS, REGIONS, PAGES) + " -jar " + folder
                        + "/my permvi/lib/permvi.jar link a file.csv\n",
                ended.said().replaceAll(" +", " "));
    }

    @Test
    void leavesOutInSilenceWhatIsRefusedOrWarnedOf() throws Exception {
        java("25", "incubator", "HugePages");
        Ended ended = start(Map.of(), "info");
        assertEquals(1, ended.said().lines().count(), ended.said());
        assertTrue(ended.said().contains(REGIONS), ended.said());
        assertFalse(ended.said().contains("incubator") || ended.said().contains("HugePages"), ended.said());
    }

    @Test
    void takesOptionsOfTheUserAndMayBePlain() throws Exception {
        java("17", "", "");
        String said =
                start(Map.of("PERMVI_JAVA_OPTIONS", "-Xmx8g -Xlog:gc"), "info").said();
        assertTrue(said.startsWith("started: -Xmx8g -Xlog:gc " + VECTORS), said.replaceAll(" +", " "));
        said = start(Map.of("PERMVI_PLAIN", "1"), "info").said();
        assertFalse(said.contains("-XX"), said);
    }

    @Test
    void isFoundThroughLinks() throws Exception {
        java("17", "", "");
        Path link = Files.createSymbolicLink(folder.resolve("permvi"), Path.of("my permvi/bin/permvi"));
        String said = start(link, Map.of(), "info").said();
        assertTrue(said.contains("/my permvi/lib/permvi.jar info"), said);
    }

    @Test
    void saysThatJavaIsTooOldOrMissing() throws Exception {
        java("11.0.2", "HugePages", "");
        Ended ended = start(Map.of(), "info");
        assertEquals(2, ended.code());
        assertTrue(ended.said().startsWith("permvi: no Java 17 or newer was found"), ended.said());
        java("1.8.0_292", "-XX", "");
        assertEquals(2, start(Map.of(), "info").code());
        Files.delete(folder.resolve("jdk/bin/java"));
        ended = start(Map.of("PATH", "/nonexistent"), "info");
        assertFalse(ended.said().contains("started"), ended.said());
    }
}
