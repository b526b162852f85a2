package io.permvi.relaxations.permutation;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Linear assignment: the matching of largest total score, {@code max sum_i s[i][place(i)]}, by shortest augmenting
 * paths (Jonker and Volgenant 1987). Rectangular (m at most n: every row is matched; m above n: every column is) and
 * within allowed entries. The dual potentials certify the optimum: {@code u[i] + v[j] >= s[i][j]} for every allowed
 * entry, with equality on the matching, and {@code sum u + sum v} equals the value.
 *
 * <p>An instance owns its buffers, serves one thread and is reused; a solve allocates nothing. Cost O(m^2 n) at worst,
 * far less on typical scores.
 */
public final class LinearAssignment {
    /** Below this order, reducing the columns alone leaves less to search than reducing rows and columns. */
    private static final int COLUMNS_ALONE_BELOW = 200;

    private final int rows;
    private final int columns;
    private final boolean transposed;
    private final int m;
    private final int n;
    /**
     * Columns j and j + half sit in two arrays: the search handles both in one loop, which the compiler vectorizes, and
     * leaves half as many candidates for the minimum, which it does not.
     */
    private final int half;

    private final double[][] left;
    private final double[][] right;
    private final double[] rowPotential;
    private final double[] columnPotential;
    private final double[] keyLeft;
    private final double[] keyRight;
    /** Column potentials; minus infinity for columns that are done, so that their keys stay infinite. */
    private final double[] activeLeft;

    private final double[] activeRight;
    private final double[] smaller;
    private final int[] rowOfColumn;
    private final boolean[] matched;
    private final int[] scannedRow;
    private final double[] scannedOffset;
    private final int[] doneColumn;
    private final double[] doneDistance;
    private boolean solved;

    /**
     * Buffers for m by n problems.
     *
     * @throws IllegalArgumentException when a size is below 1
     */
    public LinearAssignment(int rows, int columns) {
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "assignment needs at least one row and column, got " + rows + " x " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.transposed = rows > columns;
        m = Math.min(rows, columns);
        n = Math.max(rows, columns);
        half = (n + 1) / 2;
        left = new double[m][half];
        right = new double[m][half];
        rowPotential = new double[m];
        columnPotential = new double[2 * half];
        keyLeft = new double[half];
        keyRight = new double[half];
        activeLeft = new double[half];
        activeRight = new double[half];
        smaller = new double[half];
        rowOfColumn = new int[2 * half];
        matched = new boolean[m];
        scannedRow = new int[m];
        scannedOffset = new double[m];
        doneColumn = new int[m];
        doneDistance = new double[m];
        for (int i = 0; i < m && n < 2 * half; i++) {
            right[i][half - 1] = Double.POSITIVE_INFINITY;
        }
    }

    /**
     * Maximizes over all entries.
     *
     * @param score m by n, finite. Not modified.
     * @param columnOfRow m elements: the column of each row, {@link Matching#UNMATCHED} for rows left over when m
     *     exceeds n. Modified.
     * @return the largest total score
     * @throws IllegalArgumentException when a score is not finite or a shape does not fit
     */
    public double maximize(DMatrixRMaj score, int[] columnOfRow) {
        load(score, columnOfRow);
        reduce();
        return solve(score, columnOfRow);
    }

    /**
     * Maximizes over all entries, starting at the column potentials of the last solve. Pays when the scores changed
     * little since (by much less than their spread); the optimum is the same. Rectangular problems start anew.
     *
     * @param score m by n, finite. Not modified.
     * @param columnOfRow as in {@link #maximize(DMatrixRMaj, int[])}. Modified.
     * @return the largest total score
     * @throws IllegalArgumentException when a score is not finite or a shape does not fit
     * @throws IllegalStateException before the first solve
     */
    public double maximizeFromLast(DMatrixRMaj score, int[] columnOfRow) {
        if (!solved) {
            throw new IllegalStateException("a warm start needs a solve before it");
        }
        load(score, columnOfRow);
        if (m == n) {
            matchRowMinima();
        } else {
            reduce();
        }
        return solve(score, columnOfRow);
    }

    /**
     * Maximizes over the allowed entries; the other scores are not read.
     *
     * @param score m by n, finite where allowed. Not modified.
     * @param allowed the m by n mask
     * @param columnOfRow as in {@link #maximize(DMatrixRMaj, int[])}. Modified.
     * @return the largest total score
     * @throws InfeasibleMatchingException when the mask admits no matching of every row (every column when m exceeds
     *     n); it names the rows that are stuck
     * @throws IllegalArgumentException when an allowed score is not finite or a shape does not fit
     */
    public double maximize(DMatrixRMaj score, AllowedEntries allowed, int[] columnOfRow) {
        requireShape(score, columnOfRow);
        if (allowed.rows() != rows || allowed.columns() != columns) {
            throw new IllegalArgumentException(
                    "mask must be " + rows + " x " + columns + ", got " + allowed.rows() + " x " + allowed.columns());
        }
        for (int i = 0; i < m; i++) {
            Arrays.fill(left[i], Double.POSITIVE_INFINITY);
            Arrays.fill(right[i], Double.POSITIVE_INFINITY);
        }
        int[] starts = allowed.rowStarts();
        int[] indices = allowed.columnIndices();
        for (int i = 0; i < rows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                setCost(i, indices[e], checked(score, i, indices[e]));
            }
        }
        reduce();
        return solve(score, columnOfRow);
    }

    /** The best permutation for a square score matrix; a convenience that allocates. */
    public static Permutation best(DMatrixRMaj score) {
        int[] columnOfRow = new int[score.numRows];
        new LinearAssignment(score.numRows, score.numCols).maximize(score, columnOfRow);
        return Permutation.of(columnOfRow);
    }

    /** The dual potential of row {@code i} after a solve. */
    public double rowPotential(int i) {
        return transposed ? -columnPotential[i] : -rowPotential[i];
    }

    /** The dual potential of column {@code j} after a solve. */
    public double columnPotential(int j) {
        return transposed ? -rowPotential[j] : -columnPotential[j];
    }

    private void requireShape(DMatrixRMaj score, int[] columnOfRow) {
        if (score.numRows != rows || score.numCols != columns || columnOfRow.length != rows) {
            throw new IllegalArgumentException("scores must be " + rows + " x " + columns + " with " + rows
                    + " places to write, got " + score.numRows + " x " + score.numCols + " and " + columnOfRow.length);
        }
    }

    private static double checked(DMatrixRMaj score, int i, int j) {
        double value = score.data[i * score.numCols + j];
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("score (" + i + ", " + j + ") must be finite, got " + value);
        }
        return value;
    }

    private void setCost(int i, int j, double score) {
        int row = transposed ? j : i;
        int column = transposed ? i : j;
        if (column < half) {
            left[row][column] = -score;
        } else {
            right[row][column - half] = -score;
        }
    }

    private double cost(int row, int column) {
        return column < half ? left[row][column] : right[row][column - half];
    }

    private void load(DMatrixRMaj score, int[] columnOfRow) {
        requireShape(score, columnOfRow);
        if (transposed) {
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    setCost(i, j, checked(score, i, j));
                }
            }
            return;
        }
        Arrays.fill(smaller, 0);
        for (int i = 0; i < m; i++) {
            System.arraycopy(score.data, i * n, left[i], 0, half);
            System.arraycopy(score.data, i * n + half, right[i], 0, n - half);
            negate(left[i], smaller, half);
            negate(right[i], smaller, n - half);
        }
        requireFinite(score);
    }

    /** Negates costs and adds 0 for every finite one, NaN for any other. */
    private static void negate(double[] costs, double[] check, int length) {
        for (int j = 0; j < length; j++) {
            double c = -costs[j];
            costs[j] = c;
            check[j] += 0.0 * c;
        }
    }

    private void requireFinite(DMatrixRMaj score) {
        double sum = 0;
        for (int j = 0; j < half; j++) {
            sum += smaller[j];
        }
        if (sum == 0) {
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                checked(score, i, j);
            }
        }
    }

    /**
     * Potentials with no negative reduced cost, and as many matches on zero ones as a greedy scan finds. Columns that
     * may stay free must keep potential 0, so only square problems reduce their columns.
     */
    private void reduce() {
        Arrays.fill(columnPotential, 0);
        if (m < n) {
            matchRowMinima();
            return;
        }
        Arrays.fill(keyLeft, Double.POSITIVE_INFINITY);
        Arrays.fill(keyRight, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            double offset = n < COLUMNS_ALONE_BELOW ? 0 : rowMinimum(i);
            rowPotential[i] = offset == Double.POSITIVE_INFINITY ? 0 : offset;
            lower(keyLeft, left[i], rowPotential[i], half);
            lower(keyRight, right[i], rowPotential[i], half);
        }
        for (int j = 0; j < n; j++) {
            double key = j < half ? keyLeft[j] : keyRight[j - half];
            columnPotential[j] = key == Double.POSITIVE_INFINITY ? 0 : key;
        }
        matchZeros();
    }

    private double rowMinimum(int i) {
        double least = Double.POSITIVE_INFINITY;
        pairMinima(left[i], right[i], smaller, half);
        for (int j = 0; j < half; j++) {
            least = Math.min(least, smaller[j]);
        }
        return least;
    }

    private static void pairMinima(double[] a, double[] b, double[] out, int length) {
        for (int j = 0; j < length; j++) {
            out[j] = Math.min(a[j], b[j]);
        }
    }

    private static void lower(double[] key, double[] costs, double offset, int length) {
        for (int j = 0; j < length; j++) {
            key[j] = Math.min(key[j], costs[j] - offset);
        }
    }

    private void matchZeros() {
        Arrays.fill(rowOfColumn, -1);
        for (int i = 0; i < m; i++) {
            matched[i] = matchZero(i, left[i], 0, half) || matchZero(i, right[i], half, n - half);
        }
    }

    private boolean matchZero(int i, double[] costs, int first, int length) {
        double offset = rowPotential[i];
        for (int j = 0; j < length; j++) {
            if (costs[j] - offset == columnPotential[first + j] && rowOfColumn[first + j] < 0) {
                rowOfColumn[first + j] = i;
                return true;
            }
        }
        return false;
    }

    /** Matches each row to the column of its least reduced cost where that column is free. */
    private void matchRowMinima() {
        Arrays.fill(rowOfColumn, -1);
        for (int i = 0; i < m; i++) {
            double least = Double.POSITIVE_INFINITY;
            int at = -1;
            for (int j = 0; j < half; j++) {
                double reduced = left[i][j] - columnPotential[j];
                if (reduced < least) {
                    least = reduced;
                    at = j;
                }
            }
            for (int j = half; j < n; j++) {
                double reduced = right[i][j - half] - columnPotential[j];
                if (reduced < least) {
                    least = reduced;
                    at = j;
                }
            }
            matched[i] = at >= 0 && rowOfColumn[at] < 0;
            if (matched[i]) {
                rowOfColumn[at] = i;
            }
        }
    }

    private double solve(DMatrixRMaj score, int[] columnOfRow) {
        for (int row = 0; row < m; row++) {
            if (!matched[row]) {
                augment(row);
            }
        }
        solved = true;
        Arrays.fill(columnOfRow, Matching.UNMATCHED);
        double value = 0;
        for (int j = 0; j < n; j++) {
            int i = rowOfColumn[j];
            if (i >= 0) {
                rowPotential[i] = cost(i, j) - columnPotential[j];
                int row = transposed ? j : i;
                int column = transposed ? i : j;
                columnOfRow[row] = column;
                value += score.data[row * columns + column];
            }
        }
        return value;
    }

    /**
     * Gives a row a column along the shortest augmenting path. Keys are reduced costs of the path so far up to a
     * constant of the row it starts at; which row gave a column its key is found afterwards, and only along the path.
     */
    private void augment(int start) {
        Arrays.fill(keyLeft, Double.POSITIVE_INFINITY);
        Arrays.fill(keyRight, Double.POSITIVE_INFINITY);
        System.arraycopy(columnPotential, 0, activeLeft, 0, half);
        System.arraycopy(columnPotential, half, activeRight, 0, half);
        int row = start;
        double offset = 0;
        for (int scanned = 0; ; scanned++) {
            scannedRow[scanned] = row;
            scannedOffset[scanned] = offset;
            scan(keyLeft, keyRight, left[row], right[row], activeLeft, activeRight, smaller, offset, half);
            double least = Double.POSITIVE_INFINITY;
            for (int j = 0; j < half; j++) {
                least = Math.min(least, smaller[j]);
            }
            if (least == Double.POSITIVE_INFINITY) {
                throw infeasible(scanned);
            }
            int column = columnOf(least);
            if (rowOfColumn[column] < 0) {
                follow(column, least, scanned);
                lowerPotentials(least, scanned);
                return;
            }
            doneColumn[scanned] = column;
            doneDistance[scanned] = least;
            close(column);
            row = rowOfColumn[column];
            offset = least - (cost(row, column) - columnPotential[column]);
        }
    }

    private static void scan(
            double[] keyLeft,
            double[] keyRight,
            double[] costsLeft,
            double[] costsRight,
            double[] activeLeft,
            double[] activeRight,
            double[] smaller,
            double offset,
            int length) {
        for (int j = 0; j < length; j++) {
            double a = Math.min(keyLeft[j], (costsLeft[j] - activeLeft[j]) + offset);
            double b = Math.min(keyRight[j], (costsRight[j] - activeRight[j]) + offset);
            keyLeft[j] = a;
            keyRight[j] = b;
            smaller[j] = Math.min(a, b);
        }
    }

    private int columnOf(double key) {
        int j = 0;
        while (smaller[j] != key) {
            j++;
        }
        return keyLeft[j] == key ? j : j + half;
    }

    private void close(int column) {
        if (column < half) {
            keyLeft[column] = Double.POSITIVE_INFINITY;
            activeLeft[column] = Double.NEGATIVE_INFINITY;
        } else {
            keyRight[column - half] = Double.POSITIVE_INFINITY;
            activeRight[column - half] = Double.NEGATIVE_INFINITY;
        }
    }

    /** Shifts the matches along the path that ends in a free column; the same expression finds the same key again. */
    private void follow(int end, double distance, int lastScanned) {
        int column = end;
        double key = distance;
        int from = lastScanned;
        while (true) {
            int k = 0;
            while (k < from && (cost(scannedRow[k], column) - columnPotential[column]) + scannedOffset[k] != key) {
                k++;
            }
            rowOfColumn[column] = scannedRow[k];
            if (k == 0) {
                return;
            }
            column = doneColumn[k - 1];
            key = doneDistance[k - 1];
            from = k - 1;
        }
    }

    private void lowerPotentials(double least, int doneCount) {
        for (int k = 0; k < doneCount; k++) {
            columnPotential[doneColumn[k]] += doneDistance[k] - least;
        }
    }

    private InfeasibleMatchingException infeasible(int scanned) {
        int[] items = Arrays.copyOf(scannedRow, scanned + 1);
        int[] places = Arrays.copyOf(doneColumn, scanned);
        Arrays.sort(items);
        Arrays.sort(places);
        return new InfeasibleMatchingException(items, places);
    }
}
