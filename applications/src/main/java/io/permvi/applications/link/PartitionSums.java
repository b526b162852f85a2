package io.permvi.applications.link;

import java.util.Arrays;

/**
 * The posterior over the partitions of a few records into clusters of the same, {@code P(partition) proportional to the
 * product over clusters of exp(sum of the weights of their pairs + (size - 1) merge)}, summed exactly over all subsets:
 * with Z(S) the sum over the partitions of S, a cluster T has the probability {@code psi(T) Z(rest) / Z(all)}. Time O(3^n).
 * Immutable.
 */
final class PartitionSums {
    /** The most records. */
    static final int LARGEST = 12;

    private final int records;
    private final double[] logCluster;
    private final double[] logSum;

    /**
     * @param weights symmetric, by pair of records, what the pair tells of their being the same. Not modified.
     * @param merge the log prior odds of one more record in a cluster
     */
    PartitionSums(double[][] weights, double merge) {
        records = weights.length;
        if (records < 1 || records > LARGEST) {
            throw new IllegalArgumentException("partitions are summed of 1.." + LARGEST + " records, got " + records);
        }
        logCluster = pairSums(weights, merge);
        logSum = new double[1 << records];
        for (int set = 1; set < logSum.length; set++) {
            double[] terms = new double[1 << (Integer.bitCount(set) - 1)];
            int count = 0;
            for (int cluster = set; cluster > 0; cluster = (cluster - 1) & set) {
                if ((cluster & set & -set) != 0) {
                    terms[count++] = logCluster[cluster] + logSum[set ^ cluster];
                }
            }
            double largest = Arrays.stream(terms).max().orElseThrow();
            logSum[set] = largest
                    + Math.log(
                            Arrays.stream(terms).map(t -> Math.exp(t - largest)).sum());
        }
    }

    /** By set of records, the sum over its pairs, and {@code merge} for each record but one. */
    private static double[] pairSums(double[][] weights, double merge) {
        double[] sums = new double[1 << weights.length];
        for (int set = 1; set < sums.length; set++) {
            int first = Integer.numberOfTrailingZeros(set);
            int rest = set & (set - 1);
            sums[set] = sums[rest] + (rest == 0 ? 0 : merge);
            for (int left = rest; left != 0; left &= left - 1) {
                sums[set] += weights[first][Integer.numberOfTrailingZeros(left)];
            }
        }
        return sums;
    }

    /** By pair of records, the probability that both are in one cluster. */
    double[][] together() {
        double[][] together = new double[records][records];
        int all = logSum.length - 1;
        for (int cluster = 1; cluster <= all; cluster++) {
            double p = Math.exp(logCluster[cluster] + logSum[all ^ cluster] - logSum[all]);
            for (int i = 0; i < records; i++) {
                for (int j = 0; j < records; j++) {
                    together[i][j] += (cluster >> i & cluster >> j & 1) == 1 ? p : 0;
                }
            }
        }
        return together;
    }

    /** The cluster of each record in the partition that is expected to decide most pairs rightly. */
    int[] best() {
        double[][] gain = together();
        for (double[] row : gain) {
            Arrays.setAll(row, j -> row[j] - 0.5);
        }
        double[] ofCluster = pairSums(gain, 0);
        double[] most = new double[logSum.length];
        int[] taken = new int[logSum.length];
        for (int set = 1; set < most.length; set++) {
            most[set] = Double.NEGATIVE_INFINITY;
            for (int cluster = set; cluster > 0; cluster = (cluster - 1) & set) {
                double value = ofCluster[cluster] + most[set ^ cluster];
                if ((cluster & set & -set) != 0 && value > most[set]) {
                    most[set] = value;
                    taken[set] = cluster;
                }
            }
        }
        int[] clusterOf = new int[records];
        for (int set = most.length - 1; set != 0; set ^= taken[set]) {
            int first = Integer.numberOfTrailingZeros(set);
            int now = set;
            Arrays.setAll(clusterOf, i -> (taken[now] >> i & 1) == 1 ? first : clusterOf[i]);
        }
        return clusterOf;
    }
}
