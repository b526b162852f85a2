package io.permvi.examples.worms;

import io.permvi.inference.search.MatchingListener;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The accuracy of the names against the time since the start, without the time that looking at them takes. */
final class AccuracyCurve implements MatchingListener {
    /** No two points are nearer. */
    private static final double INTERVAL_SECONDS = 0.1;

    private final List<Matching> truth;
    private final long begin = System.nanoTime();
    private final List<Double> seconds = new ArrayList<>();
    private final List<Double> accuracies = new ArrayList<>();
    private long pausedNanos;

    /**
     * The curve of a method as a row of a table.
     *
     * @param seconds since the start
     * @param accuracy share of right names at these times, known cells included
     */
    record Row(String method, double[] seconds, double[] accuracy) {}

    /** Starts the clock. */
    AccuracyCurve(List<Matching> truth) {
        this.truth = truth;
    }

    /** What was seen of a method so far. */
    Row row(String method) {
        return new Row(
                method,
                seconds.stream().mapToDouble(s -> s).toArray(),
                accuracies.stream().mapToDouble(a -> a).toArray());
    }

    @Override
    public void onMatchings(Supplier<List<Matching>> current) {
        long now = System.nanoTime();
        double time = (now - begin - pausedNanos) * 1e-9;
        if (seconds.isEmpty() || time - seconds.get(seconds.size() - 1) >= INTERVAL_SECONDS) {
            seconds.add(time);
            accuracies.add(accuracy(current.get()));
        }
        pausedNanos += System.nanoTime() - now;
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
