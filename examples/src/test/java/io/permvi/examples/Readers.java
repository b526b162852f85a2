package io.permvi.examples;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.JsonFile;
import io.permvi.applications.files.NumberTable;
import io.permvi.applications.graphs.Network;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The readers of files from outside, each with files to begin with. */
final class Readers {
    private static final PrintWriter NOWHERE = new PrintWriter(OutputStream.nullOutputStream());
    private static final List<String> WORM_TABLES =
            List.of("neurons.csv", "edges.csv", "worm-1-cells.csv", "worm-1-activity.csv");

    /**
     * One of them.
     *
     * @param name in one word
     * @param file where its contents are written, whose name tells the reader their kind
     * @param contents to begin with
     * @param reader what reads
     */
    record Attacked(String name, Path file, List<byte[]> contents, Fuzzing.Reader reader) {
        /** Contents that a guided fuzzer found. */
        List<byte[]> found() throws IOException {
            List<byte[]> found = new ArrayList<>();
            for (int k = 1; ; k++) {
                try (InputStream in = Readers.class.getResourceAsStream("corpus/" + name + "-" + k)) {
                    if (in == null) {
                        return found;
                    }
                    found.add(in.readAllBytes());
                }
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private final Path folder;
    private final List<BadInputs.Case> cases;
    private final List<Attacked> all = new ArrayList<>();

    private Readers(Path folder) throws IOException {
        this.folder = folder;
        cases = BadInputs.read();
        cases.get(0).write(folder);
        tables();
        rankings();
        networks();
        spots();
        heads();
        worms();
        SavedFiles.addTo(all, folder);
    }

    /**
     * All readers.
     *
     * @param folder for their files, empty
     */
    static List<Attacked> in(Path folder) throws IOException {
        return new Readers(folder).all;
    }

    /** The reader of a name. */
    static Attacked named(String name, Path folder) throws IOException {
        List<Attacked> all = in(folder);
        return all.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no reader " + name + "; there are " + all));
    }

    private void add(String name, String file, Fuzzing.Reader reader, String... endings) {
        all.add(new Attacked(name, folder.resolve(name).resolve(file), corpus(endings), reader));
    }

    /** The files of all cases whose names end so. */
    private List<byte[]> corpus(String... endings) {
        List<byte[]> contents = new ArrayList<>();
        for (BadInputs.Case each : cases) {
            each.files().forEach((name, content) -> {
                if (Stream.of(endings).anyMatch(name::endsWith)) {
                    contents.add(BadInputs.bytes(content));
                }
            });
        }
        return contents;
    }

    private void tables() {
        add("tables", "a.csv", file -> CsvTable.read(file, List.of("x"), row -> row.number("x")), "points.csv");
        add("lines", "a.csv", CsvTable::lines, ".csv");
        add("points", "a.csv", file -> PointsFile.read(file, "label"), "points.csv", "bad.csv");
        add("problems", "a.csv", ProblemFile::read, "problems.csv", "bad.csv");
        add("records", "a.csv", file -> RecordFiles.read(file.toString(), ""), "/a.csv", "a.csv", "bad.csv");
        add("matrices", "a.csv", NumberTable::matrix, "cost.csv", "bad.csv");
        add("vectors", "a.csv", NumberTable::vector, "rows.csv", "bad.csv");
        add("json", "a.json", JsonFile::tree, ".json");
        add("atlases", "a.json", AtlasFile::read, ".json");
    }

    private void rankings() {
        add("rankings", "a.csv", Readers::ranking, "ranks.csv", "bad.csv");
        add("preflib", "a.soc", Readers::ranking, ".soc", ".toc");
        add("preflib-ties", "a.toc", Readers::ranking, ".soc", ".toc");
    }

    private static void ranking(Path file) {
        ReadingChoices choices = new ReadingChoices(
                Optional.empty(), ReadingChoices.Ties.UNKNOWN_ORDER, List.of(), List.of(), false, false);
        RankingFile.read(file, choices).data(choices);
    }

    private void networks() {
        Network network = NetworkFiles.read(folder.resolve("one.csv"), Optional.empty(), false);
        Fuzzing.Reader reader = file -> NetworkFiles.read(file, Optional.empty(), true);
        add("networks", "a.csv", reader, "one.csv", "two.csv", "bad.csv");
        add("graphml", "a.graphml", reader, ".graphml");
        add("nodes", "a.csv", NetworkFiles::nodes, "bad.csv", "one.csv");
        add("pairs", "a.csv", file -> NetworkFiles.pairs(file, network, network), "bad.csv", "one.csv");
    }

    private void spots() {
        Spots spots = SpotFiles.read(folder.resolve("spots.csv"), List.of(), 1);
        add("spots", "a.csv", file -> SpotFiles.read(file, List.of(), 1), "spots.csv", "bad.csv");
        add("trackmate", "a.xml", file -> SpotFiles.read(file, List.of(), 1), ".xml");
        add("truth", "a.csv", file -> TrackTruth.read(file, spots), "bad.csv");
    }

    private void heads() throws IOException {
        Fuzzing.Reader reader = file -> HeadFormat.read(file, Spacing.of(1, 1, 1), NOWHERE);
        add("heads", "a.csv", file -> HeadFile.readNamed(file, NOWHERE), "one.csv");
        add("exports", "a.csv", reader, "one.csv", "bad.csv", ".nwb");
        add("nwb", "a.nwb", reader, ".nwb");
        all.get(all.size() - 1).contents().add(hdf());
    }

    /** An HDF5 file with some of what a head has. */
    private byte[] hdf() throws IOException {
        Path file = folder.resolve("head.nwb");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putGroup("general")
                    .putGroup("optophysiology")
                    .putGroup("NeuroPALImVol")
                    .putDataset("grid_spacing", new double[] {1, 1, 1});
            hdf.putGroup("processing")
                    .putGroup("NeuroPAL")
                    .putGroup("NeuroPALSegmentation")
                    .putGroup("NeuroPALNeurons")
                    .putDataset("voxel_mask", new int[][] {{1, 2, 3}, {4, 5, 6}});
        }
        return Files.readAllBytes(file);
    }

    private void worms() throws IOException {
        for (String name : WORM_TABLES) {
            Path here = folder.resolve(name.replace(".", "-"));
            cases.get(0).write(here);
            all.add(new Attacked(
                    name.replace(".csv", ""), here.resolve("worms").resolve(name), corpus(name), Readers::worm));
        }
    }

    private static void worm(Path table) throws IOException {
        WormFolder.readWiring(table.getParent());
        WormFolder.readWorms(table.getParent());
    }
}
