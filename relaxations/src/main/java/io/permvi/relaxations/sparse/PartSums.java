package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * What is known of one part of a problem: that belief propagation stands, exact sums, or weighted matchings that were
 * drawn from it.
 */
final class PartSums {
    static final PartSums TREE = new PartSums(SparseMarginals.Method.TREE, null, null, 0);
    static final PartSums LOOPY = new PartSums(SparseMarginals.Method.BETHE, null, null, 0);

    static final PartSums BLOCKS = new PartSums(SparseMarginals.Method.BLOCKS, null, null, 0);

    private final SparseMarginals.Method method;
    private final Cluster cluster;
    private final ExactSums exact;
    private final double logCorrection;
    private int[][] drawn = {};
    private double[] cumulative = {};
    private double standardError;
    private boolean reliable = true;

    private PartSums(SparseMarginals.Method method, Cluster cluster, ExactSums exact, double logCorrection) {
        this.method = method;
        this.cluster = cluster;
        this.exact = exact;
        this.logCorrection = logCorrection;
    }

    static PartSums exact(Cluster cluster, ExactSums sums, double logCorrection) {
        return new PartSums(SparseMarginals.Method.EXACT, cluster, sums, logCorrection);
    }

    /**
     * @param drawn matchings, each as the pair of each row of the part
     * @param weights of the matchings, summing to one. Not modified.
     */
    static PartSums drawn(
            SparseMarginals.Method method,
            Cluster cluster,
            int[][] drawn,
            double[] weights,
            double logCorrection,
            boolean reliable) {
        PartSums part = new PartSums(method, cluster, null, logCorrection);
        part.drawn = drawn;
        part.cumulative = weights.clone();
        for (int s = 1; s < weights.length; s++) {
            part.cumulative[s] += part.cumulative[s - 1];
        }
        part.reliable = reliable;
        return part;
    }

    SparseMarginals.Method method() {
        return method;
    }

    double logCorrection() {
        return logCorrection;
    }

    boolean reliable() {
        return reliable;
    }

    double standardError() {
        return standardError;
    }

    /** Shares of the weighted matchings; the largest standard error by twenty batches of them. */
    void writeMarginals(Cluster of, double[] probability) {
        int batches = 20;
        double[][] share = new double[batches][of.pairs().length];
        double[] mass = new double[batches];
        for (int s = 0; s < drawn.length; s++) {
            int batch = (int) ((long) s * batches / drawn.length);
            double weight = cumulative[s] - (s == 0 ? 0 : cumulative[s - 1]);
            mass[batch] += weight;
            for (int e : drawn[s]) {
                if (e >= 0) {
                    share[batch][e] += weight;
                }
            }
        }
        for (int e = 0; e < of.pairs().length; e++) {
            double mean = 0;
            for (double[] batch : share) {
                mean += batch[e];
            }
            double square = 0;
            for (int b = 0; b < batches; b++) {
                double deviation = share[b][e] - mass[b] * mean;
                square += deviation * deviation;
            }
            probability[of.pairs()[e]] = Math.min(1, mean);
            standardError = Math.max(standardError, Math.sqrt(square));
        }
    }

    /** Whether this part draws by itself; otherwise draws are sequential. */
    boolean draws() {
        return cluster != null;
    }

    /** Draws in this part and sets the pairs of the rows of the whole. */
    void draw(RandomGenerator random, SparseScores whole, int[] pairOfRow) {
        int[] pairs;
        if (exact != null) {
            pairs = new int[cluster.scores().rows()];
            exact.draw(random, pairs);
        } else {
            int at = Arrays.binarySearch(cumulative, random.nextDouble() * cumulative[cumulative.length - 1]);
            pairs = drawn[Math.min(drawn.length - 1, at < 0 ? -at - 1 : at)];
        }
        for (int e : pairs) {
            if (e >= 0) {
                int pair = cluster.pairs()[e];
                pairOfRow[whole.row(pair)] = pair;
            }
        }
    }
}
