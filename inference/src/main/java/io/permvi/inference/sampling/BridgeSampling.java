package io.permvi.inference.sampling;

import java.util.Arrays;

/**
 * The log ratio of two normalizing constants from draws of both: the acceptance ratio method of Bennett (1976), the
 * best of its kind.
 */
final class BridgeSampling {
    private static final int ITERATIONS = 60;

    private BridgeSampling() {}

    /**
     * log Z1 / Z0.
     *
     * @param fromFirst the log of the ratio of the second unnormalized density to the first, at draws of the first
     * @param fromSecond the same at draws of the second
     */
    static double logRatio(double[] fromFirst, double[] fromSecond) {
        double offset = Math.log((double) fromFirst.length / fromSecond.length);
        double low = Math.min(least(fromFirst), least(fromSecond)) - 1;
        double high = Math.max(largest(fromFirst), largest(fromSecond)) + 1;
        for (int s = 0; s < ITERATIONS; s++) {
            double middle = 0.5 * (low + high);
            if (balance(fromFirst, fromSecond, middle, offset) > 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }

    /** Falls in the log ratio c: sum_0 s(u - c + offset) - sum_1 s(c - u - offset), s the logistic function. */
    private static double balance(double[] first, double[] second, double c, double offset) {
        double sum = 0;
        for (double u : first) {
            sum += logistic(u - c - offset);
        }
        for (double u : second) {
            sum -= logistic(c + offset - u);
        }
        return sum;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static double least(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).min().orElse(0);
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).filter(Double::isFinite).max().orElse(0);
    }
}
