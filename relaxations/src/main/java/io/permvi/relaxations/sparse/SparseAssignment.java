package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;

/**
 * The matching of largest total score over listed pairs, by shortest augmenting paths with potentials (Jonker and
 * Volgenant 1987), component by component. Rows and columns may stay alone, or every row must be matched. The potentials
 * certify the optimum: {@code u[i] + v[j] >= s[i][j]} for every pair, v at least 0, u at least 0 where rows may stay alone,
 * and {@code sum u + sum v} equals the score. Cost O(rows (pairs + rows log rows)) in a component at worst, close to
 * O(pairs) where good pairs rarely compete.
 *
 * @see io.permvi.relaxations.assignment.LinearAssignment
 */
public final class SparseAssignment {
    private final SparseScores scores;
    private final boolean partial;
    private final int[] pairOfRow;
    private final int[] pairOfColumn;
    private final double[] columnPotential;
    private final double[] distance;
    private final int[] previous;

    private SparseAssignment(SparseScores scores, boolean partial) {
        this.scores = scores;
        this.partial = partial;
        pairOfRow = new int[scores.rows()];
        Arrays.fill(pairOfRow, -1);
        pairOfColumn = new int[scores.columns()];
        Arrays.fill(pairOfColumn, -1);
        columnPotential = new double[scores.columns()];
        distance = new double[scores.columns()];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        previous = new int[scores.columns()];
    }

    /** The best partial matching: pairs that score below 0 are never used. */
    public static SparseAssignment partial(SparseScores scores, Workers workers) {
        SparseAssignment best = new SparseAssignment(scores, true);
        Components components = best.worthwhile();
        components.forEach(workers, c -> best.solve(components, c));
        return best;
    }

    /** The same in the caller's thread. */
    public static SparseAssignment partial(SparseScores scores) {
        SparseAssignment best = new SparseAssignment(scores, true);
        best.solveAll(best.worthwhile());
        return best;
    }

    /**
     * The best matching of every row.
     *
     * @throws InfeasibleMatchingException when there is none; it names the rows that are stuck
     */
    public static SparseAssignment everyRow(SparseScores scores) {
        for (int i = 0; i < scores.rows(); i++) {
            if (scores.rowStart(i) == scores.rowStart(i + 1)) {
                throw new InfeasibleMatchingException(new int[] {i}, new int[0]);
            }
        }
        SparseAssignment best = new SparseAssignment(scores, false);
        best.solveAll(Components.of(scores.graph()));
        return best;
    }

    private Components worthwhile() {
        return Components.of(scores.graph(), e -> scores.value(e) > 0);
    }

    private void solveAll(Components components) {
        for (int c = 0; c < components.count(); c++) {
            solve(components, c);
        }
    }

    private void solve(Components components, int c) {
        new ShortestPaths(scores, partial, pairOfRow, pairOfColumn, columnPotential, distance, previous)
                .solve(components, c);
    }

    /** The pair of row {@code i}, or -1 where it stays alone. */
    public int pairOfRow(int i) {
        return pairOfRow[i];
    }

    /** The pairs of all rows, -1 where a row stays alone; a fresh array. */
    public int[] pairs() {
        return pairOfRow.clone();
    }

    /** The total score. */
    public double score() {
        return scores.total(pairOfRow);
    }

    /** The potential u of row {@code i}. */
    public double rowPotential(int i) {
        int e = pairOfRow[i];
        return e < 0 ? 0 : scores.value(e) - columnPotential[scores.column(e)];
    }

    /** The potential v of column {@code j}. */
    public double columnPotential(int j) {
        return columnPotential[j];
    }

    /**
     * The certificate: how far the score may be from the largest, {@code sum u + sum v - score}, plus the most by which a
     * pair violates its inequality, times the rows. Zero but for rounding.
     */
    public double gap() {
        double dual = 0;
        for (int i = 0; i < pairOfRow.length; i++) {
            dual += rowPotential(i);
        }
        for (double v : columnPotential) {
            dual += v;
        }
        double violation = 0;
        for (int e = 0; e < scores.pairs(); e++) {
            double slack = rowPotential(scores.row(e)) + columnPotential[scores.column(e)] - scores.value(e);
            violation = Math.max(violation, -slack);
        }
        return Math.abs(dual - score()) + violation * Math.min(scores.rows(), scores.columns());
    }
}
