package io.permvi.applications.link;

import java.io.Serializable;

/**
 * What the total score of a pair tells: log ratios in bins of the score, between the middles of bins along lines; or the
 * score itself, as if what fields tell were independent.
 *
 * @param ratios by bin, none where the score counts as it is. Shared: not to be modified.
 */
public record ScoreRatios(double[] ratios) implements Serializable {
    /** The score as it is. */
    public static final ScoreRatios NONE = new ScoreRatios(new double[0]);

    /** The number of bins. */
    public static final int BINS = 60;

    private static final double WIDTH = 2;

    /** The bin of a score; those beyond the ends are in the first and the last. */
    public static int bin(double score) {
        return (int) Math.max(0, Math.min(BINS - 1, score / WIDTH + 0.5 * BINS));
    }

    boolean isNone() {
        return ratios.length == 0;
    }

    /** The log ratio of a score. */
    double of(double score) {
        if (isNone()) {
            return score;
        }
        double at = Math.max(0, Math.min(BINS - 1, score / WIDTH + 0.5 * BINS - 0.5));
        int low = (int) at;
        int high = Math.min(BINS - 1, low + 1);
        return ratios[low] * (1 - (at - low)) + ratios[high] * (at - low);
    }
}
