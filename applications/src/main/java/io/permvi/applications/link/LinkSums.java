package io.permvi.applications.link;

import java.io.Serializable;

/**
 * What learning needs to know of pairs: sums, so that those of parts add up to those of the whole.
 *
 * @param levels by comparison and level, the expected links that have it. Shared: not to be modified.
 * @param links the expected links
 */
public record LinkSums(double[][] levels, double links) implements Serializable {

    /** Of these pairs and others. */
    public LinkSums plus(LinkSums other) {
        double[][] sum = new double[levels.length][];
        for (int f = 0; f < sum.length; f++) {
            sum[f] = plus(levels[f], other.levels[f]);
        }
        return new LinkSums(sum, links + other.links);
    }

    static double[] plus(double[] x, double[] y) {
        double[] sum = x.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += y[k];
        }
        return sum;
    }
}
