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
    private final int rows;
    private final int columns;
    private final boolean transposed;
    private final double[][] cost;
    private final double[] rowPotential;
    private final double[] columnPotential;
    private final double[] distance;
    private final int[] rowOfColumn;
    private final int[] previousColumn;
    private final boolean[] done;

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
        int m = Math.min(rows, columns);
        int n = Math.max(rows, columns);
        cost = new double[m][n];
        rowPotential = new double[m];
        columnPotential = new double[n + 1];
        distance = new double[n + 1];
        rowOfColumn = new int[n + 1];
        previousColumn = new int[n + 1];
        done = new boolean[n + 1];
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
        requireShape(score, columnOfRow);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                setCost(i, j, checked(score, i, j));
            }
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
        for (double[] row : cost) {
            Arrays.fill(row, Double.POSITIVE_INFINITY);
        }
        int[] starts = allowed.rowStarts();
        int[] indices = allowed.columnIndices();
        for (int i = 0; i < rows; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                setCost(i, indices[e], checked(score, i, indices[e]));
            }
        }
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
        if (transposed) {
            cost[j][i] = -score;
        } else {
            cost[i][j] = -score;
        }
    }

    private double solve(DMatrixRMaj score, int[] columnOfRow) {
        int m = cost.length;
        int n = cost[0].length;
        Arrays.fill(columnPotential, 0);
        Arrays.fill(rowOfColumn, -1);
        for (int row = 0; row < m; row++) {
            rowPotential[row] = 0;
            augment(row, n);
        }
        Arrays.fill(columnOfRow, Matching.UNMATCHED);
        double value = 0;
        for (int j = 0; j < n; j++) {
            int i = rowOfColumn[j];
            if (i >= 0) {
                int row = transposed ? j : i;
                int column = transposed ? i : j;
                columnOfRow[row] = column;
                value += score.data[row * columns + column];
            }
        }
        return value;
    }

    /** Gives {@code row} a column along the shortest augmenting path; column n is the virtual start. */
    private void augment(int row, int n) {
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        Arrays.fill(done, false);
        rowOfColumn[n] = row;
        int column = n;
        while (rowOfColumn[column] >= 0) {
            done[column] = true;
            int i = rowOfColumn[column];
            double[] costs = cost[i];
            double shortest = Double.POSITIVE_INFINITY;
            int next = -1;
            for (int j = 0; j < n; j++) {
                if (done[j]) {
                    continue;
                }
                double reduced = costs[j] - rowPotential[i] - columnPotential[j];
                if (reduced < distance[j]) {
                    distance[j] = reduced;
                    previousColumn[j] = column;
                }
                if (distance[j] < shortest) {
                    shortest = distance[j];
                    next = j;
                }
            }
            if (next < 0) {
                throw infeasible(n);
            }
            for (int j = 0; j <= n; j++) {
                if (done[j]) {
                    rowPotential[rowOfColumn[j]] += shortest;
                    columnPotential[j] -= shortest;
                } else {
                    distance[j] -= shortest;
                }
            }
            column = next;
        }
        while (column != n) {
            int previous = previousColumn[column];
            rowOfColumn[column] = rowOfColumn[previous];
            column = previous;
        }
        columnPotential[n] = 0;
    }

    private InfeasibleMatchingException infeasible(int n) {
        int[] stuckRows = new int[n + 1];
        int[] reached = new int[n];
        int rowCount = 0;
        int columnCount = 0;
        for (int j = 0; j <= n; j++) {
            if (done[j]) {
                stuckRows[rowCount++] = rowOfColumn[j];
                if (j < n) {
                    reached[columnCount++] = j;
                }
            }
        }
        int[] items = Arrays.copyOf(stuckRows, rowCount);
        Arrays.sort(items);
        int[] places = Arrays.copyOf(reached, columnCount);
        return new InfeasibleMatchingException(items, places);
    }
}
