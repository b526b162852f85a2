package io.permvi.relaxations.assignment;

import java.util.Arrays;

/**
 * The entries of each row that a shortest path is likely to use, and a bound on all its others: with column potentials
 * v, an entry that is not listed has {@code v[j] - score >= bound(i)}. Potentials only rise within a solve, so a bound
 * stays true until the row is listed anew.
 */
final class CandidateLists {
    private static final int CAPACITY = 64;
    private static final int WANTED = 8;
    private static final int FEWEST = 3;
    private static final int FIRST_ATTEMPTS = 2;
    private static final int ATTEMPTS = 8;
    private static final double ADAPTATION = 0.1;
    private static final double EXTENSION = 4;

    private final ScoreRows rows;
    private final int n;
    private final int capacity;
    private final int[] columns;
    private final double[] scores;
    private final int[] counts;
    private final double[] bounds;
    private final double[] row;
    private final double[] reduced;
    private final int[] selected;
    /** 0 as long as every reduced cost of a column was finite. */
    private final double[] check;

    /** How far above its least reduced cost a row is listed; follows the counts that come of it. */
    private double reach;

    private double leastReducedCost;

    CandidateLists(ScoreRows rows) {
        this.rows = rows;
        n = rows.n;
        capacity = Math.min(CAPACITY, n);
        columns = new int[rows.m * capacity];
        scores = new double[rows.m * capacity];
        counts = new int[rows.m + 1];
        bounds = new double[rows.m + 1];
        row = new double[n];
        reduced = new double[n];
        selected = new int[n];
        check = new double[n];
    }

    /** Forgets how far the rows of earlier scores reached. */
    void clear() {
        reach = 0;
        Arrays.fill(check, 0);
        takeWhole(rows.m);
    }

    /**
     * Lists row i, all of whose reduced costs {@code v[j] - (score - rowPotential)} are at least 0.
     *
     * @return a column without a row where the reduced cost is 0, or -1
     */
    int list(int i, double[] v, double rowPotential, int[] rowOfColumn) {
        rows.load(i, row);
        reduce(row, v, rowPotential, reduced, check, n);
        return listAbove(i, 0, rowPotential, rowOfColumn);
    }

    /**
     * Lists row i.
     *
     * @return a column without a row where the reduced cost {@code v[j] - score} is the least of the row, or -1
     */
    int list(int i, double[] v, int[] rowOfColumn) {
        rows.load(i, row);
        reduce(row, v, 0, reduced, check, n);
        leastReducedCost = least(reduced, n);
        return leastReducedCost == Double.POSITIVE_INFINITY
                ? listNothing(i)
                : listAbove(i, leastReducedCost, 0, rowOfColumn);
    }

    /** The least reduced cost of the row listed last by {@link #list(int, double[], int[])}. */
    double leastReducedCost() {
        return leastReducedCost;
    }

    /** Complains when a score of a row listed was not finite. */
    void requireFinite() {
        double sum = 0;
        for (int j = 0; j < n && !rows.partial(); j++) {
            sum += check[j];
        }
        if (sum != 0) {
            throw rows.notFinite();
        }
    }

    private int listNothing(int i) {
        counts[i] = 0;
        bounds[i] = Double.POSITIVE_INFINITY;
        return -1;
    }

    private int listAbove(int i, double least, double rowPotential, int[] rowOfColumn) {
        int count = rows.partial() ? select(reduced, Double.MAX_VALUE, selected, n) : n;
        if (rows.partial() && count <= capacity) {
            keep(i, count, Double.POSITIVE_INFINITY, rowPotential);
        } else {
            count = selectWanted(least, FIRST_ATTEMPTS);
            if (fits(count)) {
                keep(i, count, least + reach, rowPotential);
                reach *= 1 - ADAPTATION + ADAPTATION * WANTED / count;
            } else {
                counts[i] = 0;
                bounds[i] = Double.NEGATIVE_INFINITY;
            }
        }
        for (int k = 0; k < count; k++) {
            if (reduced[selected[k]] <= least && rowOfColumn[selected[k]] < 0) {
                return selected[k];
            }
        }
        return -1;
    }

    private int selectWanted(double least, int attempts) {
        int count = select(reduced, least + reach, selected, n);
        for (int attempt = 0; attempt < attempts && !fits(count); attempt++) {
            adaptReach(count, least);
            count = select(reduced, least + reach, selected, n);
        }
        return count;
    }

    private boolean fits(int count) {
        return count >= FEWEST && count <= capacity;
    }

    private void adaptReach(int count, double least) {
        if (count > capacity) {
            reach *= 0.5;
        } else if (reach > 0) {
            reach *= 2;
        } else {
            double sum = 0;
            int finite = 0;
            for (int j = 0; j < n; j++) {
                if (reduced[j] < Double.POSITIVE_INFINITY) {
                    sum += reduced[j] - least;
                    finite++;
                }
            }
            reach = finite == 0 ? 0 : 0.5 * WANTED / n * sum / finite;
        }
    }

    /** Keeps the entries selected, or as many as there is room for: ties would else all keep the same columns. */
    private void keep(int i, int count, double threshold, double rowPotential) {
        int kept = Math.min(count, capacity);
        double bound = count == n ? Double.POSITIVE_INFINITY : threshold;
        int from = kept < count ? i % count : 0;
        int to = i * capacity;
        for (int k = 0; k < count; k++) {
            int j = selected[from];
            if (k < kept) {
                columns[to + k] = j;
                scores[to + k] = row[j];
            } else {
                bound = Math.min(bound, reduced[j]);
            }
            from = from + 1 == count ? 0 : from + 1;
        }
        counts[i] = kept;
        bounds[i] = bound - rowPotential;
    }

    private boolean listed(int i) {
        return bounds[i] > Double.NEGATIVE_INFINITY;
    }

    /** Whether row i has no list because a list did not serve: it is to be taken whole. */
    boolean whole(int i) {
        return counts[i] < 0;
    }

    /**
     * Lists row i anew so that its bound rises to a value; where a list has no room for that, gives up listing the row
     * in this solve.
     */
    void extend(int i, double[] v, double needed) {
        reduceWhole(i, v);
        double least = least(reduced, n);
        if (!listed(i)) {
            keep(i, selectWanted(least, ATTEMPTS), least + reach, 0);
            return;
        }
        double earlier = bounds[i];
        double threshold = least + EXTENSION * (Math.max(needed, earlier) - least);
        keep(i, select(reduced, threshold, selected, n), threshold, 0);
        if (bounds[i] < needed || bounds[i] <= earlier) {
            takeWhole(i);
        }
    }

    private void takeWhole(int i) {
        counts[i] = -1;
        bounds[i] = Double.POSITIVE_INFINITY;
    }

    /** Makes {@link #reduced} {@code v[j] - score} for row i. */
    void reduceWhole(int i, double[] v) {
        rows.load(i, row);
        reduce(row, v, 0, reduced, check, n);
    }

    double reduced(int j) {
        return reduced[j];
    }

    int start(int i) {
        return i * capacity;
    }

    int end(int i) {
        return i * capacity + counts[i];
    }

    int column(int e) {
        return columns[e];
    }

    double score(int e) {
        return scores[e];
    }

    double bound(int i) {
        return bounds[i];
    }

    private static void reduce(double[] row, double[] v, double rowPotential, double[] out, double[] check, int n) {
        for (int j = 0; j < n; j++) {
            double cost = v[j] - (row[j] - rowPotential);
            out[j] = cost;
            check[j] += 0.0 * cost;
        }
    }

    private static double least(double[] values, int n) {
        double least = Double.POSITIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            // not Math.min: a chain of minima does not vectorize, and the processor predicts this branch
            if (values[j] < least) {
                least = values[j];
            }
        }
        return least;
    }

    private static int select(double[] values, double threshold, int[] selected, int n) {
        int count = 0;
        for (int j = 0; j < n; j++) {
            if (values[j] <= threshold) {
                selected[count++] = j;
            }
        }
        return count;
    }
}
