package io.permvi.examples.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code permvi track SPOTS}: detections over time linked to tracks. */
@Command(
        name = "track",
        description = {
            "Link detections over time to tracks, without labels, with a probability for every link:",
            "motion, flow, appearance and rates are learned from the file."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {EvaluateTracksCommand.class, SimulateTracksCommand.class, TrackDemoCommand.class})
public final class TrackCommand extends TrackProgram {
    @Parameters(
            arity = "0..1",
            paramLabel = "SPOTS",
            description = "detections: CSV with columns id, frame, x, y (and z), or XML of TrackMate")
    private Optional<Path> file = Optional.empty();

    @Override
    public void run() {
        Path source = file.orElseThrow(
                () -> new InputException("track needs a file of spots; track demo makes a recording up"));
        OutputFolder folder = prepare(List.of(source));
        write(track(read(source), folder, source), folder, source);
    }
}
