package io.permvi.applications.tracks;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Reads spots: CSV with columns id, frame, x, y, z where there are three dimensions, time where frames are not made at once,
 * and features; or XML of TrackMate.
 */
public final class SpotFiles {
    static final int LARGEST_FRAME = 10_000_000;
    /** Empty frames at most between the first and the last, over those with spots. */
    private static final int MOST_EMPTY = 1000;

    private final Path file;
    private final int every;
    private final List<Spot> spots = new ArrayList<>();
    private final Map<String, String> seen = new HashMap<>();

    private SpotFiles(Path file, int every) {
        this.file = file;
        this.every = every;
    }

    /**
     * Reads spots.
     *
     * @param features columns, or attributes of spots in XML, to be used
     * @param every takes each so many frames only, numbered anew
     * @throws InputException when something is missing, twice or no number, or when there are fewer than two frames
     */
    public static Spots read(Path file, List<String> features, int every) {
        SpotFiles reader = new SpotFiles(file, every);
        if (TrackMateFile.isXml(file)) {
            TrackMateFile.read(file, features, spot -> reader.add(spot, "spot " + spot.id()));
        } else {
            reader.readCsv(features);
        }
        reader.requireSteps();
        return Spots.of(reader.spots, features);
    }

    private void readCsv(List<String> features) {
        List<String> required = new ArrayList<>(List.of("id", "frame", "x", "y"));
        required.addAll(features);
        List<String> axes = new ArrayList<>(List.of("x", "y"));
        boolean[] timed = {false};
        CsvTable.read(
                file,
                required,
                header -> {
                    axes.addAll(header.contains("z") ? List.of("z") : List.of());
                    timed[0] = header.contains("time");
                },
                row -> add(
                        new Spot(
                                row.requiredText("id"),
                                row.integer("frame", 0, LARGEST_FRAME),
                                timed[0] ? row.measure("time") : row.number("frame"),
                                axes.stream().mapToDouble(row::measure).toArray(),
                                features.stream().mapToDouble(row::measure).toArray()),
                        "row " + row.number()));
        if (timed[0]) {
            countTimeInFrames();
        }
    }

    /** Times are of any unit; where all frames are one, nothing can be counted, which is refused later. */
    private void countTimeInFrames() {
        IntSummaryStatistics frames = spots.stream().mapToInt(Spot::frame).summaryStatistics();
        double first = meanTime(frames.getMin());
        double interval = (meanTime(frames.getMax()) - first) / Math.max(1, frames.getMax() - frames.getMin());
        if (interval <= 0 && frames.getMax() > frames.getMin()) {
            throw new InputException(file + ": column 'time' must grow with the frame, but its mean goes from " + first
                    + " in the first to " + meanTime(frames.getMax()) + " in the last");
        }
        spots.replaceAll(spot ->
                new Spot(spot.id(), spot.frame(), (spot.time() - first) / interval, spot.place(), spot.features()));
    }

    private double meanTime(int frame) {
        return spots.stream()
                .filter(spot -> spot.frame() == frame)
                .mapToDouble(Spot::time)
                .average()
                .orElse(0);
    }

    private void add(Spot spot, String where) {
        String before = seen.put(spot.id(), where);
        if (before != null) {
            throw new InputException(file + ", " + where + ": id '" + spot.id() + "' is there already, in " + before
                    + "; every spot needs an id of its own");
        }
        if (spot.frame() % every == 0) {
            spots.add(new Spot(spot.id(), spot.frame() / every, spot.time() / every, spot.place(), spot.features()));
        }
    }

    /** Refuses what has no steps; a third coordinate that is always the same goes. */
    private void requireSteps() {
        int[] frames = spots.stream().mapToInt(Spot::frame).sorted().distinct().toArray();
        if (frames.length < 2) {
            throw new InputException(file + ": tracks need spots in at least two frames, got " + spots.size()
                    + " spots in " + frames.length);
        }
        int last = frames[frames.length - 1];
        if (last - frames[0] > (long) MOST_EMPTY * frames.length) {
            throw new InputException(file + ": " + frames.length + " frames with spots from " + frames[0] + " to "
                    + last + "; frames must be counted, not times");
        }
        int dimensions = spots.get(0).place().length;
        if (IntStream.range(0, dimensions).allMatch(this::isFlat)) {
            throw new InputException(file + ": all spots are at one place; nothing can be learned of their steps");
        }
        if (dimensions == 3 && isFlat(2)) {
            spots.replaceAll(spot ->
                    new Spot(spot.id(), spot.frame(), spot.time(), Arrays.copyOf(spot.place(), 2), spot.features()));
        }
    }

    private boolean isFlat(int axis) {
        return spots.stream()
                .allMatch(spot -> spot.place()[axis] == spots.get(0).place()[axis]);
    }

    /** What a reader should know of spots before their tracks: frames without any, and how few spots there are in others. */
    public static List<String> warnings(Spots spots) {
        List<String> said = new ArrayList<>();
        int[] empty = IntStream.range(0, spots.frames())
                .filter(t -> spots.count(t) == 0)
                .map(t -> spots.frame(0) + t)
                .toArray();
        if (empty.length > 0) {
            said.add(empty.length + " of " + spots.frames() + " frames have no spot (" + empty[0]
                    + (empty.length > 1 ? ", ..." : "") + "); links go over them only where --gap allows it");
        }
        if (spots.size() < 2L * spots.frames()) {
            said.add("fewer than two spots a frame: hardly anything can be learned");
        }
        return said;
    }
}
