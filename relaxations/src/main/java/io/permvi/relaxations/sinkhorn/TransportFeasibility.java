package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;

/**
 * Whether a plan with given marginals exists on allowed entries: a maximum flow from rows to columns by shortest
 * augmenting paths. Run once when a masked problem is made; O(entries) per path.
 */
final class TransportFeasibility {
    private static final double NEGLIGIBLE = 1e-12;

    private final SparsityPattern byRow;
    private final SparsityPattern byColumn;
    private final double[] flow;
    private final int[] entryOfTransposed;
    private final double[] rowLeft;
    private final double[] columnLeft;
    private final int[] cameFromRow;
    private final int[] cameFromColumn;
    private final double negligible;

    private TransportFeasibility(TransportProblem problem) {
        byRow = problem.allowed();
        byColumn = byRow.transpose();
        flow = new double[byRow.count()];
        rowLeft = problem.rows();
        columnLeft = problem.columns();
        cameFromRow = new int[columnLeft.length];
        cameFromColumn = new int[rowLeft.length];
        negligible = NEGLIGIBLE * RowSums.sum(rowLeft, rowLeft.length);
        entryOfTransposed = byRow.transposeOrder();
    }

    /** Complains, naming rows that hold more than their columns take, when no plan exists. */
    static void require(TransportProblem problem) {
        TransportFeasibility feasibility = new TransportFeasibility(problem);
        for (int i = 0; i < problem.rowCount(); i++) {
            while (feasibility.rowLeft[i] > feasibility.negligible && feasibility.augment(i)) {
                // each path empties a row, fills a column or cancels a flow
            }
            if (feasibility.rowLeft[i] > 1e-9 * problem.rows()[i] + feasibility.negligible) {
                throw feasibility.infeasible(problem);
            }
        }
        if (problem.slack() == TransportProblem.Slack.NONE) {
            feasibility.requireFullColumns(problem);
        }
    }

    private void requireFullColumns(TransportProblem problem) {
        double[] columns = problem.columns();
        for (int j = 0; j < columns.length; j++) {
            if (byColumn.rowCount(j) == 0 || columnLeft[j] > 1e-6 * columns[j] + 1e3 * negligible) {
                throw new IllegalArgumentException(
                        "no plan on the allowed entries fills column " + j + ": its rows do not hold enough mass");
            }
        }
    }

    private boolean augment(int start) {
        Arrays.fill(cameFromRow, -1);
        Arrays.fill(cameFromColumn, -1);
        cameFromColumn[start] = -2;
        int[] queue = new int[rowLeft.length];
        int head = 0;
        int tail = 0;
        queue[tail++] = start;
        while (head < tail) {
            int i = queue[head++];
            for (int e = byRow.rowStart(i); e < byRow.rowEnd(i); e++) {
                int j = byRow.column(e);
                if (cameFromRow[j] >= 0) {
                    continue;
                }
                cameFromRow[j] = i;
                if (columnLeft[j] > negligible) {
                    push(start, j);
                    return true;
                }
                for (int f = byColumn.rowStart(j); f < byColumn.rowEnd(j); f++) {
                    int k = byColumn.column(f);
                    if (cameFromColumn[k] == -1 && flow[entryOfTransposed[f]] > negligible) {
                        cameFromColumn[k] = j;
                        queue[tail++] = k;
                    }
                }
            }
        }
        return false;
    }

    private void push(int start, int end) {
        double amount = Math.min(rowLeft[start], columnLeft[end]);
        for (int j = end; cameFromRow[j] != start; j = cameFromColumn[cameFromRow[j]]) {
            int i = cameFromRow[j];
            amount = Math.min(amount, flow[entry(i, cameFromColumn[i])]);
        }
        for (int j = end; ; j = cameFromColumn[cameFromRow[j]]) {
            int i = cameFromRow[j];
            flow[entry(i, j)] += amount;
            if (i == start) {
                break;
            }
            flow[entry(i, cameFromColumn[i])] -= amount;
        }
        rowLeft[start] -= amount;
        columnLeft[end] -= amount;
    }

    private int entry(int i, int j) {
        return byRow.entry(i, j);
    }

    /** After a failed search: the rows reached hold more than the columns reached take. */
    private IllegalArgumentException infeasible(TransportProblem problem) {
        double[] rows = problem.rows();
        double[] columns = problem.columns();
        double mass = 0;
        double room = 0;
        int rowCount = 0;
        int columnCount = 0;
        for (int i = 0; i < rows.length; i++) {
            if (cameFromColumn[i] != -1) {
                mass += rows[i];
                rowCount++;
            }
        }
        for (int j = 0; j < columns.length; j++) {
            if (cameFromRow[j] >= 0) {
                room += columns[j];
                columnCount++;
            }
        }
        return new IllegalArgumentException("no plan on the allowed entries: " + rowCount + " rows hold " + mass
                + ", but the " + columnCount + " columns allowed to them take only " + room);
    }
}
