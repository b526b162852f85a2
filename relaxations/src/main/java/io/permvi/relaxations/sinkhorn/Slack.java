package io.permvi.relaxations.sinkhorn;

/**
 * Where mass goes beside the plan, for both solvers ({@link TransportProblem.Slack}). A slack row is one more row of
 * scores 0, the last, with a mass of its own. Dustbins are an entry of score 0 in each row and in each column, outside
 * the plan. Without either all dustbins are 0.
 *
 * <p>Masses are held in a unit: the iterations take them as they are, Newton's method in units of the mean mass. A plan
 * in such units has dustbins of {@code exp(potential / temperature) / sqrt(unit)}.
 */
final class Slack {
    /** What the slack row holds of the total when the rows need all of it: little enough to round away, above 0. */
    private static final double LEAST_SHARE = 1e-16;

    /** Rows of the problem. */
    final int problemRows;
    /** Rows with the slack row, if any. */
    final int rows;
    /** Columns. */
    final int columns;
    /** Whether there are dustbins. */
    final boolean dustbins;
    /** The masses of the rows, the slack row's last, in the unit. */
    final double[] rowMass;
    /** The masses of the columns, in the unit. */
    final double[] columnMass;
    /** The dustbin of each row, before its scaling. */
    final double[] ofRows;
    /** The dustbin of each column, before its scaling. */
    final double[] ofColumns;

    private final boolean inMeanMass;
    private double meanMass;

    /** The slack of a problem, its masses in units of the mean mass or as they are. */
    Slack(TransportProblem problem, boolean inMeanMass) {
        this.inMeanMass = inMeanMass;
        problemRows = problem.rowCount();
        rows = problemRows + (problem.slack() == TransportProblem.Slack.ROW ? 1 : 0);
        columns = problem.columnCount();
        dustbins = problem.slack() == TransportProblem.Slack.BOTH;
        rowMass = new double[rows];
        columnMass = new double[columns];
        ofRows = new double[rows];
        ofColumns = new double[columns];
        setMarginals(problem.rows(), problem.columns());
    }

    /** Takes other marginals, unchecked; the slack row gets the rest of the columns. */
    void setMarginals(double[] ofRow, double[] ofColumn) {
        double rowTotal = RowSums.sum(ofRow, problemRows);
        double columnTotal = RowSums.sum(ofColumn, columns);
        double total = Math.max(rowTotal, columnTotal);
        meanMass = total / Math.max(problemRows, columns);
        double unit = unit();
        for (int i = 0; i < problemRows; i++) {
            rowMass[i] = ofRow[i] / unit;
        }
        for (int j = 0; j < columns; j++) {
            columnMass[j] = ofColumn[j] / unit;
        }
        if (hasRow()) {
            rowMass[problemRows] = Math.max(columnTotal - rowTotal, LEAST_SHARE * total) / unit;
        }
    }

    /** The total over the larger of the numbers of rows and columns. */
    double meanMass() {
        return meanMass;
    }

    /** What masses are divided by. */
    double unit() {
        return inMeanMass ? meanMass : 1;
    }

    /** Whether there is a slack row. */
    boolean hasRow() {
        return rows > problemRows;
    }

    /** The dustbins of a kernel with these potentials. */
    void load(double[] rowPotentials, double[] columnPotentials, double temperature) {
        double scale = 1 / temperature;
        double weight = inMeanMass ? 1 / Math.sqrt(meanMass) : 1;
        for (int i = 0; dustbins && i < rows; i++) {
            ofRows[i] = weight * Math.exp(rowPotentials[i] * scale);
        }
        for (int j = 0; dustbins && j < columns; j++) {
            ofColumns[j] = weight * Math.exp(columnPotentials[j] * scale);
        }
    }

    /** What the unit adds to column potentials: with dustbins half of {@code temperature log(unit)}; else rows have all. */
    double potentialOfColumns(double temperature) {
        return dustbins ? 0.5 * temperature * Math.log(unit()) : 0;
    }

    /** The pullback to the marginals: the slack row's mass is the total of the columns minus that of the rows. */
    void pull(double[] rowGradient, double[] columnGradient, double[] ofRow, double[] ofColumn) {
        double slack = hasRow() ? rowGradient[problemRows] : 0;
        for (int i = 0; i < problemRows; i++) {
            ofRow[i] = rowGradient[i] - slack;
        }
        for (int j = 0; j < columns; j++) {
            ofColumn[j] = columnGradient[j] + slack;
        }
    }
}
