package io.permvi.examples.release;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The scripts by the tools that read them, where those are installed. JBang wants the artifacts that mvn install
 * leaves.
 */
@Tag("study")
class ScriptsTest {
    private static final Path SCRIPTS = Path.of("src/scripts").toAbsolutePath();

    @TempDir
    private Path folder;

    private void run(String tool, List<String> command) throws Exception {
        assumeTrue(Ran.has(tool), tool + " is not installed");
        Ran ran = Ran.in(folder, Map.of(), command).well();
        assertTrue(ran.output().contains("[0 (0.832), 1 (0.168)]"), ran.output());
        assertTrue(Files.exists(folder.resolve("first.png")), ran.output());
    }

    @Test
    void jshell() throws Exception {
        String path = System.getProperty("java.class.path");
        run(
                "jshell",
                List.of(
                        "jshell",
                        "--class-path",
                        path,
                        SCRIPTS.resolve("first.jsh").toString()));
    }

    @Test
    void jbang() throws Exception {
        run("jbang", List.of("jbang", SCRIPTS.resolve("First.java").toString()));
    }
}
