package io.permvi.plots;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * How often statements of each probability are right.
 *
 * @param name of who made them
 * @param said mean probability of the statements of each bin
 * @param right share of them that are right
 * @param counts how many there are; bins of none are left out of pictures
 */
public record ReliabilityCurve(String name, double[] said, double[] right, double[] counts) {
    private static final double QUANTILE = 1.959964;

    /** @throws IllegalArgumentException when the lengths differ */
    public ReliabilityCurve {
        Objects.requireNonNull(name, "name");
        if (said.length != right.length || said.length != counts.length) {
            throw new IllegalArgumentException(
                    "a reliability curve needs as many probabilities as shares and counts, got " + said.length + ", "
                            + right.length + " and " + counts.length);
        }
    }

    /** Of single statements in ten bins of equal width. */
    public static ReliabilityCurve of(String name, List<Double> probabilities, List<Boolean> right) {
        if (probabilities.size() != right.size()) {
            throw new IllegalArgumentException(
                    "there are " + probabilities.size() + " probabilities for " + right.size() + " statements");
        }
        double[] said = new double[10];
        double[] share = new double[10];
        double[] counts = new double[10];
        for (int k = 0; k < right.size(); k++) {
            double probability = probabilities.get(k);
            int bin = (int) Math.max(0, Math.min(9, 10 * probability));
            said[bin] += probability;
            share[bin] += right.get(k) ? 1 : 0;
            counts[bin]++;
        }
        for (int bin = 0; bin < 10; bin++) {
            said[bin] /= Math.max(1, counts[bin]);
            share[bin] /= Math.max(1, counts[bin]);
        }
        return new ReliabilityCurve(name, said, share, counts);
    }

    /** The expected calibration error: the mean distance of what is said from what is right, over all statements. */
    public double calibrationError() {
        double total = 0;
        double error = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            total += counts[bin];
            error += counts[bin] * Math.abs(counts[bin] > 0 ? said[bin] - right[bin] : 0);
        }
        return total > 0 ? error / total : Double.NaN;
    }

    /** One end of the interval of Wilson (1927) for the share of a bin, at 95 %. */
    double wilson(int bin, int side) {
        double n = counts[bin];
        double z = QUANTILE;
        double middle = right[bin] + z * z / (2 * n);
        double half = z * Math.sqrt(right[bin] * (1 - right[bin]) / n + z * z / (4 * n * n));
        return Math.max(0, Math.min(1, (middle + side * half) / (1 + z * z / n)));
    }

    /** The bins that hold a statement. */
    public int[] filled() {
        return IntStream.range(0, counts.length).filter(bin -> counts[bin] > 0).toArray();
    }
}
