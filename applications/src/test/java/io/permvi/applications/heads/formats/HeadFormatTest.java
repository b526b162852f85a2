package io.permvi.applications.heads.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.heads.HeadFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files of every text format, written here: what is read, what is written again, and what is refused. */
class HeadFormatTest {
    private static final Spacing SPACING = Spacing.of(0.5, 0.25, 2);

    @TempDir
    private Path folder;

    private final StringWriter told = new StringWriter();
    private final PrintWriter warnings = new PrintWriter(told, true);

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    static void assertSame(HeadCells expected, HeadCells actual) {
        assertEquals(expected.cells().size(), actual.cells().size());
        for (int i = 0; i < expected.cells().size(); i++) {
            Cell a = expected.cells().get(i);
            Cell b = actual.cells().get(i);
            assertArrayEquals(a.position(), b.position(), 1e-6);
            assertArrayEquals(a.color(), b.color(), 1e-6);
            assertEquals(a.user().name(), b.user().name());
            assertEquals(a.user().confidence(), b.user().confidence(), 1e-6);
            assertEquals(a.automatic().name(), b.automatic().name());
            assertEquals(a.automatic().confidence(), b.automatic().confidence(), 1e-6);
        }
    }

    private static String neuropal(int cells) {
        StringBuilder text = new StringBuilder("Atlas Version,,Pixel Type\n1.200000,,uint16\n\nInfo,,Red\nMean,,220.0\n"
                + "S.D.,,90.0\n\nUser ID,User Confidence,Emphasized?,Auto ID,Auto Confidence,,Real X (um),Real Y (um),"
                + "Real Z (um),,Z-Scored Red,Z-Scored Green,Z-Scored Blue,,\n");
        for (int i = 0; i < cells; i++) {
            String user = i == 0 ? "AVAL,1.000000" : i == 1 ? "AVAR,0.500000" : ",-1.000000";
            text.append(user)
                    .append(",0,RIML,0.600000,,")
                    .append(String.format(
                            "%d.500000,%d.250000,3.000000,,0.100000,-0.200000,%d.000000,,%n", 9 * i, i, i));
        }
        return text.toString().replace("\r", "");
    }

    @Test
    void neuropalIdKeepsUserAndAutomaticNamesApart() throws IOException {
        Path file = file("worm.csv", neuropal(12));
        assertEquals(HeadFormat.NEUROPAL_ID, HeadFormat.of(file));
        HeadCells cells = HeadFormat.read(file, Spacing.UNKNOWN, warnings);
        assertEquals(new Cell.Given("AVAL", 1), cells.cells().get(0).user());
        assertEquals(new Cell.Given("RIML", 0.6), cells.cells().get(0).automatic());
        HeadFile head = HeadFormat.readHead(file, Spacing.UNKNOWN, warnings);
        // only a user who is sure confirms
        assertEquals(java.util.Map.of(0, "AVAL"), head.confirmed().ofPoint());
        assertEquals("AVAR", head.head().names().get(1));
        OutputFolder out = OutputFolder.at(folder.resolve("out"));
        HeadWriter.NEUROPAL_ID.write(out, "worm.csv", cells);
        assertEquals(Files.readString(file), Files.readString(out.path().resolve("worm.csv")));
    }

    @Test
    void labelsAndBlobsNeedTheSizeOfAVoxel() throws IOException {
        Path labels = file(
                "labels.csv",
                "Neuron Class,Coordinates,ROI ID,Confidence,Alternatives,Notes\n"
                        + "AVAL,\"10,20,3\",12,5,AVAL(0.99),\nRIM?,\"9.5,5,2\",13,4,\"RIML(0.52), RIMR(0.44)\",none\n");
        assertEquals(HeadFormat.AUTO_CELL_LABELER, HeadFormat.of(labels));
        assertSays("give --spacing", labels, Spacing.UNKNOWN);
        HeadCells cells = HeadFormat.read(labels, SPACING, warnings);
        assertArrayEquals(new double[] {5, 5, 6}, cells.cells().get(0).position());
        assertEquals(new Cell.Given("RIM?", 4), cells.cells().get(1).automatic());
        assertEquals("RIML(0.52), RIMR(0.44)", cells.cells().get(1).more().get("Alternatives"));
        assertTrue(assertThrows(InputException.class, () -> cells.toHead(warnings))
                .getMessage()
                .contains("have no colors"));
        Path blobs = file(
                "blobs.json",
                "{\"blobs\":[{\"pos\":[3,32,85],\"dims\":[\"Z\",\"X\",\"Y\"],\"ID\":\"AVAL\",\"status\":1,\"prov\":\"curated\"}]}");
        assertEquals(HeadFormat.NPEX, HeadFormat.of(blobs));
        HeadCells blob = HeadFormat.read(blobs, SPACING, warnings);
        assertArrayEquals(new double[] {16, 21.25, 6}, blob.cells().get(0).position());
        assertEquals(new Cell.Given("AVAL", 1), blob.cells().get(0).user());
        assertEquals("curated", blob.cells().get(0).more().get("prov"));
        for (HeadCells each : List.of(cells, blob)) {
            OutputFolder out = OutputFolder.at(folder.resolve("out"));
            HeadWriter.TABLE.write(out, each.id() + ".csv", each);
            HeadCells again = HeadFormat.read(out.path().resolve(each.id() + ".csv"), Spacing.UNKNOWN, warnings);
            assertSame(each, again);
            assertEquals(each.cells().get(0).more(), again.cells().get(0).more());
        }
    }

    @Test
    void naparisAxesAreTurnedRound() throws IOException {
        HeadCells cells = HeadFormat.read(file("worm.csv", neuropal(2)), Spacing.UNKNOWN, warnings);
        OutputFolder out = OutputFolder.at(folder.resolve("out"));
        HeadWriter.NAPARI.write(out, "points.csv", cells);
        List<String> lines = Files.readAllLines(out.path().resolve("points.csv"));
        assertEquals("index,axis-0,axis-1,axis-2,name,confidence,auto_name,auto_confidence", lines.get(0));
        assertEquals("1.0,3.0,1.25,9.5,AVAR,0.5,RIML,0.6", lines.get(2));
    }

    @Test
    void whatIsNoHeadIsRefusedInALine() throws IOException {
        assertSays("no such file", folder.resolve("none.csv"), SPACING);
        assertSays("JSON without an array 'blobs'", file("other.json", "{\"a\":1}"), SPACING);
        assertSays("no valid JSON", file("cut.json", "{\"blobs\":[{\"pos\""), SPACING);
        assertSays("must be a number for each of X, Y, Z", file("flat.json", "{\"blobs\":[{\"pos\":[1,2]}]}"), SPACING);
        assertSays("a JLD2 file of Julia", file("a.jld2", "HDF5-based Julia Data Format, version 0.1.1"), SPACING);
        Path cut = file("cut.csv", neuropal(3).substring(0, neuropal(3).length() - 40));
        assertSays("the export was cut off or edited", cut, SPACING);
        assertSays(
                "must be three numbers x,y,z",
                file("flat.csv", "Neuron,Coordinates,Confidence\nAVAL,\"1,2\",5\n"),
                SPACING);
        Path broken = folder.resolve("broken.nwb");
        Files.write(broken, new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n', 9, 9, 9, 9});
        assertSays("damaged or cut off HDF5", broken, SPACING);
        assertThrows(InputException.class, () -> Spacing.of(1, 2));
        assertThrows(InputException.class, () -> Spacing.of(1, 2, 0));
    }

    private void assertSays(String sentence, Path file, Spacing spacing) {
        String message = assertThrows(InputException.class, () -> HeadFormat.read(file, spacing, warnings))
                .getMessage();
        assertTrue(message.contains(sentence), message);
        assertEquals(1, message.lines().count(), message);
    }
}
