package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Linear assignment: the matching of largest total score, {@code max sum_i s[i][place(i)]}, by shortest augmenting
 * paths (Jonker and Volgenant 1987). Rectangular (m at most n: every row is matched; m above n: every column is) and
 * within allowed entries. The dual potentials certify the optimum: {@code u[i] + v[j] >= s[i][j]} for every allowed
 * entry, with equality on the matching, and {@code sum u + sum v} equals the value.
 *
 * <p>An instance owns its buffers, serves one thread and is reused; a solve allocates nothing but, in the first one
 * with a mask, m n doubles, and in the first one whose scores order both sides, vectors. Cost O(m^2 n) at worst, far less
 * on typical scores: from order 400 each row keeps a list of the entries near its best, and most paths are found without
 * looking at the others.
 */
public final class LinearAssignment {
    private final int rows;
    private final int columns;
    private final boolean transposed;
    private final ScoreRows scores;
    private final ShortestPathMatching search;
    private final double[] rowPotential;
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
        scores = new ScoreRows(rows, columns);
        search = ShortestPathMatching.of(scores);
        rowPotential = new double[scores.m];
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
        scores.set(score);
        return solve(columnOfRow);
    }

    /**
     * Maximizes over all entries, starting at the column potentials of the last solve. Pays when the scores changed
     * by less than about 1 / n of their spread, or 1 / 10 where a few scores of each row stand out; the optimum is the
     * same. Starts anew where the potentials plainly do not fit, and for rectangular problems.
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
        requireShape(score, columnOfRow);
        scores.set(score);
        search.solveFromLast();
        return finish(columnOfRow);
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
    public double maximize(DMatrixRMaj score, SparsityPattern allowed, int[] columnOfRow) {
        requireShape(score, columnOfRow);
        if (allowed.rows() != rows || allowed.columns() != columns) {
            throw new IllegalArgumentException(
                    "mask must be " + rows + " x " + columns + ", got " + allowed.rows() + " x " + allowed.columns());
        }
        scores.set(score, allowed);
        return solve(columnOfRow);
    }

    /**
     * The best permutation for a square score matrix; a convenience that allocates.
     *
     * @throws IllegalArgumentException when the scores are not square or not finite
     */
    public static Permutation best(DMatrixRMaj score) {
        if (score.numRows != score.numCols) {
            throw new IllegalArgumentException("a permutation needs square scores, got " + score.numRows + " x "
                    + score.numCols + "; use maximize for a matching");
        }
        int[] columnOfRow = new int[score.numRows];
        new LinearAssignment(score.numRows, score.numCols).maximize(score, columnOfRow);
        return Permutation.of(columnOfRow);
    }

    /** The dual potential of row {@code i} after a solve. */
    public double rowPotential(int i) {
        return transposed ? search.columnPotential[i] : rowPotential[i];
    }

    /** The dual potential of column {@code j} after a solve. */
    public double columnPotential(int j) {
        return transposed ? rowPotential[j] : search.columnPotential[j];
    }

    private void requireShape(DMatrixRMaj score, int[] columnOfRow) {
        if (score.numRows != rows || score.numCols != columns || columnOfRow.length != rows) {
            throw new IllegalArgumentException("scores must be " + rows + " x " + columns + " with " + rows
                    + " places to write, got " + score.numRows + " x " + score.numCols + " and " + columnOfRow.length);
        }
    }

    private double solve(int[] columnOfRow) {
        solved = false;
        search.solve();
        solved = true;
        return finish(columnOfRow);
    }

    /** Writes the matching, and the row potentials that make it tight. */
    private double finish(int[] columnOfRow) {
        Arrays.fill(columnOfRow, Matching.UNMATCHED);
        double value = 0;
        for (int j = 0; j < scores.n; j++) {
            int i = search.rowOfColumn[j];
            if (i >= 0) {
                double score = scores.get(i, j);
                rowPotential[i] = score - search.columnPotential[j];
                columnOfRow[transposed ? j : i] = transposed ? i : j;
                value += score;
            }
        }
        scores.release();
        return value;
    }
}
