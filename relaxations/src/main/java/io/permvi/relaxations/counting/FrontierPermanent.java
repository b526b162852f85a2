package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * Exact permanents of sparse matrices of up to 64 rows: rows are taken one after the other, and a table holds a sum for
 * each set of taken columns among those that are still open, seen already and to be seen again. A column that closes
 * without being taken ends its sets. Rows are chosen so that few columns are open, the best of many orders. O(sets of
 * all steps, times entries of a row).
 */
final class FrontierPermanent {
    private static final int ORDERS = 1000;
    private static final double TIE = 0.9;
    /** Less than a gigabyte of two tables. */
    private static final double MOST_SETS = 1 << 24;

    private final double[][] columns;
    private final SparsityPattern allowed;
    private final int n;
    private final double most;
    private long[] sets = new long[16];
    private double[] sums = new double[16];
    private int count;

    private FrontierPermanent(double[][] columns, SparsityPattern allowed, double most) {
        this.columns = columns;
        this.allowed = allowed;
        this.n = allowed.rows();
        this.most = most;
    }

    /**
     * The log permanent.
     *
     * @param columns of a nonnegative matrix, of moderate size
     * @param allowed where it is not zero
     * @param most entries that may be met, sets times entries of their rows
     * @return empty when there are more rows than 64, or more work
     */
    static OptionalDouble log(double[][] columns, SparsityPattern allowed, double most) {
        return allowed.rows() > Long.SIZE
                ? OptionalDouble.empty()
                : new FrontierPermanent(columns, allowed, most).run();
    }

    private OptionalDouble run() {
        RandomGenerator rng = new SplittableRandom(n);
        Plan plan = Plan.of(allowed, rng, most);
        for (int k = 1; k < ORDERS; k++) {
            Plan other = Plan.of(allowed, rng, plan.work);
            plan = other.work < plan.work ? other : plan;
        }
        if (!(plan.work < most)) {
            return OptionalDouble.empty();
        }
        double log = 0;
        add(0, 1);
        for (int s = 0; s < n; s++) {
            double largest = step(plan.rows[s], plan.closings[s]);
            for (int k = 0; k < sums.length; k++) {
                sums[k] /= largest;
            }
            log += Math.log(largest);
        }
        return OptionalDouble.of(log + Math.log(sums[find(0)]));
    }

    /** An order of the rows, the columns that close after each, and the work, were every set of the right size to come. */
    private record Plan(int[] rows, long[] closings, double work) {
        /** From a row at random on, always one of those that leave the fewest columns open; infinite work beyond a limit. */
        static Plan of(SparsityPattern allowed, RandomGenerator rng, double limit) {
            int n = allowed.rows();
            Plan plan = new Plan(new int[n], new long[n], 0);
            int[] left = new int[n];
            allowed.forEachEntry((e, i, j) -> left[j]++);
            boolean[] done = new boolean[n];
            long open = 0;
            double work = 0;
            int closed = 0;
            for (int s = 0; s < n && work < limit; s++) {
                int row = s == 0 ? rng.nextInt(n) : next(allowed, done, open, left, rng);
                done[row] = true;
                plan.rows[s] = row;
                for (int e = allowed.rowStart(row); e < allowed.rowEnd(row); e++) {
                    int j = allowed.column(e);
                    open |= 1L << j;
                    plan.closings[s] |= --left[j] == 0 ? 1L << j : 0;
                }
                open &= ~plan.closings[s];
                closed += Long.bitCount(plan.closings[s]);
                double sets = Math.exp(
                        CombinatoricsUtils.binomialCoefficientLog(Long.bitCount(open), Math.max(0, s + 1 - closed)));
                work += sets < MOST_SETS ? sets * allowed.rowCount(row) : Double.POSITIVE_INFINITY;
            }
            return new Plan(plan.rows, plan.closings, work < limit ? work : Double.POSITIVE_INFINITY);
        }

        /** One of the rows that leave the fewest columns open. */
        private static int next(SparsityPattern allowed, boolean[] done, long open, int[] left, RandomGenerator rng) {
            int best = -1;
            double fewest = Double.POSITIVE_INFINITY;
            for (int row = 0; row < done.length; row++) {
                // less than one, so it breaks ties only
                double change = TIE * rng.nextDouble();
                for (int e = allowed.rowStart(row); !done[row] && e < allowed.rowEnd(row); e++) {
                    int j = allowed.column(e);
                    change += (open >> j & 1) == 0 ? 1 : 0;
                    change -= left[j] == 1 ? 1 : 0;
                }
                if (!done[row] && change < fewest) {
                    fewest = change;
                    best = row;
                }
            }
            return best;
        }
    }

    /** Moves the table over a row; returns the largest sum. */
    private double step(int row, long closing) {
        long[] before = sets;
        double[] values = sums;
        int size = Math.max(16, Integer.highestOneBit(2 * count));
        sets = new long[size];
        sums = new double[size];
        count = 0;
        for (int k = 0; k < before.length; k++) {
            for (int e = allowed.rowStart(row); values[k] > 0 && e < allowed.rowEnd(row); e++) {
                int j = allowed.column(e);
                long with = before[k] | 1L << j;
                if ((before[k] >> j & 1) == 0 && (with & closing) == closing) {
                    add(with & ~closing, values[k] * columns[j][row]);
                }
            }
        }
        return Arrays.stream(sums).max().orElseThrow();
    }

    private void add(long set, double value) {
        if (2 * count >= sets.length) {
            grow();
        }
        int at = find(set);
        count += sums[at] == 0 ? 1 : 0;
        sets[at] = set;
        sums[at] += value;
    }

    /** Where a set is, or may go: the first free slot from that of its hash on. */
    private int find(long set) {
        long hash = set * 0x9E3779B97F4A7C15L;
        int at = (int) (hash >>> 32) & sets.length - 1;
        while (sums[at] != 0 && sets[at] != set) {
            at = at + 1 & sets.length - 1;
        }
        return at;
    }

    private void grow() {
        long[] oldSets = sets;
        double[] oldSums = sums;
        sets = new long[2 * oldSets.length];
        sums = new double[2 * oldSets.length];
        for (int k = 0; k < oldSets.length; k++) {
            if (oldSums[k] != 0) {
                int at = find(oldSets[k]);
                sets[at] = oldSets[k];
                sums[at] = oldSums[k];
            }
        }
    }
}
