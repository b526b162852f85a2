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
}
