package io.permvi.applications.tracks;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Recordings of others, in the folder that PERMVI_DATA names. */
class PublishedTracksTest {

    @Test
    void cellsAreLinkedBetterThanByTheTrackerTunedWithLabels() {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "tracks")),
                "PERMVI_DATA names no folder with tracks in it");
        Path folder = Path.of(data, "tracks", "CellMigration");
        Spots all = SpotFiles.read(folder.resolve("sparse7_spots.csv"), List.of("area", "intensity_mean"), 1);
        boolean[] known =
                TrackTruth.read(folder.resolve("sparse7_labels.csv"), all).known();
        Spots spots =
                all.only(IntStream.range(0, all.size()).filter(i -> known[i]).toArray());
        TrackTruth truth = TrackTruth.read(folder.resolve("sparse7_links.csv"), spots);
        try (Workers workers = new Workers(2)) {
            TrackSettings settings = TrackSettings.withDefaults().withDivisions(true);
            TrackScores scores =
                    TrackScores.of(Tracker.track(spots, settings, 1, workers, (round, state) -> {}), truth);
            assertTrue(scores.f1() > 0.985 && scores.targetEffectiveness() > 0.96, scores.toString());
            assertTrue(scores.divisionRecall() > 0.7 && scores.divisionPrecision() > 0.65, scores.toString());
            assertTrue(scores.calibrationError() < 0.015, scores.toString());
        }
    }
}
