package io.permvi.inference.sampling;

import java.util.Arrays;

/** Inverse temperatures that give all neighbors the same share of swaps. */
final class Ladder {
    private static final double WANTED_REJECTION = 0.55;
    private static final int LARGEST = 48;

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
            barrier[t] = barrier[t - 1] + Math.max(1e-3, rejections[t - 1]);
        }
        double total = barrier[powers.length - 1];
        int count = Math.max(least, Math.min(LARGEST, (int) Math.ceil(total / WANTED_REJECTION) + 1));
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
