package io.permvi.applications.tracks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** On which scale a feature changes alike at all levels: its own, or that of its logarithm. */
final class Scale {
    private static final int LEAST = 40;

    private Scale() {}

    /**
     * Whether changes grow with the level, by pairs of values that may follow each other.
     *
     * @param pairs two values each. Not modified.
     */
    static boolean isLogarithmic(List<double[]> pairs) {
        if (pairs.size() < LEAST || pairs.stream().anyMatch(pair -> pair[0] <= 0 || pair[1] <= 0)) {
            return false;
        }
        List<double[]> logs = new ArrayList<>();
        pairs.forEach(pair -> logs.add(new double[] {Math.log(pair[0]), Math.log(pair[1])}));
        return imbalance(logs) < imbalance(pairs);
    }

    /** The logarithm of the ratio of typical changes at high and at low levels, in size. */
    private static double imbalance(List<double[]> pairs) {
        double[] levels =
                pairs.stream().mapToDouble(pair -> pair[0] + pair[1]).sorted().toArray();
        double middle = levels[levels.length / 2];
        double high = change(pairs, middle, 1);
        double low = change(pairs, middle, -1);
        return Math.abs(Math.log((high + 1e-300) / (low + 1e-300)));
    }

    /** The median change of pairs above or below a level. */
    private static double change(List<double[]> pairs, double level, int side) {
        double[] changes = pairs.stream()
                .filter(pair -> side * (pair[0] + pair[1] - level) >= 0)
                .mapToDouble(pair -> Math.abs(pair[1] - pair[0]))
                .toArray();
        Arrays.sort(changes);
        return changes[changes.length / 2];
    }
}
