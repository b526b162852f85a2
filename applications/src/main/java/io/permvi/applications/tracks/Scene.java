package io.permvi.applications.tracks;

import io.permvi.relaxations.parallel.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Spots with what does not change while they are linked. Safe for many threads.
 *
 * @param spots with some features by their logarithm
 * @param logarithms which ones. Shared: not to be modified.
 * @param frames the spots of each frame by place
 * @param spacing the distance that spots of a frame would have on a lattice
 * @param nearest the median distance of a spot to the nearest of its frame
 * @param field the box of all
 * @param workers for all loops
 */
record Scene(
        Spots spots,
        boolean[] logarithms,
        FrameIndex[] frames,
        double spacing,
        double nearest,
        Field field,
        Workers workers) {
    private static final int SAMPLE = 20_000;

    /** Measures all of it. */
    static Scene of(Spots raw, Workers workers) {
        FrameIndex[] frames = index(raw, workers);
        boolean[] logarithms = logarithms(raw, frames);
        double[][] range = raw.range();
        double volume = new Field(raw, range, 0).volume();
        double spacing = Math.pow(volume * raw.frames() / raw.size(), 1.0 / raw.dimensions());
        double nearest = Math.max(medianNearest(raw, frames, spacing), spacing / 20);
        Field field = new Field(raw, range, nearest);
        return new Scene(raw.withLogarithms(logarithms), logarithms, frames, spacing, nearest, field, workers);
    }

    /** Takes it from what was learned of other spots. */
    static Scene like(TrackModel model, Spots raw, Workers workers) {
        Field field = new Field(raw, model.range, model.nearest);
        Spots spots = raw.withLogarithms(model.logarithms);
        return new Scene(spots, model.logarithms, index(raw, workers), Double.NaN, model.nearest, field, workers);
    }

    private static FrameIndex[] index(Spots raw, Workers workers) {
        FrameIndex[] index = new FrameIndex[raw.frames()];
        workers.forEach(index.length, t -> index[t] = new FrameIndex(raw, raw.frameStart(t), raw.frameStart(t + 1)));
        return index;
    }

    /** Which features change in proportion to their level, by spots and the nearest in the next frame. */
    private static boolean[] logarithms(Spots raw, FrameIndex[] frames) {
        boolean[] logarithmic = new boolean[raw.featureNames().size()];
        int every = Math.max(1, raw.size() / 5000);
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
            logarithmic[f] =
                    Scale.isLogarithmic(pairs) && IntStream.range(0, raw.size()).allMatch(i -> raw.feature(of, i) > 0);
        }
        return logarithmic;
    }

    private static double medianNearest(Spots raw, FrameIndex[] frames, double spacing) {
        double[] distances = new double[Math.min(raw.size(), SAMPLE)];
        int every = Math.max(1, raw.size() / distances.length);
        FrameIndex.Found found = new FrameIndex.Found(1);
        int count = 0;
        for (int i = 0; i < raw.size() && count < distances.length; i += every) {
            frames[raw.time(i)].search(raw.place(i), i, found.within(Double.POSITIVE_INFINITY));
            if (found.count() > 0) {
                distances[count++] = found.distance(0);
            }
        }
        Arrays.sort(distances, 0, count);
        return count == 0 ? spacing / 2 : distances[count / 2];
    }
}
