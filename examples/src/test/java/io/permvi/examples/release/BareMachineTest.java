package io.permvi.examples.release;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs run where no file may be executed but those of the system, where nothing can be written, and without fonts. */
class BareMachineTest {
    @TempDir
    private Path folder;

    private List<String> java(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Ran.java(), "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a program where a folder is mounted in a way of its own, in a name space that ends with it. */
    private Ran mounted(String kind, Path mount, List<String> command) throws Exception {
        String mounting = "mount -t tmpfs -o " + kind + ",size=64m tmpfs '" + mount + "'";
        List<String> free = List.of("unshare", "-rm", "sh", "-c", mounting);
        assumeTrue(
                Ran.has("unshare") && Ran.in(folder, Map.of(), free).code() == 0,
                "this system lets no user mount a folder of its own");
        List<String> all = new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", mounting + " && exec \"$@\"", "sh"));
        all.addAll(command);
        return Ran.in(folder, Map.of(), all);
    }

    private Ran infoIn(String kind) throws Exception {
        Path mount = Files.createDirectories(folder.resolve("mount"));
        String there = mount.toString();
        return mounted(
                        kind,
                        mount,
                        java(
                                "-Djava.io.tmpdir=" + there,
                                "-Duser.home=" + there,
                                "-Dorg.bytedeco.javacpp.cachedir=" + there + "/cache",
                                "io.permvi.examples.Main",
                                "info"))
                .well();
    }

    private static void assertPlainJava(Ran info) {
        List<String> lines = info.output().lines().toList();
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("matrix products java")), info.output());
        long before =
                lines.stream().takeWhile(line -> !line.startsWith("permvi ")).count();
        assertTrue(before <= 1, "more than one line of warning:\n" + info.output());
    }

    @Test
    void plainJavaServesWhereNoLibraryMayBeLoaded() throws Exception {
        assertPlainJava(infoIn("noexec"));
    }

    @Test
    void plainJavaServesWhereNothingCanBeWritten() throws Exception {
        assertPlainJava(infoIn("ro"));
    }

    @Test
    void picturesAreDrawnWithoutFonts() throws Exception {
        Path fonts = Path.of("/usr/share/fonts");
        assumeTrue(Files.isDirectory(fonts), "the fonts of this system lie elsewhere");
        String home = "-Duser.home=" + folder; // where Java remembers fonts
        Ran ran = mounted("ro", fonts, java(home, "-Djava.awt.headless=true", "io.permvi.examples.basics.Matching"))
                .well();
        assertTrue(ran.output().contains("right"), ran.output());
        assertTrue(ImageIO.read(folder.resolve("matching.png").toFile()).getWidth() > 400);
        long said = ran.output()
                .lines()
                .filter(line -> line.contains("finds no font"))
                .count();
        assertEquals(1, said, ran.output());
    }
}
