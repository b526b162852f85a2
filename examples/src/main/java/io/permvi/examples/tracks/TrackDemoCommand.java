package io.permvi.examples.tracks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackSimulation;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code permvi track demo}: a made-up recording, linked and compared with the truth. */
@Command(
        name = "demo",
        description = "Make up a recording, link it without the truth, and compare with it.",
        mixinStandardHelpOptions = true)
final class TrackDemoCommand extends TrackProgram {
    @Override
    public void run() {
        OutputFolder folder = prepare(List.of());
        folder.requireFree(List.of("spots.csv", "truth.csv"));
        TrackSimulation.Recording recording = TrackSimulation.of(300, 20)
                .withFlow(1, 1)
                .withRatio(0.15)
                .simulate(options().seed());
        SimulateTracksCommand.write(recording, folder);
        Path file = folder.path().resolve("spots.csv");
        TrackResult result = track(recording.spots(), folder, file);
        EvaluateTracksCommand.report(result, recording.truth(), folder, this);
        write(result, folder, file);
    }
}
