package io.permvi.relaxations.sparse;

import java.util.Arrays;
import java.util.Optional;

/**
 * An order of the rows of a small problem in which few columns are open at a time: seen by a row taken already and by one
 * that is to come. Greedy: always the row that leaves the fewest columns open. Columns that a single row has are never
 * open. Immutable.
 */
final class FrontierPlan {
    /** Above, rows are taken as they come: the greedy choice looks at all pairs of rows. */
    private static final int GREEDY = 400;

    /** The numbers that the tables of all steps may hold together. */
    private static final long LARGEST_TABLES = 1L << 22;

    private final int[] order;
    private final int[][] open;
    private final boolean[][] closes;

    private FrontierPlan(int[] order, int[][] open, boolean[][] closes) {
        this.order = order;
        this.open = open;
        this.closes = closes;
    }

    /**
     * An order of all rows with no more than {@code limit} columns open and tables that fit memory, if the choice finds
     * one.
     */
    static Optional<FrontierPlan> within(int limit, SparseScores scores) {
        int m = scores.rows();
        int[] left = new int[scores.columns()];
        for (int e = 0; e < scores.pairs(); e++) {
            left[scores.column(e)]++;
        }
        boolean[] shared = new boolean[left.length];
        for (int j = 0; j < left.length; j++) {
            shared[j] = left[j] > 1;
        }
        boolean[] taken = new boolean[m];
        boolean[] isOpen = new boolean[left.length];
        int[] order = new int[m];
        int[][] open = new int[m][];
        boolean[][] closes = new boolean[m][];
        int[] now = {};
        long tables = 0;
        for (int t = 0; t < m; t++) {
            int row = next(scores, taken, shared, isOpen, left, t);
            taken[row] = true;
            order[t] = row;
            int[] within = Arrays.copyOf(now, now.length + scores.rowStart(row + 1) - scores.rowStart(row));
            int count = now.length;
            for (int e = scores.rowStart(row); e < scores.rowStart(row + 1); e++) {
                int column = scores.column(e);
                left[column]--;
                if (shared[column] && !isOpen[column]) {
                    isOpen[column] = true;
                    within[count++] = column;
                }
            }
            open[t] = Arrays.copyOf(within, count);
            closes[t] = new boolean[count];
            int stay = 0;
            now = new int[count];
            for (int k = 0; k < count; k++) {
                closes[t][k] = left[open[t][k]] == 0;
                if (!closes[t][k]) {
                    now[stay++] = open[t][k];
                }
            }
            now = Arrays.copyOf(now, stay);
            tables += 1L << Math.min(count, Long.SIZE - 2);
            if (count > limit || tables > LARGEST_TABLES) {
                return Optional.empty();
            }
        }
        return Optional.of(new FrontierPlan(order, open, closes));
    }

    private static int next(
            SparseScores scores, boolean[] taken, boolean[] shared, boolean[] isOpen, int[] left, int t) {
        if (taken.length > GREEDY) {
            return t;
        }
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        for (int row = 0; row < taken.length; row++) {
            int change = 0;
            for (int e = scores.rowStart(row); !taken[row] && e < scores.rowStart(row + 1); e++) {
                int column = scores.column(e);
                change += shared[column] && !isOpen[column] ? 1 : 0;
                change -= shared[column] && left[column] == 1 ? 1 : 0;
            }
            if (!taken[row] && change < fewest) {
                fewest = change;
                best = row;
            }
        }
        return best;
    }

    /** The number of rows. */
    int steps() {
        return order.length;
    }

    /** The row of step {@code t}. */
    int row(int t) {
        return order[t];
    }

    /** The columns open within step {@code t}: those open before it, then those that it opens. */
    int[] open(int t) {
        return open[t];
    }

    /** Which of them close after it. */
    boolean[] closes(int t) {
        return closes[t];
    }
}
