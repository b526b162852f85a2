package io.permvi.relaxations.ranking;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One stage of the Generalized Mallows distribution with its spread integrated out: as a function of the total V of a
 * stage over N rankings,
 * {@code log of the integral of prior(alpha) exp(-alpha/n V) psi(alpha/n)^-N}, {@code psi(t) = sum_(v <= m) exp(-v t)},
 * and the posterior moments of alpha. All from one fixed grid in log alpha, so a value costs a sum over it.
 */
final class StageTable {
    private static final double LOWEST = -12;
    private static final double HIGHEST = 12;
    private static final double LARGEST_STEP = 0.025;
    private static final double NEGLIGIBLE_WEIGHT = 1e-20;

    private final double[] alphas;
    private final double[] heights;
    private final int items;
    private final Map<Long, double[]> known = new ConcurrentHashMap<>();

    /** @param later how many items stand behind the stage's item */
    StageTable(int items, int later, double rankings, SpreadPrior prior) {
        this.items = items;
        // the posterior of log alpha is no narrower than 1 / sqrt(rankings)
        double step = Math.min(LARGEST_STEP, 0.5 / Math.sqrt(rankings));
        alphas = new double[(int) ((HIGHEST - LOWEST) / step) + 1];
        heights = new double[alphas.length];
        for (int k = 0; k < alphas.length; k++) {
            double t = LOWEST + k * step;
            alphas[k] = Math.exp(t);
            double theta = alphas[k] / items;
            double psi = 0;
            for (int v = 0; v <= later; v++) {
                psi += Math.exp(-v * theta);
            }
            heights[k] = prior.logDensity(alphas[k]) + t + Math.log(step) - rankings * Math.log(psi);
        }
    }

    /** The log integral, the mean and the mean square of alpha. */
    double[] at(long total) {
        return known.computeIfAbsent(total, this::compute);
    }

    private double[] compute(long total) {
        int peak = peak(total);
        double largest = height(peak, total);
        double[] sums = new double[3];
        for (int k = peak; k < alphas.length && add(k, total, largest, sums); ) {
            k++;
        }
        for (int k = peak - 1; k >= 0 && add(k, total, largest, sums); ) {
            k--;
        }
        return new double[] {largest + Math.log(sums[0]), sums[1] / sums[0], sums[2] / sums[0]};
    }

    private double height(int k, long total) {
        return heights[k] - alphas[k] / items * total;
    }

    /** The integrand rises, then falls. */
    private int peak(long total) {
        int low = 0;
        int high = alphas.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (height(middle, total) < height(middle + 1, total)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private boolean add(int k, long total, double largest, double[] sums) {
        double weight = Math.exp(height(k, total) - largest);
        sums[0] += weight;
        sums[1] += weight * alphas[k];
        sums[2] += weight * alphas[k] * alphas[k];
        return weight > NEGLIGIBLE_WEIGHT;
    }
}
