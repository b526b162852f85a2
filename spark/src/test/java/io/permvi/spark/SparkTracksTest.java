package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.SpotFiles;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackModel;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackSettings;
import io.permvi.applications.tracks.TrackSimulation;
import io.permvi.applications.tracks.Tracker;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkTracksTest {
    private static final TrackSettings SETTINGS = TrackSettings.withDefaults().withGap(0);

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path file;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.log.level", "ERROR")
                .getOrCreate();
        file = write(folder, TrackSimulation.of(40, 20).withFlow(1, 0.5).simulate(4));
    }

    /** Writes spots.csv and truth.csv; gives the first. */
    static Path write(Path folder, TrackSimulation.Recording recording) {
        Spots spots = recording.spots();
        OutputFolder out = OutputFolder.at(folder);
        out.writeCsv(
                "truth.csv",
                List.of("from", "to"),
                rows -> recording.truth().links().forEach(link -> rows.add(link[0], link[1])));
        return out.writeCsv("spots.csv", List.of("id", "frame", "x", "y"), rows -> {
            for (int i = 0; i < spots.size(); i++) {
                rows.add(spots.id(i), spots.frame(i), spots.x(0, i), spots.x(1, i));
            }
        });
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** The largest distance of beliefs and of probabilities to those of one machine, by links in place of the model. */
    private static double[] distance(int core, int overlap) {
        SparkTracks tracks = new SparkTracks(SETTINGS, core, overlap, 12, 1);
        SparkTracks.Recording recording = SparkTracks.read(spark, file.toString(), List.of());
        TrackModel model = tracks.learn(recording);
        Map<String, SparkTracks.Link> found = tracks.link(recording, model).collect().stream()
                .collect(Collectors.toMap(link -> link.from() + ">" + link.to(), Function.identity()));
        try (Workers workers = new Workers(1)) {
            Spots spots = SpotFiles.read(file, List.of(), 1);
            TrackResult one = Tracker.link(spots, model, workers);
            double[] largest = new double[2];
            for (int e = 0; e < one.links(); e++) {
                SparkTracks.Link link = found.get(spots.id(one.source(e)) + ">" + spots.id(one.target(e)));
                if (one.probability(e) > 0.02) {
                    largest[0] = Math.max(largest[0], Math.abs(one.belief(e) - link.belief()));
                    largest[1] = Math.max(largest[1], Math.abs(one.probability(e) - link.probability()));
                }
            }
            return largest;
        }
    }

    @Test
    void beliefsAreThoseOfOneMachineTheCloserTheMoreFramesWindowsShare() {
        double[] far = distance(5, 8);
        assertTrue(far[0] < 1e-6, "beliefs differ by " + far[0]);
        assertTrue(far[1] < 0.05, "probabilities differ by " + far[1]);
        assertTrue(distance(5, 1)[0] > 1e-6, "windows that hardly overlap cannot agree so well");
    }
}
