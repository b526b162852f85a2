package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * What a transport plan must satisfy: an m by n matrix with given row and column sums on allowed entries. Immutable.
 *
 * <p>With dustbins ({@link Slack#BOTH}) every row and every column has an entry of score 0 outside the plan that takes
 * what the plan does not, so the marginals bound the sums from above and need not have the same total. With a slack
 * row ({@link Slack#ROW}) a further row of scores 0 takes what the columns have more than the rows.
 */
public final class TransportProblem {
    /** Where mass may go beside the plan. */
    public enum Slack {
        /** Nowhere: rows and columns sum to their marginals. */
        NONE,
        /** Into one further row, so columns sum to at most their marginals. */
        ROW,
        /** Into a dustbin entry of each row and of each column, so both sum to at most their marginals. */
        BOTH
    }

    private static final double TOTAL_TOLERANCE = 1e-9;

    private final SparsityPattern allowed;
    private final double[] rows;
    private final double[] columns;
    private final Slack slack;

    private TransportProblem(SparsityPattern allowed, double[] rows, double[] columns, Slack slack) {
        this.allowed = allowed;
        this.rows = rows;
        this.columns = columns;
        this.slack = slack;
    }

    /** Square, all sums one. */
    public static TransportProblem doublyStochastic(int n) {
        return of(MatchingSpace.permutations(n));
    }

    /** Rows of 1/m and columns of 1/n. */
    public static TransportProblem uniform(int m, int n) {
        return of(constant(m, 1.0 / m), constant(n, 1.0 / n));
    }

    /**
     * All entries allowed, no slack.
     *
     * @param rows the row sums; copied
     * @param columns the column sums; copied
     * @throws IllegalArgumentException when there are none, one is not positive and finite, or the totals differ
     */
    public static TransportProblem of(double[] rows, double[] columns) {
        requireMarginal("row", rows);
        requireMarginal("column", columns);
        SparsityPattern all = SparsityPattern.all(rows.length, columns.length);
        TransportProblem problem = new TransportProblem(all, rows.clone(), columns.clone(), Slack.NONE);
        problem.requireTotals();
        return problem;
    }

    /**
     * The convex hull of a matching space: marginals one, a slack row for injections, dustbins for partial matchings.
     *
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when the space holds no matching
     */
    public static TransportProblem of(MatchingSpace space) {
        int m = space.items();
        int n = space.places();
        Slack slack = space.partial() ? Slack.BOTH : m < n ? Slack.ROW : Slack.NONE;
        if (slack != Slack.BOTH && !space.allowed().isFull()) {
            new LinearAssignment(m, n).maximize(new DMatrixRMaj(m, n), space.allowed(), new int[m]);
        }
        return new TransportProblem(space.allowed(), constant(m, 1), constant(n, 1), slack);
    }

    static TransportProblem ofMatchings(Space space) {
        if (!(space instanceof MatchingSpace matchings)) {
            throw new IllegalArgumentException(
                    "Sinkhorn iterations and transport serve matchings; for categories use Softmax");
        }
        return of(matchings);
    }

    /**
     * The same within allowed entries.
     *
     * @throws IllegalArgumentException when the shape differs, or no plan with these marginals lies on the entries
     */
    public TransportProblem within(SparsityPattern entries) {
        if (entries.rows() != rows.length || entries.columns() != columns.length) {
            throw new IllegalArgumentException("mask must be " + rows.length + " x " + columns.length + ", got "
                    + entries.rows() + " x " + entries.columns());
        }
        TransportProblem problem = new TransportProblem(entries, rows, columns, slack);
        if (slack != Slack.BOTH) {
            TransportFeasibility.require(problem);
        }
        return problem;
    }

    /** The same with dustbins; the totals of rows and columns may then differ. */
    public TransportProblem withDustbins() {
        return new TransportProblem(allowed, rows, columns, Slack.BOTH);
    }

    /**
     * The same entries with other marginals.
     *
     * @throws IllegalArgumentException when lengths differ, one is not positive and finite, the totals differ (unless
     *     there are dustbins), or no plan with these marginals lies on the allowed entries
     */
    public TransportProblem withMarginals(double[] rows, double[] columns) {
        requireMarginal("row", rows);
        requireMarginal("column", columns);
        if (rows.length != this.rows.length || columns.length != this.columns.length) {
            throw new IllegalArgumentException("marginals must have " + this.rows.length + " and " + this.columns.length
                    + " entries, got " + rows.length + " and " + columns.length);
        }
        TransportProblem problem = new TransportProblem(allowed, rows.clone(), columns.clone(), slack);
        problem.requireTotals();
        if (slack != Slack.BOTH && !allowed.isFull()) {
            TransportFeasibility.require(problem);
        }
        return problem;
    }

    private static double[] constant(int length, double value) {
        double[] values = new double[length];
        Arrays.fill(values, value);
        return values;
    }

    private static void requireMarginal(String name, double[] marginal) {
        if (marginal.length == 0) {
            throw new IllegalArgumentException("a transport problem needs at least one " + name);
        }
        for (int i = 0; i < marginal.length; i++) {
            if (!(marginal[i] > 0) || marginal[i] == Double.POSITIVE_INFINITY) {
                throw new IllegalArgumentException("the marginal of " + name + " " + i
                        + " must be above 0 and finite, got " + marginal[i] + "; leave out what has no mass");
            }
        }
    }

    private void requireTotals() {
        double rowTotal = RowSums.sum(rows, rows.length);
        double columnTotal = RowSums.sum(columns, columns.length);
        double gap = columnTotal - rowTotal;
        double allowance = TOTAL_TOLERANCE * Math.max(rowTotal, columnTotal);
        if (slack == Slack.NONE && Math.abs(gap) > allowance || slack == Slack.ROW && gap < -allowance) {
            throw new IllegalArgumentException("the row marginals sum to " + rowTotal + " and the column marginals to "
                    + columnTotal + "; scale them to the same total or add dustbins");
        }
    }

    /** The entries that may be above 0. */
    public SparsityPattern allowed() {
        return allowed;
    }

    /** Where mass may go beside the plan. */
    public Slack slack() {
        return slack;
    }

    /** The number of rows, m. */
    public int rowCount() {
        return rows.length;
    }

    /** The number of columns, n. */
    public int columnCount() {
        return columns.length;
    }

    /** The row sums, a fresh array. */
    public double[] rows() {
        return rows.clone();
    }

    /** The column sums, a fresh array. */
    public double[] columns() {
        return columns.clone();
    }

    void requireShape(DMatrixRMaj matrix, String name) {
        if (matrix.numRows != rows.length || matrix.numCols != columns.length) {
            throw new IllegalArgumentException(name + " must be " + rows.length + " x " + columns.length + ", got "
                    + matrix.numRows + " x " + matrix.numCols);
        }
    }

    /** Complains of the first allowed score, from an element of an array on, that is not finite; says where it stands. */
    void requireFinite(double[] score, int at) {
        int n = columns.length;
        for (int i = 0; i < rows.length; i++) {
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                int j = allowed.column(e);
                double value = score[at + i * n + j];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                    int size = rows.length * n;
                    String matrix = score.length > size ? " of matrix " + at / size : "";
                    throw new IllegalArgumentException("scores must be finite where allowed, got " + value + " in row "
                            + i + ", column " + j + matrix);
                }
            }
        }
    }

    static void requireTemperature(double temperature) {
        if (!(temperature > 0) || temperature == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("temperature must be above 0 and finite, got " + temperature);
        }
    }
}
