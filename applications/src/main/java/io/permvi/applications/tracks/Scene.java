package io.permvi.applications.tracks;

import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Spots with what does not change while they are linked. Safe for many threads.
 *
 * @param spots with some features by their logarithm
 * @param logarithms which ones. Shared: not to be modified.
 * @param frames the spots of each frame by place
 * @param spacing the distance that spots of a frame would have on a lattice
 * @param nearest the median distance of a spot to the nearest of its frame
 * @param range the least and the largest coordinate of each axis
 * @param volumes of the box of all inside, and of a zone along its border as wide as neighbors are apart: there things come
 *     and go for reasons of their own, such as being seen in part
 * @param workers for all loops
 */
record Scene(
        Spots spots,
        boolean[] logarithms,
        FrameIndex[] frames,
        double spacing,
        double nearest,
        double[][] range,
        double[] volumes,
        Workers workers) {
    private static final int SAMPLE = 20_000;
    private static final int PAIRS = 5000;
    private static final int LEAST_PAIRS = 40;

    /** Measures all of it. */
    static Scene of(Spots raw, Workers workers) {
        FrameIndex[] frames = index(raw, workers);
        boolean[] logarithms = logarithms(raw, frames);
        double[][] range = raw.range();
        double volume = Arrays.stream(volumes(range, 0)).sum();
        double spacing = Math.pow(volume * raw.frames() / raw.size(), 1.0 / raw.dimensions());
        double nearest = Math.max(medianNearest(raw, frames, spacing), spacing / 20);
        Spots spots = raw.withLogarithms(logarithms);
        return new Scene(spots, logarithms, frames, spacing, nearest, range, volumes(range, nearest), workers);
    }

    /** Takes it from what was learned of other spots. */
    static Scene like(TrackModel model, Spots raw, Workers workers) {
        Spots spots = raw.withLogarithms(model.logarithms);
        double[] volumes = volumes(model.range, model.nearest);
        FrameIndex[] frames = index(raw, workers);
        return new Scene(spots, model.logarithms, frames, Double.NaN, model.nearest, model.range, volumes, workers);
    }

    private static double[] volumes(double[][] range, double border) {
        double all = 1;
        double inside = 1;
        for (double[] axis : range) {
            double length = Math.max(axis[1] - axis[0], 1e-9 * (1 + Math.abs(axis[1])));
            all *= length;
            inside *= Math.max(0, length - 2 * border);
        }
        return new double[] {inside, all - inside};
    }

    /** The volume of all. */
    double volume() {
        return volumes[0] + volumes[1];
    }

    /** 0 inside, 1 near the border. */
    int zone(int i) {
        int zone = 0;
        for (int axis = 0; axis < range.length; axis++) {
            double x = spots.x(axis, i);
            zone = x - range[axis][0] < nearest || range[axis][1] - x < nearest ? 1 : zone;
        }
        return zone;
    }

    private static FrameIndex[] index(Spots raw, Workers workers) {
        FrameIndex[] index = new FrameIndex[raw.frames()];
        workers.forEach(index.length, t -> index[t] = new FrameIndex(raw, raw.frameStart(t), raw.frameStart(t + 1)));
        return index;
    }

    /**
     * Which features change in proportion to their level, so that they change alike at all levels by their logarithm: by
     * spots and the nearest in the next frame.
     */
    private static boolean[] logarithms(Spots raw, FrameIndex[] frames) {
        boolean[] logarithmic = new boolean[raw.featureNames().size()];
        int every = Math.max(1, raw.size() / PAIRS);
        FrameIndex.Found found = new FrameIndex.Found(1);
        for (int f = 0; f < logarithmic.length; f++) {
            int of = f;
            List<double[]> pairs = new ArrayList<>();
            for (int i = 0; i < raw.frameStart(raw.frames() - 1); i += every) {
                frames[raw.time(i) + 1].search(raw.place(i), -1, found.within(Double.POSITIVE_INFINITY));
                if (found.count() > 0) {
                    pairs.add(new double[] {raw.feature(f, i), raw.feature(f, found.spot(0))});
                }
            }
            logarithmic[f] = pairs.size() >= LEAST_PAIRS
                    && IntStream.range(0, raw.size()).allMatch(i -> raw.feature(of, i) > 0)
                    && imbalance(pairs, Math::log) < imbalance(pairs, x -> x);
        }
        return logarithmic;
    }

    /** The size of the logarithm of the ratio of typical changes at high and at low levels. */
    private static double imbalance(List<double[]> pairs, DoubleUnaryOperator scale) {
        double[] level = new double[pairs.size()];
        double[] change = new double[pairs.size()];
        for (int k = 0; k < level.length; k++) {
            double before = scale.applyAsDouble(pairs.get(k)[0]);
            double after = scale.applyAsDouble(pairs.get(k)[1]);
            level[k] = before + after;
            change[k] = Math.abs(after - before);
        }
        double middle = median(Arrays.stream(level));
        double high = median(changes(level, change, x -> x >= middle));
        double low = median(changes(level, change, x -> x <= middle));
        return Math.abs(Math.log((high + 1e-300) / (low + 1e-300)));
    }

    private static DoubleStream changes(double[] level, double[] change, DoublePredicate at) {
        return IntStream.range(0, level.length).filter(k -> at.test(level[k])).mapToDouble(k -> change[k]);
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static double medianNearest(Spots raw, FrameIndex[] frames, double spacing) {
        int every = Math.max(1, raw.size() / Math.min(raw.size(), SAMPLE));
        FrameIndex.Found found = new FrameIndex.Found(1);
        List<Double> distances = new ArrayList<>();
        for (int i = 0; i < raw.size() && distances.size() < SAMPLE; i += every) {
            frames[raw.time(i)].search(raw.place(i), i, found.within(Double.POSITIVE_INFINITY));
            if (found.count() > 0) {
                distances.add(found.distance(0));
            }
        }
        return distances.isEmpty() ? spacing / 2 : median(distances.stream().mapToDouble(x -> x));
    }
}
