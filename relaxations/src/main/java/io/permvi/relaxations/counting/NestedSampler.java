package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.FastLog;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Exact (perfect) draws of the distribution on permutations with probability proportional to {@code exp(sum_i
 * theta[i][p(i)])}, at orders far beyond enumeration, and unbiased estimates of its normalizer that a bound holds. With
 * a doubly stochastic scaling of exp(theta), each row then divided by its largest entry, the permanent is at most
 * (Huber and Law 2008)
 *
 * <pre>  U(A) = product over rows of h(sum of the row) / e,     h(r) = r + log(r) / 2 + e - 1 from r = 1 on, 1 + (e - 1) r below,</pre>
 *
 * and U is nested: after a row has chosen, {@code sum_j a_ij U(A without i, j) <= U(A)}. So each row chooses a place by
 * its term, or rejects with what is left over. A path that is not rejected is an exact draw, and the product of the
 * shares that were not left over times U is an unbiased estimate of the permanent, between 0 and U. Huber and Law, Fast
 * approximation of the permanent for very dense problems (SODA 2008), section 3; nested sampling by partitions as in
 * Kuck, Dao, Rezatofighi, Sabharwal and Ermon, Approximating the permanent by sampling from adaptive partitions
 * (NeurIPS 2019).
 *
 * <p>Good for dense matrices and for near-certain ones; where rows have a handful of like entries each, acceptance
 * falls exponentially with n. O(n^3) a path. One thread; allocates nothing after it is made.
 */
public final class NestedSampler {
    private static final double E = Math.E;

    private final int n;
    private final double[][] matrix;
    private final double logBound;
    private final double[][] left;
    private final double[] sum;
    private final double[] startSum;
    private final int[] rows;
    private final int[] column;
    private final double[] term;
    private final double[] factor;
    private final double[] logs;
    private final int[] places;

    /**
     * For scores.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @param allowed the n by n mask
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public NestedSampler(DMatrixRMaj theta, SparsityPattern allowed) {
        n = theta.numRows;
        LogPermanent.Scaling scaling = new LogPermanent.Scaling(theta, allowed, 1e-9);
        double[][] columns = scaling.balancedColumns(theta, allowed);
        matrix = new double[n][n];
        startSum = new double[n];
        double bound = scaling.logFactor;
        for (int i = 0; i < n; i++) {
            double largest = 0;
            for (int j = 0; j < n; j++) {
                largest = Math.max(largest, columns[j][i]);
            }
            for (int j = 0; j < n; j++) {
                matrix[i][j] = columns[j][i] / largest;
                startSum[i] += matrix[i][j];
            }
            bound += Math.log(largest * h(startSum[i]) / E);
        }
        logBound = bound;
        left = new double[n][n];
        sum = new double[n];
        rows = new int[n];
        column = new int[n];
        term = new double[n];
        factor = new double[n];
        logs = new double[n];
        places = new int[n];
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, (a, b) -> Double.compare(startSum[a], startSum[b]));
        Arrays.setAll(rows, s -> order[s]);
    }

    private static double h(double r) {
        return r >= 1 ? r + 0.5 * Math.log(r) + E - 1 : 1 + (E - 1) * r;
    }

    /** An upper bound of the log permanent of exp(theta). */
    public double logBound() {
        return logBound;
    }

    /**
     * One path without rejection: its weight is in [0, 1], and the mean of the weights times the bound is the permanent.
     *
     * @param rng chooses the places
     */
    public double weight(RandomGenerator rng) {
        return path(rng, false);
    }

    /**
     * A weighted draw: {@link #weight} and the matching of its path. Means over many, divided by the mean weight, are
     * those of the distribution; far cheaper than exact draws where few paths are accepted.
     *
     * @param places the place of each item. Modified.
     */
    public double weight(RandomGenerator rng, int[] places) {
        double weight = path(rng, false);
        System.arraycopy(this.places, 0, places, 0, n);
        return weight;
    }

    /**
     * One exact draw, by as many paths as it takes.
     *
     * @param places the place of each item. Modified.
     * @return the number of paths
     */
    public int draw(RandomGenerator rng, int[] places) {
        int paths = 1;
        while (path(rng, true) == 0) {
            paths++;
        }
        System.arraycopy(this.places, 0, places, 0, n);
        return paths;
    }

    private double path(RandomGenerator rng, boolean rejecting) {
        for (int i = 0; i < n; i++) {
            System.arraycopy(matrix[i], 0, left[i], 0, n);
            sum[i] = startSum[i];
            column[i] = i;
        }
        double weight = 1;
        for (int s = 0; s < n; s++) {
            int count = n - s;
            double total = terms(s, count);
            double u = rng.nextDouble();
            if (rejecting && u >= total || total <= 0) {
                return 0;
            }
            weight *= Math.min(1, total);
            double rest = rejecting ? u : u * total;
            int chosen = -1;
            for (int c = 0; c < count && (chosen < 0 || rest >= 0); c++) {
                if (term[c] > 0) {
                    chosen = c;
                    rest -= term[c];
                }
            }
            take(s, count, chosen);
        }
        return weight;
    }

    /** The share of each open column in the bound, for the row of a step; returns their sum, at most one. */
    private double terms(int s, int count) {
        int row = rows[s];
        double scale = E / h(sum[row]);
        for (int c = 0; c < count; c++) {
            term[c] = scale * left[row][c];
        }
        for (int t = s + 1; t < n; t++) {
            int other = rows[t];
            double[] entries = left[other];
            double r = sum[other];
            double inverse = 1 / h(r);
            if (r <= 1) {
                for (int c = 0; c < count; c++) {
                    term[c] *= (1 + (E - 1) * (r - entries[c])) * inverse;
                }
                continue;
            }
            for (int c = 0; c < count; c++) {
                factor[c] = r - entries[c];
                logs[c] = Math.max(1, factor[c]);
            }
            FastLog.log(logs, 0, count);
            for (int c = 0; c < count; c++) {
                double v = factor[c];
                double linear = v >= 1 ? v + (E - 1) : 1 + (E - 1) * v;
                term[c] *= (linear + 0.5 * logs[c]) * inverse;
            }
        }
        double total = 0;
        for (int c = 0; c < count; c++) {
            term[c] = Math.max(0, term[c]);
            total += term[c];
        }
        return total;
    }

    private void take(int s, int count, int chosen) {
        places[rows[s]] = column[chosen];
        column[chosen] = column[count - 1];
        for (int t = s + 1; t < n; t++) {
            double[] entries = left[rows[t]];
            sum[rows[t]] -= entries[chosen];
            entries[chosen] = entries[count - 1];
        }
    }
}
