package io.permvi.relaxations.sparse;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;

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
    private final int[] pairOfRow;
    private final double[] rowPotential;
    private final double[] columnPotential;

    private SparseAssignment(SparseScores scores, int[] pairOfRow, double[] rowPotential, double[] columnPotential) {
        this.scores = scores;
        this.pairOfRow = pairOfRow;
        this.rowPotential = rowPotential;
        this.columnPotential = columnPotential;
    }

    /** The best partial matching: pairs that score below 0 are never used. */
    public static SparseAssignment partial(SparseScores scores, Workers workers) {
        return solve(
                scores,
                true,
                Components.of(scores.graph(), e -> scores.value(e) > 0),
                (all, body) -> all.forEach(workers, body));
    }

    /** The same in the caller's thread. */
    public static SparseAssignment partial(SparseScores scores) {
        return solve(scores, true, Components.of(scores.graph(), e -> scores.value(e) > 0), SparseAssignment::inTurn);
    }

    private static void inTurn(Components components, IntConsumer body) {
        for (int c = 0; c < components.count(); c++) {
            body.accept(c);
        }
    }

    /**
     * The best matching of every row.
     *
     * @throws InfeasibleMatchingException when there is none; it names the rows that are stuck
     */
    public static SparseAssignment everyRow(SparseScores scores, Workers workers) {
        return everyRow(scores, (all, body) -> all.forEach(workers, body));
    }

    /** The same in the caller's thread. */
    public static SparseAssignment everyRow(SparseScores scores) {
        return everyRow(scores, SparseAssignment::inTurn);
    }

    private static SparseAssignment everyRow(SparseScores scores, BiConsumer<Components, IntConsumer> loop) {
        for (int i = 0; i < scores.rows(); i++) {
            if (scores.rowStart(i) == scores.rowStart(i + 1)) {
                throw new InfeasibleMatchingException(new int[] {i}, new int[0]);
            }
        }
        return solve(scores, false, Components.of(scores.graph()), loop);
    }

    private static SparseAssignment solve(
            SparseScores scores, boolean partial, Components components, BiConsumer<Components, IntConsumer> loop) {
        int m = scores.rows();
        int[] pairOfRow = new int[m];
        Arrays.fill(pairOfRow, -1);
        int[] pairOfColumn = new int[scores.columns()];
        Arrays.fill(pairOfColumn, -1);
        double[] price = new double[scores.columns()];
        double[] distance = new double[scores.columns()];
        Arrays.fill(distance, Double.POSITIVE_INFINITY);
        int[] previous = new int[scores.columns()];
        loop.accept(
                components, c -> new ShortestPaths(scores, partial, pairOfRow, pairOfColumn, price, distance, previous)
                        .solve(components, c));
        double[] rowPotential = new double[m];
        for (int i = 0; i < m; i++) {
            int e = pairOfRow[i];
            rowPotential[i] = e < 0 ? 0 : scores.value(e) - price[scores.column(e)];
        }
        return new SparseAssignment(scores, pairOfRow, rowPotential, price);
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
        return rowPotential[i];
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
        for (double u : rowPotential) {
            dual += u;
        }
        for (double v : columnPotential) {
            dual += v;
        }
        double violation = 0;
        for (int e = 0; e < scores.pairs(); e++) {
            double slack = rowPotential[scores.row(e)] + columnPotential[scores.column(e)] - scores.value(e);
            violation = Math.max(violation, -slack);
        }
        return Math.abs(dual - score()) + violation * Math.min(scores.rows(), scores.columns());
    }
}
