package io.permvi.examples.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.tracks.Spots;
import io.permvi.applications.tracks.TrackSimulation;
import io.permvi.examples.common.Program;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code permvi track simulate}: a made-up recording and the truth about it. */
@Command(
        name = "simulate",
        description = "Make up a recording of moving things, with its true links.",
        mixinStandardHelpOptions = true)
final class SimulateTracksCommand extends Program {
    private static final List<String> FILES = List.of("spots.csv", "truth.csv");

    @Option(names = "--objects", defaultValue = "500", description = "things in the field (${DEFAULT-VALUE})")
    private int objects;

    @Option(names = "--frames", defaultValue = "20", description = "frames (${DEFAULT-VALUE})")
    private int frames;

    @Option(names = "--dimensions", defaultValue = "2", description = "2 or 3 (${DEFAULT-VALUE})")
    private int dimensions;

    @Option(names = "--ratio", defaultValue = "0.1", description = "noise a frame over the spacing (${DEFAULT-VALUE})")
    private double ratio;

    @Option(names = "--drift", defaultValue = "0", description = "drift of all, in half spacings (${DEFAULT-VALUE})")
    private double drift;

    @Option(
            names = "--wave",
            defaultValue = "0",
            description = "waves of the flow, in half spacings (${DEFAULT-VALUE})")
    private double wave;

    @Option(
            names = "--kept-velocity",
            defaultValue = "0",
            description = "share of a velocity that is kept (${DEFAULT-VALUE})")
    private double velocity;

    @Option(names = "--clutter", defaultValue = "0.05", description = "false alarms over objects (${DEFAULT-VALUE})")
    private double clutter;

    @Option(names = "--detected", defaultValue = "0.95", description = "chance of detection (${DEFAULT-VALUE})")
    private double detected;

    @Option(
            names = "--feature",
            defaultValue = "0",
            description = "change of a feature a frame; 0 for none (${DEFAULT-VALUE})")
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
        List<String> header = new ArrayList<>(List.of("id", "frame", "x", "y"));
        if (spots.dimensions() == 3) {
            header.add("z");
        }
        header.addAll(spots.featureNames());
        folder.writeCsv("spots.csv", header, rows -> {
            for (int i = 0; i < spots.size(); i++) {
                List<Object> cells = new ArrayList<>(List.of(spots.id(i), spots.frame(i)));
                for (int axis = 0; axis < spots.dimensions(); axis++) {
                    cells.add(spots.x(axis, i));
                }
                for (int f = 0; f < spots.featureNames().size(); f++) {
                    cells.add(spots.feature(f, i));
                }
                rows.add(cells.toArray());
            }
        });
        folder.writeCsv(
                "truth.csv",
                List.of("from", "to"),
                rows -> recording.truth().links().forEach(link -> rows.add(spots.id(link[0]), spots.id(link[1]))));
    }
}
