package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages and completion, tried with the programs that read them where they are installed. */
class ShareFolderTest {
    @TempDir
    private Path folder;

    private record Ended(int code, String output, String errors) {}

    private Ended run(String... command) throws Exception {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("LC_ALL", "C.UTF-8");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        return new Ended(process.waitFor(), output, Files.readString(errors));
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv("PATH").split(java.io.File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    @Test
    void everyProgramHasAManualPage() throws IOException {
        ShareFolder.write(folder);
        Path manual = folder.resolve("man/man1");
        String page = Files.readString(manual.resolve("permvi-link-evaluate.1"));
        assertTrue(page.startsWith(".TH PERMVI-LINK-EVALUATE 1"), page);
        for (String part : List.of(
                ".SH NAME", ".SH SYNOPSIS", ".SH OPTIONS", ".SH EXIT STATUS", "\\-\\-truth", ".BR permvi\\-link (1)")) {
            assertTrue(page.contains(part), part);
        }
        assertFalse(page.contains("%n") || page.contains("${"), page);
        assertTrue(Files.readString(manual.resolve("permvi.1")).contains(".BR permvi\\-worms (1)"));
    }

    @Test
    void manualPagesAreReadWithoutAWarning() throws Exception {
        assumeTrue(has("groff"), "groff is not installed");
        ShareFolder.write(folder);
        try (Stream<Path> pages = Files.list(folder.resolve("man/man1"))) {
            for (Path page : pages.toList()) {
                Ended ended = run("groff", "-man", "-ww", "-z", page.toString());
                assertEquals("", ended.errors(), page.toString());
            }
        }
        String text = run(
                        "groff",
                        "-man",
                        "-Tutf8",
                        "-P-cbou",
                        folder.resolve("man/man1/permvi-points.1").toString())
                .output();
        assertTrue(text.contains("--source"), text);
    }

    @Test
    void bashCompletesProgramsAndOptions() throws Exception {
        assumeTrue(has("bash"), "bash is not installed");
        completes("bash", "source '%s'");
    }

    @Test
    void zshReadsTheCompletion() throws Exception {
        assumeTrue(has("zsh"), "zsh is not installed");
        completes(
                "zsh",
                "autoload -U +X compinit && compinit -u -D; autoload -U +X bashcompinit && bashcompinit; source '%s'");
    }

    private void completes(String shell, String load) throws Exception {
        ShareFolder.write(folder);
        Path script = folder.resolve("bash-completion/completions/permvi");
        Ended ended = run(
                shell,
                "-c",
                load.formatted(script)
                        + "; setopt KSH_ARRAYS 2>/dev/null; COMP_WORDS=(permvi link ev); COMP_CWORD=2; COMPREPLY=();"
                        + " _complete_permvi permvi ev link; echo \"${COMPREPLY[@]}\";"
                        + " COMP_WORDS=(permvi points --so); COMP_CWORD=2; _complete_permvi permvi --so points; echo \"${COMPREPLY[@]}\"");
        assertTrue(ended.output().contains("evaluate"), ended.output() + ended.errors());
        assertTrue(ended.output().contains("--source"), ended.output() + ended.errors());
    }
}
