package io.permvi.applications.tracks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.Checkpoint;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.parallel.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackerStoppedTest {
    private static final TrackSettings SETTINGS =
            TrackSettings.withDefaults().withDivisions(true).withVelocity(true);

    @TempDir
    private Path folder;

    private final Spots spots = new TrackSimulation(60, 6, 2, 0.1, 1, 1, 0.5, 0.05, 0.95, 0.3)
            .simulate(2)
            .spots();

    private TrackResult track(Optional<Checkpoint> kept, Tracker.Progress progress) {
        try (Workers workers = new Workers(2)) {
            return Tracker.track(spots, SETTINGS, 1, workers, kept, progress);
        }
    }

    private Optional<Checkpoint> kept(String fingerprint) {
        return Optional.of(new Checkpoint(OutputFolder.at(folder), "track", fingerprint));
    }

    /** Stops after a round, as a kill between two rounds does. */
    private void stop(int after) {
        assertThrows(
                IllegalStateException.class,
                () -> track(kept("a"), (round, state) -> {
                    if (round == after) {
                        throw new IllegalStateException("stopped");
                    }
                }));
    }

    @Test
    void whatWasStoppedGoesOnToTheSameBits() {
        TrackResult whole = track(Optional.empty(), (round, state) -> {});
        for (int after : new int[] {1, 4, 9}) {
            stop(after);
        }
        List<Integer> rounds = new ArrayList<>();
        TrackResult result = track(kept("a"), (round, state) -> rounds.add(round));
        assertEquals(List.of(10, 11, 12, 13, 14), rounds);
        assertEquals(whole.links(), result.links());
        for (int e = 0; e < whole.links(); e++) {
            assertEquals(whole.probability(e), result.probability(e));
        }
        kept("a").orElseThrow().forget();
        assertFalse(Files.exists(folder.resolve("track.state")));
    }

    @Test
    void stateOfAnotherRecordingIsNotUsedAndADamagedOneIsRefused() throws IOException {
        stop(2);
        List<Integer> rounds = new ArrayList<>();
        track(kept("b"), (round, state) -> rounds.add(round));
        assertEquals(Tracker.ROUNDS, rounds.size());
        Path file = folder.resolve("track.state");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        InputException refused = assertThrows(InputException.class, () -> track(kept("b"), (round, state) -> {}));
        assertTrue(refused.getMessage().contains("delete track.state"), refused.getMessage());
        Files.writeString(file, "no state");
        assertThrows(InputException.class, () -> track(kept("b"), (round, state) -> {}));
    }
}
