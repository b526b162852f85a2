package io.permvi.applications.link;

import java.io.Serializable;

/**
 * What learning needs to know of pairs: sums, so that those of parts add up to those of the whole.
 *
 * @param levels by comparison and level, the expected links that have it. Shared: not to be modified.
 * @param scores by bin of the total score, the expected links that have it. Shared: not to be modified.
 * @param links the expected links
 * @param wrong the expected others among pairs whose score outweighs the prior
 */
public record LinkSums(double[][] levels, double[] scores, double links, double wrong) implements Serializable {

    /** Of these pairs and others. */
    public LinkSums plus(LinkSums other) {
        return new LinkSums(
                plus(levels, other.levels), plus(scores, other.scores), links + other.links, wrong + other.wrong);
    }

    /** Counts by comparison and level, added up. */
    public static double[][] plus(double[][] x, double[][] y) {
        double[][] sum = new double[x.length][];
        for (int f = 0; f < sum.length; f++) {
            sum[f] = plus(x[f], y[f]);
        }
        return sum;
    }

    private static double[] plus(double[] x, double[] y) {
        double[] sum = x.clone();
        for (int k = 0; k < sum.length; k++) {
            sum[k] += y[k];
        }
        return sum;
    }
}
