package io.permvi.relaxations.linalg;

/** Stable sums of exponentials and the softmax that they normalize. */
public final class LogSumExp {
    private LogSumExp() {}

    /**
     * {@code log sum_k exp(values[k])} over a range; O(range). Of nothing, or of negative infinities only, negative
     * infinity.
     *
     * @param values log weights. Not modified.
     * @param from the first index
     * @param to one more than the last index
     */
    public static double of(double[] values, int from, int to) {
        double largest = largest(values, from, to);
        if (Double.isInfinite(largest)) {
            return largest;
        }
        double sum = 0;
        for (int k = from; k < to; k++) {
            sum += Math.exp(values[k] - largest);
        }
        return largest + Math.log(sum);
    }

    /** {@code log(exp(a) + exp(b))}. */
    public static double add(double a, double b) {
        double largest = Math.max(a, b);
        return Double.isInfinite(largest) ? largest : largest + Math.log1p(Math.exp(Math.min(a, b) - largest));
    }

    /**
     * Replaces scores by their softmax, the probabilities proportional to {@code exp(values[k] / temperature)}.
     *
     * @param values of which at least one is above negative infinity. Modified.
     * @param from the first index
     * @param to one more than the last index
     * @param temperature above 0
     * @return the log of the sum of those exponentials
     */
    public static double softmax(double[] values, int from, int to, double temperature) {
        double largest = largest(values, from, to);
        double sum = 0;
        for (int k = from; k < to; k++) {
            values[k] = Math.exp((values[k] - largest) / temperature);
            sum += values[k];
        }
        for (int k = from; k < to; k++) {
            values[k] /= sum;
        }
        return largest / temperature + Math.log(sum);
    }

    /**
     * The gradient of a function of a softmax with respect to the scores.
     *
     * @param softmax the probabilities from index 0. Not modified.
     * @param adjoint the gradient with respect to them, overwritten by that with respect to the scores. Modified.
     * @param count how many there are
     * @param temperature that of the softmax
     */
    public static void softmaxPullback(double[] softmax, double[] adjoint, int count, double temperature) {
        double mean = 0;
        for (int k = 0; k < count; k++) {
            mean += softmax[k] * adjoint[k];
        }
        for (int k = 0; k < count; k++) {
            adjoint[k] = softmax[k] * (adjoint[k] - mean) / temperature;
        }
    }

    private static double largest(double[] values, int from, int to) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = from; k < to; k++) {
            largest = Math.max(largest, values[k]);
        }
        return largest;
    }
}
