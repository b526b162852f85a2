package io.permvi.applications.heads.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as laboratories have them, in the folder that PERMVI_DATA names: read, written and read again. */
class FixturesTest {
    private static final List<String> FIXTURES = List.of(
            "fixtures/neuropal_id-export.csv",
            "fixtures/neuropal_id-export-aligned.csv",
            "fixtures/autocelllabeler.csv",
            "fixtures/flavell-human-labels.csv",
            "npex/blobs-example.json",
            "nwb-fixtures/wormid-flat-labels.nwb",
            "nwb-fixtures/wormid-ragged-labels.nwb");
    private static final Spacing SPACING = Spacing.of(0.3, 0.3, 0.75);

    @TempDir
    private Path folder;

    private Path formats;
    private final StringWriter told = new StringWriter();
    private final PrintWriter warnings = new PrintWriter(told, true);

    @BeforeEach
    void find() {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "celegans", "formats")),
                "PERMVI_DATA names no folder with celegans/formats in it");
        formats = Path.of(data, "celegans", "formats");
    }

    @Test
    void everyFixtureSurvivesEveryFormatThatHasItsParts() {
        for (String name : FIXTURES) {
            HeadCells cells = HeadFormat.read(formats.resolve(name), SPACING, warnings);
            assertTrue(!cells.cells().isEmpty(), name);
            for (HeadWriter writer : List.of(HeadWriter.TABLE, HeadWriter.NEUROPAL_ID)) {
                OutputFolder out = OutputFolder.at(folder.resolve(writer.name()));
                writer.write(out, cells.id() + ".csv", cells);
                Path written = out.path().resolve(cells.id() + ".csv");
                HeadFormatTest.assertSame(cells, HeadFormat.read(written, Spacing.UNKNOWN, warnings));
            }
        }
    }

    @Test
    void exportsOfNeuropalIdAreKeptToTheLastDigit() throws IOException {
        for (String name : FIXTURES.subList(0, 2)) {
            Path file = formats.resolve(name);
            OutputFolder out = OutputFolder.at(folder);
            HeadWriter.NEUROPAL_ID.write(out, "again.csv", HeadFormat.read(file, SPACING, warnings));
            assertEquals(Files.readString(file), Files.readString(folder.resolve("again.csv")), name);
        }
    }

    @Test
    void bothLayoutsOfLabelsAreRead() {
        for (String name : List.of("nwb-fixtures/wormid-flat-labels.nwb", "nwb-fixtures/wormid-ragged-labels.nwb")) {
            HeadCells cells = HeadFormat.read(formats.resolve(name), Spacing.UNKNOWN, warnings);
            assertTrue(cells.cells().stream().allMatch(Cell::isColored), name);
            assertTrue(cells.cells().stream().anyMatch(c -> c.user().name().matches("[A-Z0-9]{2,6}")), name);
            assertTrue(cells.cells().stream().noneMatch(c -> c.user().name().equalsIgnoreCase("nan")), name);
        }
    }

    @Test
    void foreignAndCutFilesAreRefused() throws IOException {
        assertSays("so no head as the WormID collections have them", formats.resolve("fixtures/annotations.h5"));
        byte[] whole = Files.readAllBytes(formats.resolve("nwb-fixtures/wormid-flat-labels.nwb"));
        for (int part = 1; part < 4; part++) {
            Path cut = folder.resolve("cut" + part + ".nwb");
            Files.write(cut, java.util.Arrays.copyOf(whole, whole.length * part / 4));
            assertSays("cut" + part + ".nwb", cut);
        }
    }

    private void assertSays(String sentence, Path file) {
        String message = assertThrows(InputException.class, () -> HeadFormat.read(file, SPACING, warnings))
                .getMessage();
        assertTrue(message.contains(sentence), message);
        assertEquals(1, message.lines().count(), message);
    }
}
