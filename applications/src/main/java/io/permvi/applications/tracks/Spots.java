package io.permvi.applications.tracks;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Detections in the order of their frames: positions in two or three dimensions, and features. Immutable. */
public final class Spots {
    private final List<String> ids;
    private final int[] frame;
    private final int firstFrame;
    private final int[] frameStarts;
    private final double[][] position;
    private final List<String> featureNames;
    private final double[][] feature;

    private Spots(List<String> ids, int[] frame, double[][] position, List<String> featureNames, double[][] feature) {
        this.ids = ids;
        this.frame = frame;
        this.position = position;
        this.featureNames = List.copyOf(featureNames);
        this.feature = feature;
        firstFrame = frame.length == 0 ? 0 : frame[0];
        int frames = frame.length == 0 ? 0 : frame[frame.length - 1] - firstFrame + 1;
        frameStarts = new int[frames + 1];
        for (int t : frame) {
            frameStarts[t - firstFrame + 1]++;
        }
        for (int t = 0; t < frames; t++) {
            frameStarts[t + 1] += frameStarts[t];
        }
    }

    /**
     * Sorts by frame; spots of a frame stay in their order.
     *
     * @param frame of each spot. Not modified.
     * @param position by dimension and spot. Not modified.
     * @param feature by feature and spot. Not modified.
     * @throws IllegalArgumentException when lengths differ
     */
    public static Spots of(
            List<String> ids, int[] frame, double[][] position, List<String> featureNames, double[][] feature) {
        int n = ids.size();
        boolean same = frame.length == n && featureNames.size() == feature.length;
        for (double[] values : position) {
            same &= values.length == n;
        }
        for (double[] values : feature) {
            same &= values.length == n;
        }
        if (!same || position.length == 0) {
            throw new IllegalArgumentException(n + " spots need as many frames, positions and features");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingInt(i -> frame[i]))
                .mapToInt(i -> i)
                .toArray();
        return new Spots(
                Arrays.stream(order).mapToObj(ids::get).toList(),
                Arrays.stream(order).map(i -> frame[i]).toArray(),
                sorted(position, order),
                featureNames,
                sorted(feature, order));
    }

    /** Some of the spots, in the same order. */
    public Spots only(int[] kept) {
        return of(
                Arrays.stream(kept).mapToObj(ids::get).toList(),
                Arrays.stream(kept).map(i -> frame[i]).toArray(),
                sorted(position, kept),
                featureNames,
                sorted(feature, kept));
    }

    private static double[][] sorted(double[][] values, int[] order) {
        return Arrays.stream(values)
                .map(row -> Arrays.stream(order).mapToDouble(i -> row[i]).toArray())
                .toArray(double[][]::new);
    }

    /** The number of spots. */
    public int size() {
        return frame.length;
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
        return new Spots(ids, frame, position, featureNames, changed);
    }
}
