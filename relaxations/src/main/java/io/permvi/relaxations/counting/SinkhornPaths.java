package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Sequential importance sampling of permutations: rows choose their places one after the other, the one with the fewest
 * places left first, by a matrix of what is left that a few sweeps keep nearly doubly stochastic. The weight of a path,
 * product of entries over chances, is an unbiased estimate of the permanent of low variance, also for sparse matrices,
 * but no bound of it is known. O(sweeps n entries) a path; one thread.
 */
final class SinkhornPaths {
    private static final int SWEEPS = 4;

    private final int n;
    private final SparsityPattern allowed;
    private final double[] entry;
    private final double[] start;
    private final double[] columnSum;
    private final boolean[] rowDone;
    private final boolean[] columnDone;

    /** @param columns of a nearly doubly stochastic matrix, and where it is not zero */
    SinkhornPaths(double[][] columns, SparsityPattern allowed) {
        this.allowed = allowed;
        n = allowed.rows();
        start = new double[allowed.count()];
        allowed.forEachEntry((e, i, j) -> start[e] = columns[j][i]);
        entry = new double[start.length];
        columnSum = new double[n];
        rowDone = new boolean[n];
        columnDone = new boolean[n];
    }

    /** The logarithm of the weight of a path; minus infinity where it cannot be completed. */
    double logWeight(RandomGenerator rng) {
        System.arraycopy(start, 0, entry, 0, entry.length);
        Arrays.fill(rowDone, false);
        Arrays.fill(columnDone, false);
        double log = 0;
        for (int s = 0; s < n; s++) {
            int row = next();
            double sum = 0;
            for (int e = allowed.rowStart(row); e < allowed.rowEnd(row); e++) {
                sum += entry[e];
            }
            if (!(sum > 0)) {
                return Double.NEGATIVE_INFINITY;
            }
            double left = rng.nextDouble() * sum;
            int chosen = -1;
            for (int e = allowed.rowStart(row); e < allowed.rowEnd(row) && (chosen < 0 || left >= 0); e++) {
                if (entry[e] > 0) {
                    chosen = e;
                    left -= entry[e];
                }
            }
            log += Math.log(start[chosen] * sum / entry[chosen]);
            rowDone[row] = true;
            columnDone[allowed.column(chosen)] = true;
            if (s < n - 1 && !sweep()) {
                return Double.NEGATIVE_INFINITY;
            }
        }
        return log;
    }

    /** The open row with the fewest places, of those the one that is most certain. */
    private int next() {
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        double surest = 0;
        for (int i = 0; i < n; i++) {
            if (rowDone[i]) {
                continue;
            }
            int count = 0;
            double largest = 0;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                count += entry[e] > 0 ? 1 : 0;
                largest = Math.max(largest, entry[e]);
            }
            if (count < fewest || count == fewest && largest > surest) {
                best = i;
                fewest = count;
                surest = largest;
            }
        }
        return best;
    }

    /** Scales open rows and columns; returns whether each of them still has an entry. */
    private boolean sweep() {
        for (int sweep = 0; sweep < SWEEPS; sweep++) {
            Arrays.fill(columnSum, 0);
            for (int i = 0; i < n; i++) {
                double sum = 0;
                for (int e = allowed.rowStart(i); !rowDone[i] && e < allowed.rowEnd(i); e++) {
                    entry[e] = columnDone[allowed.column(e)] ? 0 : entry[e];
                    sum += entry[e];
                }
                if (!rowDone[i] && !(sum > 0)) {
                    return false;
                }
                for (int e = allowed.rowStart(i); !rowDone[i] && e < allowed.rowEnd(i); e++) {
                    entry[e] /= sum;
                    columnSum[allowed.column(e)] += entry[e];
                }
            }
            for (int j = 0; j < n; j++) {
                if (!columnDone[j] && !(columnSum[j] > 0)) {
                    return false;
                }
            }
            for (int i = 0; i < n; i++) {
                for (int e = allowed.rowStart(i); !rowDone[i] && e < allowed.rowEnd(i); e++) {
                    entry[e] = entry[e] > 0 ? entry[e] / columnSum[allowed.column(e)] : 0;
                }
            }
        }
        return true;
    }
}
