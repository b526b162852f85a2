package io.permvi.examples.worms;

import io.permvi.inference.search.MatchingListener;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The accuracy of the names against the time since the start, without the time that looking at them takes. */
final class AccuracyCurve implements MatchingListener {
    /** No two points are nearer. */
    private static final double INTERVAL_SECONDS = 0.1;

    private final List<Matching> truth;
    private final long begin = System.nanoTime();
    private final List<Point> points = new ArrayList<>();
    private long pausedNanos;

    /**
     * A point of the curve.
     *
     * @param seconds since the start
     * @param accuracy share of right names, known cells included
     */
    record Point(double seconds, double accuracy) {}

    /**
     * The curve of a method as a row of a table.
     *
     * @param seconds since the start
     * @param accuracy at these times
     */
    record Row(String method, double[] seconds, double[] accuracy) {
        List<Point> points() {
            return IntStream.range(0, seconds.length)
                    .mapToObj(k -> new Point(seconds[k], accuracy[k]))
                    .toList();
        }
    }

    /** What was seen of a method so far. */
    Row row(String method) {
        return new Row(
                method,
                points.stream().mapToDouble(Point::seconds).toArray(),
                points.stream().mapToDouble(Point::accuracy).toArray());
    }

    /** Starts the clock. */
    AccuracyCurve(List<Matching> truth) {
        this.truth = truth;
    }

    @Override
    public void onMatchings(Supplier<List<Matching>> current) {
        long now = System.nanoTime();
        double seconds = (now - begin - pausedNanos) * 1e-9;
        if (points.isEmpty() || seconds - points.get(points.size() - 1).seconds() >= INTERVAL_SECONDS) {
            points.add(new Point(seconds, accuracy(current.get())));
        }
        pausedNanos += System.nanoTime() - now;
    }

    /** The points so far, in order of time. */
    List<Point> points() {
        return List.copyOf(points);
    }

    private double accuracy(List<Matching> names) {
        int right = 0;
        int cells = 0;
        for (int j = 0; j < truth.size(); j++) {
            for (int i = 0; i < truth.get(j).items(); i++) {
                right += names.get(j).place(i) == truth.get(j).place(i) ? 1 : 0;
                cells++;
            }
        }
        return (double) right / cells;
    }
}
