package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.tracks.SpotFiles;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackSimulation;
import io.permvi.applications.tracks.TrackTruth;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkStudyTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(out, true), new PrintWriter(err, true));
    }

    @Test
    void casesAreDoneOnceAndGoOnWhereTheyWere() throws Exception {
        PersonFiles.write(folder.resolve("one"), 300, 1);
        PersonFiles.write(folder.resolve("two"), 300, 2);
        String data = folder.toString();
        String results = folder.resolve("out").toString();
        assertEquals(0, run("study", "--data", data, "--sets", "one", "--out", results), err::toString);
        assertEquals(0, run("study", "--data", data, "--sets", "one,two", "--out", results), err::toString);
        assertTrue(out.toString().contains("Going on after 1 rows"), out::toString);
        List<String> rows = Files.readAllLines(folder.resolve("out/study.csv"));
        assertEquals(3, rows.size());
        assertTrue(rows.get(1).startsWith("one,"), rows.get(1));
        assertTrue(rows.get(2).startsWith("two,"), rows.get(2));
        assertEquals(2, run("study", "--data", data, "--sets", "three", "--out", results));
        assertTrue(err.toString().contains("three"), err.toString());
    }

    @Test
    void filesAreLinkedByTheProgram() {
        PersonFiles persons = PersonFiles.write(folder, 400, 3);
        int code = run(
                "link",
                persons.file("A.csv"),
                persons.file("B.csv"),
                "--out",
                folder.resolve("l").toString(),
                "--truth",
                persons.file("truth.csv"));
        assertEquals(0, code, err::toString);
        assertTrue(out.toString().contains("F1 0.9"), out.toString());
        assertEquals(2, run("link", persons.file("A.csv"), persons.file("truth.csv"), "--out", folder.toString()));
        assertTrue(err.toString().contains("share no column"), err.toString());
    }

    @Test
    void recordingsAreTrackedByTheProgram() throws IOException {
        Path file = SparkTracksTest.write(folder, TrackSimulation.of(40, 16).simulate(5));
        Path results = folder.resolve("t");
        String[] command = {
            "track", file.toString(), "--window", "8", "--overlap", "4", "--learn", "8", "--out", results.toString()
        };
        assertEquals(0, run(command), err::toString);
        Spots spots = SpotFiles.read(file, List.of(), 1);
        TrackTruth truth = TrackTruth.read(folder.resolve("truth.csv"), spots);
        Map<String, String> found = new HashMap<>();
        CsvTable.read(
                results.resolve("tracks.csv"),
                List.of("id", "track"),
                row -> found.put(row.text("id"), row.text("track")));
        assertEquals(spots.size(), found.size());
        long together = truth.links().stream()
                .filter(link -> found.get(spots.id(link[0])).equals(found.get(spots.id(link[1]))))
                .count();
        assertTrue(
                together > 0.8 * truth.links().size(),
                together + " of " + truth.links().size());
        command[1] = folder.resolve("truth.csv").toString();
        assertEquals(2, run(command));
        assertTrue(err.toString().contains("needs the columns [id, frame, x, y]"), err.toString());
        command[1] = Files.writeString(folder.resolve("wrong.csv"), "id,frame,x,y\na,0,1,1\nb,1,NaN,2\n")
                .toString();
        assertEquals(2, run(command));
        assertTrue(err.toString().contains("spot 'b' of frame 1"), err.toString());
    }
}
