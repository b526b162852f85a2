package io.permvi.relaxations.assignment;

import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;

/**
 * The matching of every row that has the largest total score, by shortest augmenting paths (Jonker and Volgenant 1987):
 * potentials and a greedy start here, the search for a path in the subclasses. One thread; owns its buffers.
 */
abstract sealed class ShortestPathMatching permits DenseShortestPaths, ListedShortestPaths {
    /** Rows this short go through loops of their own: one loop for all compiles for the length it met first. */
    static final int SHORT = 16;

    /** Up to this order, scanning whole rows is faster than keeping lists of candidates. */
    private static final int DENSE = 400;

    /**
     * How much worse than the start from nothing the last potentials may be, by their dual values: on scores of seven
     * kinds, orders 50 to 1000, with noise of 0.001 to 1, they gained below 2.5 and lost above.
     */
    private static final double WORSE = 2.5;

    final ScoreRows rows;
    final int m;
    final int n;
    /** Reduced costs {@code v[j] - score(i, j)} are the least of row i where it is matched. */
    final double[] columnPotential;

    final int[] rowOfColumn;
    private final double[] rowPotential;
    private final double[] work;
    private final boolean[] matched;
    private final int[] lastColumn;
    /** What the dual value of the reductions exceeded the optimum by; infinite where all starts cost the same. */
    private double startGap = Double.POSITIVE_INFINITY;

    private final OrderedStart ordered;

    ShortestPathMatching(ScoreRows rows) {
        this.rows = rows;
        m = rows.m;
        n = rows.n;
        columnPotential = new double[n];
        rowOfColumn = new int[n];
        rowPotential = new double[m];
        work = new double[n];
        matched = new boolean[m];
        lastColumn = new int[m];
        ordered = new OrderedStart(rows);
    }

    static ShortestPathMatching of(ScoreRows rows) {
        return rows.n <= DENSE ? new DenseShortestPaths(rows) : new ListedShortestPaths(rows);
    }

    /** Makes ready for the rows of other scores. */
    abstract void clear();

    /**
     * Takes row i, all of whose reduced costs {@code v[j] - (score - rowPotential)} are at least 0.
     *
     * @return a column without a row where the reduced cost is 0, or -1
     */
    abstract int take(int i, double rowPotential);

    /**
     * Takes row i.
     *
     * @return a column without a row where the reduced cost {@code v[j] - score} is the least of the row, or -1
     */
    abstract int take(int i);

    /** The least reduced cost of the row taken last by {@link #take(int)}. */
    abstract double leastReducedCost();

    /** Complains when a score of the rows taken was not finite. */
    abstract void requireFinite();

    /**
     * Gives a row a column along the shortest augmenting path. Row m, of zeros, takes one more column each time, and no
     * path goes through those that it has.
     *
     * @return the length of the path
     */
    abstract double augment(int start);

    /** Solves from nothing. */
    void solve() {
        if (m < n) {
            solveWide();
        } else {
            solveSquare();
        }
    }

    /** Columns that may stay free must keep potential 0, so none are reduced. */
    private void solveWide() {
        Arrays.fill(columnPotential, 0);
        double dual = takeAll();
        if (improveByOrder(dual)) {
            takeAll();
            augmentAll();
            leaveColumns();
        } else {
            augmentAll();
        }
    }

    /**
     * Gives the columns left over to the row of zeros, so that their potentials become the least of all, and that 0: at
     * once where it is 0, along shortest paths where rows value them. No potential is below 0 before.
     */
    private void leaveColumns() {
        int left = n - m;
        for (int j = 0; j < n; j++) {
            if (rowOfColumn[j] < 0 && columnPotential[j] == 0) {
                rowOfColumn[j] = m;
                left--;
            }
        }
        double level = 0;
        for (; left > 0; left--) {
            level = augment(m);
        }
        for (int j = 0; j < n; j++) {
            boolean free = rowOfColumn[j] == m;
            columnPotential[j] = free ? 0 : columnPotential[j] - level;
            rowOfColumn[j] = free ? -1 : rowOfColumn[j];
        }
    }

    private void solveSquare() {
        Arrays.fill(columnPotential, Double.NEGATIVE_INFINITY);
        if (n <= SHORT) {
            reduceShort();
        } else {
            reduceLong();
        }
        for (int j = 0; j < n; j++) {
            if (columnPotential[j] == Double.NEGATIVE_INFINITY) {
                columnPotential[j] = 0;
            }
        }
        Arrays.fill(rowOfColumn, -1);
        clear();
        for (int i = 0; i < m; i++) {
            match(i, take(i, rowPotential[i]));
        }
        requireFinite();
        startGap = Double.POSITIVE_INFINITY;
        if (n <= SHORT) {
            augmentAll();
            return;
        }
        double dual = sum(rowPotential) + sum(columnPotential);
        if (improveByOrder(dual)) {
            takeAll();
        }
        augmentAll();
        startGap = dual - value();
    }

    /** Starts along the order of both sides where more than half of the rows are without a column, and it helps. */
    private boolean improveByOrder(double dual) {
        int free = 0;
        for (int i = 0; i < m; i++) {
            free += matched[i] ? 0 : 1;
        }
        return m > SHORT && free > m / 2 && !rows.partial() && ordered.improve(columnPotential, dual);
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private double value() {
        double value = 0;
        for (int j = 0; j < n; j++) {
            value += rows.get(rowOfColumn[j], j);
        }
        return value;
    }

    /** Takes all rows at the column potentials as they are; returns the sum of the row potentials. */
    private double takeAll() {
        Arrays.fill(rowOfColumn, -1);
        clear();
        double sum = 0;
        for (int i = 0; i < m; i++) {
            match(i, take(i));
            sum -= leastReducedCost();
        }
        requireFinite();
        return sum;
    }

    /**
     * Solves a square problem from the column potentials as they are, or from nothing when their dual value exceeds the
     * value of the last matching by more than {@link #WORSE} times what the start from nothing exceeded the optimum by
     * when it was used last. Solves any other from nothing.
     */
    void solveFromLast() {
        if (m < n) {
            solveWide();
        } else if (startGap == Double.POSITIVE_INFINITY) {
            takeAll();
            augmentAll();
        } else if (takeAllWithin(WORSE * startGap)) {
            augmentAll();
        } else {
            solveSquare();
        }
    }

    /** Takes all rows unless what they lose by their last columns comes to more than an allowance. */
    private boolean takeAllWithin(double allowance) {
        for (int j = 0; j < n; j++) {
            if (rowOfColumn[j] < 0) {
                return false;
            }
            lastColumn[rowOfColumn[j]] = j;
        }
        Arrays.fill(rowOfColumn, -1);
        clear();
        double loss = 0;
        for (int i = 0; i < m; i++) {
            match(i, take(i));
            int j = lastColumn[i];
            loss += (columnPotential[j] - rows.get(i, j)) - leastReducedCost();
            if (!(loss <= allowance)) {
                return false;
            }
        }
        requireFinite();
        return true;
    }

    private void reduceLong() {
        for (int i = 0; i < m; i++) {
            rows.load(i, work);
            rowPotential[i] = finite(greatest(work, n));
            raise(columnPotential, work, rowPotential[i], n);
        }
    }

    private void reduceShort() {
        for (int i = 0; i < m; i++) {
            rows.load(i, work);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
                greatest = work[j] > greatest ? work[j] : greatest;
            }
            greatest = finite(greatest);
            rowPotential[i] = greatest;
            for (int j = 0; j < n; j++) {
                double reduced = work[j] - greatest;
                columnPotential[j] = reduced > columnPotential[j] ? reduced : columnPotential[j];
            }
        }
    }

    private static double finite(double greatest) {
        return greatest == Double.NEGATIVE_INFINITY ? 0 : greatest;
    }

    private static double greatest(double[] values, int n) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            // not Math.max: a chain of maxima does not vectorize, and the processor predicts this branch
            if (values[j] > greatest) {
                greatest = values[j];
            }
        }
        return greatest;
    }

    private static void raise(double[] v, double[] row, double rowPotential, int n) {
        for (int j = 0; j < n; j++) {
            v[j] = Math.max(v[j], row[j] - rowPotential);
        }
    }

    private void match(int i, int column) {
        matched[i] = column >= 0;
        if (matched[i]) {
            rowOfColumn[column] = i;
        }
    }

    private void augmentAll() {
        for (int i = 0; i < m; i++) {
            if (!matched[i]) {
                augment(i);
            }
        }
    }

    static InfeasibleMatchingException infeasible(int[] scannedRow, int scanned, int[] doneColumn) {
        int[] items = Arrays.copyOf(scannedRow, scanned);
        int[] places = Arrays.copyOf(doneColumn, scanned - 1);
        Arrays.sort(items);
        Arrays.sort(places);
        return new InfeasibleMatchingException(items, places);
    }
}
