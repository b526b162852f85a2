package io.permvi.examples.tracks;

import io.permvi.applications.files.Checkpoint;
import io.permvi.applications.files.ContentHash;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.files.StudySettings;
import io.permvi.applications.files.WorkLock;
import io.permvi.applications.tracks.SpotFiles;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackFiles;
import io.permvi.applications.tracks.TrackMateFile;
import io.permvi.applications.tracks.TrackResult;
import io.permvi.applications.tracks.TrackScores;
import io.permvi.applications.tracks.TrackSettings;
import io.permvi.applications.tracks.Tracker;
import io.permvi.examples.common.NotConvergedException;
import io.permvi.examples.common.Program;
import io.permvi.examples.common.ProgressReport;
import io.permvi.relaxations.parallel.Workers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** What the commands have in common that end with tracks: their options, tables, pictures and page. */
abstract class TrackProgram extends Program {
    private static final String WORK = "track";
    private static final String PAGE = "tracks.html";
    private static final String XML = "tracks.xml";
    private static final int DOUBTFUL = 100;

    @Option(
            names = "--features",
            split = ",",
            paramLabel = "A,B",
            description = "columns that say what a spot looks like; positive skewed ones are taken by their logarithm")
    private List<String> features = new ArrayList<>();

    @Option(names = "--divisions", description = "spots may divide in two")
    private boolean divisions;

    @Option(
            names = "--gap",
            defaultValue = "1",
            paramLabel = "N",
            description =
                    "frames at most in which a thing may be missed between two detections (default: ${DEFAULT-VALUE})")
    private int gap;

    @Option(names = "--velocity", description = "things keep their velocity, as aircraft do")
    private boolean velocity;

    @Option(
            names = "--every",
            defaultValue = "1",
            paramLabel = "N",
            description = "take each N-th frame only (default: ${DEFAULT-VALUE})")
    private int every;

    /** Checks the options and opens the folder, so that a long run does not fail at its end. */
    final OutputFolder prepare(List<Path> inputs) {
        InputException.unless("--gap", () -> TrackSettings.withDefaults().withGap(gap));
        requireAtLeast("--every", 1, every);
        OutputFolder folder = folder().keeping(inputs);
        folder.requireFree(Stream.of(TrackFiles.NAMES, TrackPictures.NAMES, List.of(PAGE, XML))
                .flatMap(List::stream)
                .toList());
        return folder;
    }

    /** Reads spots, and says what is suspicious. */
    final Spots read(Path file) {
        Spots spots = SpotFiles.read(file, features, every);
        SpotFiles.warnings(spots).forEach(warning -> errors().println("permvi: " + warning));
        return spots;
    }

    /** Links them; goes on where a program that was stopped in the same folder was. */
    final TrackResult track(Spots spots, OutputFolder folder, Path file) {
        TrackSettings settings = TrackSettings.withDefaults()
                .withDivisions(divisions)
                .withGap(gap)
                .withVelocity(velocity);
        Checkpoint kept = new Checkpoint(
                folder,
                WORK,
                StudySettings.of(WORK)
                        .with("settings", settings)
                        .with("features", features)
                        .with("seed", options().seed())
                        .with("spots", spots.size() + " of " + ContentHash.ofFiles(List.of(file)) + " every " + every)
                        .fingerprint());
        WorkLock lock = WorkLock.take(folder.path(), WORK, "these tracks; wait for its end or give another --out");
        try (lock;
                Workers workers = new Workers(options().threads());
                ProgressReport progress = ProgressReport.start("Learning", Tracker.ROUNDS)) {
            progress.whenStopped("the same command goes on after the last round");
            return Tracker.track(spots, settings, options().seed(), workers, Optional.of(kept), progress::update);
        }
    }

    /** Says how far links and truth agree. */
    final void say(TrackScores scores) {
        String divisions = Double.isNaN(scores.divisionRecall() + scores.divisionPrecision())
                ? ""
                : String.format(
                        Locale.ROOT,
                        " divisions found %.2f, right %.2f;",
                        scores.divisionRecall(),
                        scores.divisionPrecision());
        output().printf(
                        Locale.ROOT,
                        "F1 %.4f, Jaccard %.4f (precision %.4f, recall %.4f); target effectiveness %.4f, purity %.4f;"
                                + "%s %d switches; calibration error %.4f%n",
                        scores.f1(),
                        scores.jaccard(),
                        scores.precision(),
                        scores.recall(),
                        scores.targetEffectiveness(),
                        scores.trackPurity(),
                        divisions,
                        scores.switches(),
                        scores.calibrationError());
    }

    /** Writes everything and says what was found. */
    final void write(TrackResult result, OutputFolder folder, Path source) {
        TrackFiles files = new TrackFiles(result, folder);
        files.writeLinks();
        files.writeTracks();
        int[] listed = files.writeDoubtful(DOUBTFUL);
        files.writeSummary();
        if (TrackMateFile.isXml(source)) {
            folder.write(XML, temporary -> TrackMateFile.write(source, result, temporary));
        }
        new TrackPictures(result).write(folder);
        TrackPage.of(result, listed).save(folder.path().resolve(PAGE));
        new Checkpoint(folder, WORK, "").forget();
        output().printf(
                        Locale.ROOT,
                        "%d spots in %d frames: %d links, %d tracks; %d links are worth a look%n",
                        result.spots().size(),
                        result.spots().frames(),
                        result.taken().length,
                        result.tracks(),
                        listed.length);
        result.warnings().forEach(warning -> errors().println("permvi: " + warning));
        output().println("Results are in " + folder.path() + "; " + PAGE + " shows the tracks over time");
        if (!result.settled()) {
            throw new NotConvergedException(
                    "belief propagation did not settle everywhere; probabilities of links that compete may be off");
        }
    }
}
