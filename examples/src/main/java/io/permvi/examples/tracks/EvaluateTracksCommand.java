package io.permvi.examples.tracks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackScores;
import io.permvi.applications.tracks.TrackTruth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code permvi track evaluate SPOTS --truth FILE}: links without the truth, compared with it. */
@Command(
        name = "evaluate",
        description = "Link without the truth and compare with it.",
        mixinStandardHelpOptions = true)
final class EvaluateTracksCommand extends TrackProgram {
    @Parameters(index = "0", paramLabel = "SPOTS", description = "detections, as for track")
    private Path file;

    @Option(
            names = "--truth",
            required = true,
            paramLabel = "FILE",
            description = "true links (columns from, to) or labels (columns id, track; -1 where it is not known)")
    private Path truthFile;

    @Option(
            names = "--annotated",
            paramLabel = "FILE",
            description = "labels that say which spots the truth knows; links at others are not judged")
    private Optional<Path> annotated = Optional.empty();

    @Option(names = "--annotated-only", description = "leave spots out that the truth does not know, before linking")
    private boolean annotatedOnly;

    @Override
    public void run() {
        List<Path> inputs = new ArrayList<>(List.of(file, truthFile));
        annotated.ifPresent(inputs::add);
        OutputFolder folder = prepare(inputs);
        Spots spots = read(file);
        TrackTruth truth = truth(spots);
        if (annotatedOnly) {
            boolean[] known = truth.known();
            spots = spots.only(
                    IntStream.range(0, spots.size()).filter(i -> known[i]).toArray());
            truth = truth(spots);
        }
        TrackResult result = track(spots, folder, file);
        report(result, truth, folder, this);
        write(result, folder, file);
    }

    private TrackTruth truth(Spots spots) {
        TrackTruth truth = TrackTruth.read(truthFile, spots);
        return annotated
                .map(labels -> truth.knownAs(TrackTruth.read(labels, spots)))
                .orElse(truth);
    }

    /** Writes and says how far result and truth agree. */
    static void report(TrackResult result, TrackTruth truth, OutputFolder folder, TrackProgram program) {
        TrackScores scores = TrackScores.of(result, truth);
        folder.writeJson("evaluation.json", scores);
        TrackPictures.writeReliability(TrackScores.calibration(result, truth), folder);
        program.say(scores);
    }
}
