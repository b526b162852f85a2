package io.permvi.examples.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.Spot;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackSimulation;
import io.permvi.examples.common.Program;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi track simulate}: a made-up recording and the truth about it. */
@Command(
        name = "simulate",
        description = "Make up a recording of moving things, with its true links.",
        mixinStandardHelpOptions = true)
final class SimulateTracksCommand extends Program {
    private static final List<String> FILES = List.of("spots.csv", "truth.csv");

    @Option(names = "--objects", description = "things in the field (${DEFAULT-VALUE})")
    private int objects = 500;

    @Option(names = "--frames", description = "frames (${DEFAULT-VALUE})")
    private int frames = 20;

    @Option(names = "--dimensions", description = "2 or 3 (${DEFAULT-VALUE})")
    private int dimensions = 2;

    @Option(names = "--ratio", description = "noise a frame over the spacing (${DEFAULT-VALUE})")
    private double ratio = 0.1;

    @Option(names = "--drift", description = "drift of all, in half spacings (${DEFAULT-VALUE})")
    private double drift;

    @Option(names = "--wave", description = "waves of the flow, in half spacings (${DEFAULT-VALUE})")
    private double wave;

    @Option(names = "--kept-velocity", description = "share of a velocity that is kept (${DEFAULT-VALUE})")
    private double velocity;

    @Option(names = "--clutter", description = "false alarms over objects (${DEFAULT-VALUE})")
    private double clutter = 0.05;

    @Option(names = "--detected", description = "chance of detection (${DEFAULT-VALUE})")
    private double detected = 0.95;

    @Option(names = "--feature", description = "change of a feature a frame; 0 for none (${DEFAULT-VALUE})")
    private double feature;

    @Override
    public void run() {
        OutputFolder folder = folder();
        folder.requireFree(FILES);
        write(simulation().simulate(options().seed()), folder);
        output().println("spots.csv and truth.csv are in " + folder.path());
    }

    private TrackSimulation simulation() {
        try {
            return new TrackSimulation(
                    objects, frames, dimensions, ratio, drift, wave, velocity, clutter, detected, feature);
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage());
        }
    }

    static void write(TrackSimulation.Recording recording, OutputFolder folder) {
        Spots spots = recording.spots();
        List<String> axes = List.of("x", "y", "z").subList(0, spots.dimensions());
        List<String> header = Stream.of(List.of("id", "frame"), axes, spots.featureNames())
                .flatMap(List::stream)
                .toList();
        folder.writeCsv("spots.csv", header, rows -> {
            for (int i = 0; i < spots.size(); i++) {
                Spot spot = spots.spot(i);
                rows.add(Stream.of(
                                Stream.of(spot.id(), spot.frame()),
                                Arrays.stream(spot.place()).boxed(),
                                Arrays.stream(spot.features()).boxed())
                        .flatMap(cells -> cells)
                        .toArray());
            }
        });
        folder.writeCsv(
                "truth.csv",
                List.of("from", "to"),
                rows -> recording.truth().links().forEach(link -> rows.add(spots.id(link[0]), spots.id(link[1]))));
    }
}
