package io.permvi.applications.heads;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How often names of a stated probability are right, in ten bins. */
public final class Reliability {
    private static final int BINS = 10;

    private final String title;
    private final double[] count = new double[BINS];
    private final double[] said = new double[BINS];
    private final double[] right = new double[BINS];

    public Reliability(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    public void add(double probability, boolean isRight) {
        int bin = Math.min(BINS - 1, (int) (probability * BINS));
        count[bin]++;
        said[bin] += probability;
        right[bin] += isRight ? 1 : 0;
    }

    /** The expected calibration error: the mean gap between said and right, bins weighted by their names. */
    public double error() {
        double gap = 0;
        for (int b = 0; b < BINS; b++) {
            gap += Math.abs(said[b] - right[b]);
        }
        return gap / Math.max(1, Arrays.stream(count).sum());
    }

    public double[] counts() {
        return filled().mapToDouble(b -> count[b]).toArray();
    }

    public double[] meanConfidences() {
        return filled().mapToDouble(b -> said[b] / count[b]).toArray();
    }

    public double[] sharesRight() {
        return filled().mapToDouble(b -> right[b] / count[b]).toArray();
    }

    private IntStream filled() {
        return IntStream.range(0, BINS).filter(b -> count[b] > 0);
    }
}
