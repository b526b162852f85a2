package io.permvi.applications.heads;

import java.util.Arrays;
import java.util.List;

/**
 * How probable it is, before the points are matched, that a head's raw axes have the handedness of the atlas frame.
 * Microscopes write coordinates on a grid, and most keep one handedness; so heads whose grid was seen before count
 * those heads, and the others count all grids, each with weight one half.
 *
 * @param grids the grids of the learned heads, see {@link #gridOf}
 * @param same heads of each grid with the frame's handedness
 * @param mirrored heads of each grid with the other
 */
public record HandPrior(List<double[]> grids, double[] same, double[] mirrored) {
    private static final double TOLERANCE = 0.02;
    private static final double STRENGTH = 1.0;

    /** The probability that the axes of this head have the frame's handedness, never 0 or 1. */
    public double probabilitySame(Head head) {
        double base = 0;
        double count = 0;
        for (int g = 0; g < grids.size(); g++) {
            base += same[g] / (same[g] + mirrored[g]);
            count++;
        }
        double rate = (base + 0.5) / (count + 1);
        double[] grid = gridOf(head);
        for (int g = 0; g < grids.size(); g++) {
            if (alike(grids.get(g), grid)) {
                return (same[g] + STRENGTH * rate) / (same[g] + mirrored[g] + STRENGTH);
            }
        }
        return rate;
    }

    /** Whether two grids are the same within two percent. */
    static boolean alike(double[] a, double[] b) {
        for (int d = 0; d < a.length; d++) {
            if (Math.abs(a[d] - b[d]) > TOLERANCE * Math.max(a[d], b[d])) {
                return false;
            }
        }
        return true;
    }

    /** The grid of a head's coordinates, largest step last: for each axis the smallest step between different ones. */
    public static double[] gridOf(Head head) {
        double[] steps = new double[3];
        for (int d = 0; d < 3; d++) {
            double[] sorted = head.positions()[d].clone();
            Arrays.sort(sorted);
            double least = Double.POSITIVE_INFINITY;
            for (int i = 1; i < sorted.length; i++) {
                double step = sorted[i] - sorted[i - 1];
                if (step > 1e-3) {
                    least = Math.min(least, step);
                }
            }
            steps[d] = least;
        }
        Arrays.sort(steps);
        return steps;
    }
}
