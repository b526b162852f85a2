package io.permvi.examples;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.JsonFile;
import io.permvi.applications.files.NumberTable;
import io.permvi.applications.graphs.NetworkFiles;
import io.permvi.applications.heads.AtlasFile;
import io.permvi.applications.heads.HeadFile;
import io.permvi.applications.heads.formats.HeadFormat;
import io.permvi.applications.heads.formats.Spacing;
import io.permvi.applications.link.RecordFiles;
import io.permvi.applications.points.PointsFile;
import io.permvi.applications.rankings.RankingFile;
import io.permvi.applications.rankings.ReadingChoices;
import io.permvi.applications.tracks.SpotFiles;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackTruth;
import io.permvi.applications.worms.WormFolder;
import io.permvi.examples.matching.ProblemFile;
import io.permvi.inference.files.ArrayFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every reader gets changed files, hundreds in each build, and reads them or refuses them ({@link Fuzzing}). */
class ReadersTest {
    private static final PrintWriter NOWHERE = new PrintWriter(OutputStream.nullOutputStream());

    @TempDir
    private Path folder;

    private List<BadInputs.Case> cases;

    @BeforeEach
    void readCases() throws IOException {
        cases = BadInputs.read();
    }

    /** The files of all cases whose names end so. */
    private List<byte[]> corpus(String... endings) {
        List<byte[]> all = new ArrayList<>();
        for (BadInputs.Case each : cases) {
            each.files().forEach((name, content) -> {
                if (Stream.of(endings).anyMatch(name::endsWith)) {
                    all.add(BadInputs.bytes(content));
                }
            });
        }
        return all;
    }

    private void attack(String name, String file, Fuzzing.Reader reader, String... endings) throws IOException {
        Fuzzing.attack(name, corpus(endings), Fuzzing.count(300), folder.resolve(file), reader);
    }

    @Test
    void tables() throws IOException {
        attack("tables", "a.csv", file -> CsvTable.read(file, List.of("x"), row -> row.number("x")), "points.csv");
        attack("lines", "a.csv", CsvTable::lines, ".csv");
        attack("points", "a.csv", file -> PointsFile.read(file, "label"), "points.csv", "bad.csv");
        attack("problems", "a.csv", ProblemFile::read, "problems.csv", "bad.csv");
        attack("records", "a.csv", file -> RecordFiles.read(file.toString(), ""), "/a.csv", "a.csv", "bad.csv");
    }

    @Test
    void numbers() throws IOException {
        attack("matrices", "a.csv", NumberTable::matrix, "cost.csv", "bad.csv");
        attack("vectors", "a.csv", NumberTable::vector, "rows.csv", "bad.csv");
    }

    @Test
    void json() throws IOException {
        attack("JSON", "a.json", JsonFile::tree, ".json");
        attack("atlases", "a.json", AtlasFile::read, ".json");
    }

    @Test
    void rankings() throws IOException {
        attack("rankings", "a.csv", this::rankings, "ranks.csv", "bad.csv");
        attack("PrefLib", "a.soc", this::rankings, ".soc", ".toc");
        attack("PrefLib with ties", "a.toc", this::rankings, ".soc", ".toc");
    }

    private void rankings(Path file) {
        ReadingChoices choices = new ReadingChoices(
                Optional.empty(), ReadingChoices.Ties.UNKNOWN_ORDER, List.of(), List.of(), false, false);
        RankingFile.read(file, choices).data(choices);
    }

    @Test
    void networks() throws IOException {
        attack(
                "networks",
                "a.csv",
                file -> NetworkFiles.read(file, Optional.empty(), true),
                "one.csv",
                "two.csv",
                "bad.csv");
        attack("nodes", "a.csv", NetworkFiles::nodes, "bad.csv", "one.csv");
        Path one = folder.resolve("one.csv");
        cases.get(0).write(folder);
        var network = NetworkFiles.read(one, Optional.empty(), false);
        attack("pairs of nodes", "a.csv", file -> NetworkFiles.pairs(file, network, network), "bad.csv", "one.csv");
    }

    @Test
    void spots() throws IOException {
        attack("spots", "a.csv", file -> SpotFiles.read(file, List.of(), 1), "spots.csv", "bad.csv");
        attack("TrackMate", "a.xml", file -> SpotFiles.read(file, List.of(), 1), ".xml");
        cases.get(0).write(folder);
        Spots spots = SpotFiles.read(folder.resolve("spots.csv"), List.of(), 1);
        attack("truth of spots", "a.csv", file -> TrackTruth.read(file, spots), "bad.csv");
    }

    @Test
    void heads() throws IOException {
        attack("heads", "a.csv", file -> HeadFile.readNamed(file, NOWHERE), "one.csv");
        attack(
                "exports",
                "a.csv",
                file -> HeadFormat.read(file, Spacing.of(1, 1, 1), NOWHERE),
                "one.csv",
                "bad.csv",
                ".nwb");
        attack("NWB", "a.nwb", file -> HeadFormat.read(file, Spacing.of(1, 1, 1), NOWHERE), ".nwb");
    }

    @Test
    void worms() throws IOException {
        for (String name : List.of("neurons.csv", "edges.csv", "worm-1-cells.csv", "worm-1-activity.csv")) {
            Path here = folder.resolve(name.replace(".", "-"));
            cases.get(0).write(here);
            Fuzzing.attack(
                    name,
                    corpus(name),
                    Fuzzing.count(200),
                    here.resolve("worms").resolve(name),
                    file -> {
                        WormFolder.readWiring(file.getParent());
                        WormFolder.readWorms(file.getParent());
                    });
        }
    }

    @Test
    void arrays() throws IOException {
        Path whole = folder.resolve("whole");
        new ArrayFile("permvi-network", "sort")
                .put("steps", 3)
                .put("weights", new double[] {1, 2, Double.NaN})
                .write(whole);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(Files.readAllBytes(whole));
        Fuzzing.attack(
                "networks of weights",
                List.of(bytes.toByteArray()),
                Fuzzing.count(500),
                folder.resolve("net"),
                file -> ArrayFile.read(file, "permvi-network"));
    }
}
