package io.permvi.applications.link;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether links are as sure as they say: links of probability above one half in equal bins, what they state against the
 * share of them that is true.
 *
 * @param bins that hold a link, in order
 */
public record Calibration(List<Bin> bins) {
    private static final int BINS = 10;

    /**
     * Links of similar probability.
     *
     * @param count how many
     * @param stated their mean probability
     * @param realized the share of them that is true
     */
    public record Bin(int count, double stated, double realized) {}

    /** Compares with the truth, which must be complete. */
    public static Calibration ofLinks(LinkResult result, Truth truth) {
        int[] count = new int[BINS];
        double[] stated = new double[BINS];
        double[] realized = new double[BINS];
        for (int e : result.links()) {
            double p = result.probability(e);
            int bin = Math.min(BINS - 1, (int) ((p - 0.5) * 2 * BINS));
            count[bin]++;
            stated[bin] += p;
            realized[bin] += truth.links(result.scores().row(e), result.scores().column(e)) ? 1 : 0;
        }
        List<Bin> bins = new ArrayList<>();
        for (int k = 0; k < BINS; k++) {
            if (count[k] > 0) {
                bins.add(new Bin(count[k], stated[k] / count[k], realized[k] / count[k]));
            }
        }
        return new Calibration(List.copyOf(bins));
    }

    /** The mean difference of stated and realized over links. */
    public double error() {
        double sum = 0;
        double count = 0;
        for (Bin bin : bins) {
            sum += bin.count() * Math.abs(bin.stated() - bin.realized());
            count += bin.count();
        }
        return count == 0 ? 0 : sum / count;
    }
}
