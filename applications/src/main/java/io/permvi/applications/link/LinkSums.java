package io.permvi.applications.link;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What learning needs to know of pairs: sums, so that those of parts add up to those of the whole.
 *
 * @param levels by class, comparison and level, the expected links that have it. Shared: not to be modified.
 * @param classes by class, the expected links. Shared: not to be modified.
 * @param scores by bin of the total score, the expected links that have it. Shared: not to be modified.
 * @param links the expected links
 * @param decided the expected right less wrong ones among pairs that are more probably links than not
 * @param wrong the expected others among pairs whose score outweighs the prior
 */
public record LinkSums(
        double[][][] levels, double[] classes, double[] scores, double links, double decided, double wrong)
        implements Serializable {
    /** Of no pairs. */
    public static final LinkSums NONE = new LinkSums(new double[0][][], new double[0], new double[0], 0, 0, 0);

    /** Of these pairs and others. */
    public LinkSums plus(LinkSums other) {
        double[][][] both = new double[levels.length][][];
        Arrays.setAll(both, c -> plus(levels[c], other.levels[c]));
        return new LinkSums(
                both,
                plus(classes, other.classes),
                plus(scores, other.scores),
                links + other.links,
                decided + other.decided,
                wrong + other.wrong);
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
