package io.permvi.applications.tracks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** Detections in the order of their frames: positions in two or three dimensions, and features. Immutable. */
public final class Spots {
    private static final double LEAST_TIME = 0.1;

    private final List<String> ids;
    private final int[] frame;
    private final double[] clock;
    private final int firstFrame;
    private final int[] frameStarts;
    private final double[][] position;
    private final List<String> featureNames;
    private final double[][] feature;

    private Spots(
            List<String> ids,
            int[] frame,
            double[] clock,
            double[][] position,
            List<String> featureNames,
            double[][] feature) {
        this.ids = ids;
        this.frame = frame;
        this.clock = clock;
        this.position = position;
        this.featureNames = List.copyOf(featureNames);
        this.feature = feature;
        firstFrame = frame[0];
        frameStarts = new int[frame[frame.length - 1] - firstFrame + 2];
        for (int t : frame) {
            frameStarts[t - firstFrame + 1]++;
        }
        Arrays.parallelPrefix(frameStarts, Integer::sum);
    }

    /**
     * Sorts by frame; spots of a frame stay in their order.
     *
     * @param spots in any order. Not modified.
     * @param featureNames of the features of each
     * @throws IllegalArgumentException when there is none, or they differ in the number of coordinates or features
     */
    public static Spots of(List<Spot> spots, List<String> featureNames) {
        int dimensions = spots.isEmpty() ? 0 : spots.get(0).place().length;
        for (Spot spot : spots) {
            if (spot.place().length != dimensions || spot.features().length != featureNames.size()) {
                throw new IllegalArgumentException("spot '" + spot.id() + "' needs " + dimensions
                        + " coordinates as the first and features " + featureNames + ", got "
                        + Arrays.toString(spot.place()) + " and " + Arrays.toString(spot.features()));
            }
        }
        if (dimensions == 0) {
            throw new IllegalArgumentException("a recording needs a spot with coordinates, got " + spots.size());
        }
        List<Spot> sorted =
                spots.stream().sorted(Comparator.comparingInt(Spot::frame)).toList();
        return new Spots(
                sorted.stream().map(Spot::id).toList(),
                sorted.stream().mapToInt(Spot::frame).toArray(),
                sorted.stream().mapToDouble(Spot::time).toArray(),
                columns(sorted, dimensions, Spot::place),
                featureNames,
                columns(sorted, featureNames.size(), Spot::features));
    }

    private static double[][] columns(List<Spot> rows, int count, Function<Spot, double[]> values) {
        return IntStream.range(0, count)
                .mapToObj(c ->
                        rows.stream().mapToDouble(row -> values.apply(row)[c]).toArray())
                .toArray(double[][]::new);
    }

    /** Some of the spots, in the same order. */
    public Spots only(int[] kept) {
        return of(Arrays.stream(kept).mapToObj(this::spot).toList(), featureNames);
    }

    /** The number of spots. */
    public int size() {
        return frame.length;
    }

    /** Spot {@code i} as it was given. */
    public Spot spot(int i) {
        return new Spot(id(i), frame(i), clock[i], place(i), features(i));
    }

    /** The name of spot {@code i}. */
    public String id(int i) {
        return ids.get(i);
    }

    /** The frame of spot {@code i} as it was given. */
    public int frame(int i) {
        return frame[i];
    }

    /** The frame of spot {@code i}, counted from 0. */
    public int time(int i) {
        return frame[i] - firstFrame;
    }

    /** The time from spot {@code i} to one of a later frame, in frames; at least a tenth. */
    double elapsed(int i, int later) {
        return Math.max(LEAST_TIME, clock[later] - clock[i]);
    }

    /** The number of frames from the first to the last, empty ones included. */
    public int frames() {
        return frameStarts.length - 1;
    }

    /** The first spot of frame {@code t}, counted from 0; that of the next frame is the end of its spots. */
    public int frameStart(int t) {
        return frameStarts[t];
    }

    /** The number of spots of frame {@code t}. */
    public int count(int t) {
        return frameStarts[t + 1] - frameStarts[t];
    }

    /** The number of dimensions, 2 or 3. */
    public int dimensions() {
        return position.length;
    }

    /** A coordinate of spot {@code i}. */
    public double x(int axis, int i) {
        return position[axis][i];
    }

    /** The place of spot {@code i}, a fresh array. */
    double[] place(int i) {
        double[] place = new double[position.length];
        Arrays.setAll(place, axis -> position[axis][i]);
        return place;
    }

    /** The features of spot {@code i}, a fresh array. */
    double[] features(int i) {
        return Arrays.stream(feature).mapToDouble(values -> values[i]).toArray();
    }

    /** The names of the features. */
    public List<String> featureNames() {
        return featureNames;
    }

    /** A feature of spot {@code i}. */
    public double feature(int f, int i) {
        return feature[f][i];
    }

    /** The least and the largest coordinate of each axis. */
    double[][] range() {
        return Arrays.stream(position)
                .map(x -> Arrays.stream(x).summaryStatistics())
                .map(numbers -> new double[] {numbers.getMin(), numbers.getMax()})
                .toArray(double[][]::new);
    }

    /** The same spots with some features by their logarithm. */
    Spots withLogarithms(boolean[] which) {
        double[][] changed = feature.clone();
        for (int f = 0; f < changed.length; f++) {
            changed[f] = which[f] ? Arrays.stream(feature[f]).map(Math::log).toArray() : feature[f];
        }
        return new Spots(ids, frame, clock, position, featureNames, changed);
    }
}
