package io.permvi.inference.sampling;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/** Inverse temperatures that give all neighbors the same share of swaps. */
final class Ladder {
    private static final double WANTED_REJECTION = 0.55;
    private static final int LARGEST = 40;
    private static final double MOST_REJECTED = 0.999;
    private static final NormalDistribution NORMAL = new NormalDistribution();

    private Ladder() {}

    /**
     * Spreads inverse temperatures evenly over the communication barrier, the cumulative share of refused swaps (Syed et
     * al. 2022).
     *
     * @param powers ascending from 0 to 1
     * @param rejections of each pair of neighbors
     * @param least the smallest number of temperatures
     */
    static double[] adapted(double[] powers, double[] rejections, int least) {
        double[] barrier = new double[powers.length];
        for (int t = 1; t < powers.length; t++) {
            barrier[t] = barrier[t - 1] + barrier(rejections[t - 1]);
        }
        double total = barrier[powers.length - 1];
        int needed = (int) Math.ceil(total / WANTED_REJECTION) + 1;
        int count = Math.max(Math.max(least, powers.length / 2), Math.min(LARGEST, needed));
        double[] adapted = new double[count];
        int from = 0;
        for (int t = 1; t < count - 1; t++) {
            double wanted = total * t / (count - 1);
            while (barrier[from + 1] < wanted) {
                from++;
            }
            double share = (wanted - barrier[from]) / (barrier[from + 1] - barrier[from]);
            adapted[t] = powers[from] + share * (powers[from + 1] - powers[from]);
        }
        adapted[count - 1] = 1;
        return adapted;
    }

    /** The rejection itself while it is small; that of Gaussian energies as far apart, cut into small steps, beyond. */
    private static double barrier(double rejection) {
        double share = Math.max(1e-3, Math.min(MOST_REJECTED, rejection));
        return 2 * NORMAL.inverseCumulativeProbability(0.5 * (1 + share)) / Math.sqrt(2 * Math.PI);
    }

    /** The mean of the ensembles' shares. */
    static double[] mean(double[][] rejections) {
        double[] mean = new double[rejections[0].length];
        for (double[] row : rejections) {
            for (int t = 0; t < mean.length; t++) {
                mean[t] += row[t] / rejections.length;
            }
        }
        return mean;
    }

    /** The largest of some shares, 0 when there are none. */
    static double largest(double[] rejections) {
        return Arrays.stream(rejections).max().orElse(0);
    }
}
