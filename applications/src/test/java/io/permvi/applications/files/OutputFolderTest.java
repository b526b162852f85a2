package io.permvi.applications.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {
    @TempDir
    private Path folder;

    @Test
    void neverReplacesWhatWasRead() throws IOException {
        Files.createDirectory(folder.resolve("sub"));
        Path input = Files.writeString(folder.resolve("plan.csv"), "1,2\n");
        OutputFolder out = OutputFolder.at(folder.resolve("sub/..")).keeping(List.of(input, folder.resolve("none")));
        assertThrows(InputException.class, () -> out.requireFree(List.of("a.csv", "plan.csv")));
        String message = assertThrows(InputException.class, () -> out.writeText("plan.csv", "3"))
                .getMessage();
        assertTrue(message.contains("plan.csv was read and would be replaced"), message);
        assertEquals("1,2\n", Files.readString(input));
        out.writeText("other.csv", "3");
    }

    @Test
    void leavesNoTemporaryFileBehind() throws IOException {
        OutputFolder out = OutputFolder.at(folder);
        out.writeText("a.txt", "a");
        InputException failed = assertThrows(
                InputException.class,
                () -> out.write("b.txt", temporary -> {
                    Files.writeString(temporary, "half");
                    throw new IOException("No space left on device");
                }));
        assertTrue(failed.getMessage().contains("b.txt cannot be written"), failed.getMessage());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("a.txt")), files.toList());
        }
    }

    @Test
    void keepsTheSummaryOfAnotherProgram() throws IOException {
        OutputFolder out = OutputFolder.at(folder);
        out.writeSummary("worms identify", Map.of("worms", 4));
        out.writeSummary("points", Map.of("matched", 1));
        out.writeSummary("points", Map.of("matched", 2));
        assertTrue(
                Files.readString(folder.resolve("summary-worms-identify.json")).contains("\"worms\": 4"));
        String text = Files.readString(folder.resolve("summary.json"));
        assertTrue(text.startsWith("{\n  \"program\": \"points\",\n") && text.contains("\"matched\": 2"), text);
    }

    @Test
    void writesNumbersThatAreNotFiniteAsStrings() {
        String json = JsonFile.text(Map.of("elbo", Double.NaN, "x", new double[] {Double.NEGATIVE_INFINITY, 1}));
        assertTrue(json.contains("\"elbo\": \"NaN\"") && json.contains("\"-Infinity\""), json);
        assertFalse(json.matches("(?s).*: *NaN.*"), json);
    }

    /** A link in the place of a result is replaced; what it leads to is left alone. */
    @Test
    void doesNotWriteThroughLinks() throws IOException {
        Path elsewhere = Files.writeString(folder.resolve("elsewhere.txt"), "mine");
        Path out = Files.createDirectory(folder.resolve("out"));
        Files.createSymbolicLink(out.resolve("a.txt"), elsewhere);
        OutputFolder.at(out).writeText("a.txt", "result");
        assertEquals("mine", Files.readString(elsewhere));
        assertEquals("result", Files.readString(out.resolve("a.txt")));
        assertFalse(Files.isSymbolicLink(out.resolve("a.txt")));
    }

    @Test
    void namesDoNotLeadOutOfTheFolder() {
        OutputFolder out = OutputFolder.at(folder.resolve("out"));
        for (String name : List.of("../a.txt", "b/a.txt", "/tmp/a.txt", "..")) {
            assertThrows(IllegalArgumentException.class, () -> out.writeText(name, "x"), name);
        }
    }

    /** What a spreadsheet would run is shown by it instead, and read back as it was. */
    @Test
    void formulasAreWrittenAsTexts() throws IOException {
        List<String> names = List.of(
                "=HYPERLINK(\"http://x\")",
                "@SUM(1)",
                "+cmd|' /C calc'!A0",
                "-2.5",
                "=",
                "-",
                "+41 79",
                "'quoted'",
                "O'Neil");
        OutputFolder out = OutputFolder.at(folder);
        out.writeCsv("a.csv", List.of("name"), rows -> names.forEach(rows::add));
        List<String> lines = Files.readAllLines(folder.resolve("a.csv"));
        assertTrue(lines.get(1).startsWith("\"'=HYPERLINK"), lines.toString());
        assertTrue(lines.get(2).startsWith("'@SUM") && lines.get(3).startsWith("'+cmd"), lines.toString());
        assertEquals(List.of("-2.5", "=", "-", "+41 79", "'quoted'", "O'Neil"), lines.subList(4, 10));
        List<String> read = new java.util.ArrayList<>();
        CsvTable.read(folder.resolve("a.csv"), List.of("name"), row -> read.add(row.text("name")));
        assertEquals(names, read);
    }
}
