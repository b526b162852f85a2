package io.permvi.applications.heads;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.special.Beta;

/**
 * How probable it is, before the points are matched, that a head's raw axes have the handedness of the atlas frame.
 * Microscopes write coordinates on a grid, and most keep one handedness; so the heads on a grid that was seen before
 * count, and so do those that are named together.
 *
 * @param grids the grids of the learned heads, see {@link #gridOf}
 * @param same heads of each grid with the frame's handedness
 * @param mirrored heads of each grid with the other
 */
public record HandPrior(List<double[]> grids, double[] same, double[] mirrored) {
    private static final double TOLERANCE = 0.02;
    /** Jeffreys' prior of a share; which hand the frame has is chance. */
    private static final double HALF = 0.5;

    /** The probability that the axes of this head have the frame's handedness, never 0 or 1. */
    public double probabilitySame(Head head) {
        return givenOthers(List.of(head), new double[1])[0];
    }

    /**
     * For each of some heads, the probability that its axes have the frame's handedness, given what is known of the
     * others. The share of the heads of a grid that have it is Beta distributed, 1/2 beside each count of the grid, and
     * summed out over how many of the others have it. Cost: the cube of the heads on a grid.
     *
     * @param logRatios for each head, the log evidence for the frame's hand less that for the other; infinite where it
     *     is certain. The own one is not used.
     */
    double[] givenOthers(List<Head> heads, double[] logRatios) {
        double[] priors = new double[logRatios.length];
        List<double[]> gridOfHead = heads.stream().map(HandPrior::gridOf).toList();
        for (int h = 0; h < priors.length; h++) {
            double[] grid = gridOfHead.get(h);
            double ofSame = HALF;
            double ofMirrored = HALF;
            for (int g = 0; g < grids.size(); g++) {
                if (alike(grids.get(g), grid)) {
                    ofSame += same[g];
                    ofMirrored += mirrored[g];
                    break;
                }
            }
            int own = h;
            double[] others = IntStream.range(0, priors.length)
                    .filter(k -> k != own && alike(gridOfHead.get(k), grid))
                    .mapToDouble(k -> logRatios[k])
                    .toArray();
            priors[h] = predicted(ofSame, ofMirrored, others);
        }
        return priors;
    }

    /** The mean of a Beta distributed share after draws that are known by their evidence only. */
    private static double predicted(double ofSame, double ofMirrored, double[] logRatios) {
        int n = logRatios.length;
        // the evidence of all draws in which k are the same, over the number of draws so far
        double[] sums = new double[n + 1];
        sums[0] = 1;
        for (int i = 0; i < n; i++) {
            double likely = 1 / (1 + Math.exp(-logRatios[i]));
            for (int k = i + 1; k >= 0; k--) {
                sums[k] = (k > 0 ? sums[k - 1] * likely : 0) + sums[k] * (1 - likely);
            }
        }
        double total = 0;
        double mean = 0;
        for (int k = 0; k <= n; k++) {
            double weight = sums[k] * Math.exp(Beta.logBeta(ofSame + k, ofMirrored + n - k));
            total += weight;
            mean += weight * (ofSame + k) / (ofSame + ofMirrored + n);
        }
        return mean / total;
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
