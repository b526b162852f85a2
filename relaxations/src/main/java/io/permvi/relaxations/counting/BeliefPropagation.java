package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Belief propagation on matchings: each allowed entry is a binary variable of weight w, each row and each column a
 * factor that lets exactly one of its variables be one. Messages are ratios of one to zero.
 */
final class BeliefPropagation {
    private static final double LARGEST = 1e150;

    private final SparsityPattern byRow;
    private final int n;
    private final int[] columns;
    private final int[] entryOfTransposed;
    private final int[] columnStarts;
    private final double[] weight;
    private final double[] fromRow;
    private final double[] fromColumn;
    private final double[] belief;
    private final double[] message;
    private final double[] before;

    BeliefPropagation(DMatrixRMaj weights, SparsityPattern allowed) {
        byRow = allowed;
        n = allowed.rows();
        columns = allowed.copyOfColumns();
        SparsityPattern byColumn = allowed.transpose();
        columnStarts = byColumn.copyOfRowStarts();
        entryOfTransposed = allowed.transposeOrder();
        weight = new double[columns.length];
        allowed.gather(weights, weight, 0);
        fromRow = new double[weight.length];
        fromColumn = new double[weight.length];
        belief = new double[weight.length];
        message = new double[n];
        before = new double[n + 1];
        Arrays.fill(fromColumn, 1);
    }

    /** Sweeps until no marginal changes by more than the tolerance; returns the last change. */
    double run(int sweeps, double tolerance) {
        double change = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < sweeps && change > tolerance; sweep++) {
            for (int i = 0; i < n; i++) {
                sendFromRow(i);
            }
            for (int j = 0; j < n; j++) {
                sendFromColumn(j);
            }
            change = 0;
            for (int e = 0; e < weight.length; e++) {
                double odds = weight[e] * fromRow[e] * fromColumn[e];
                double next = odds <= LARGEST ? odds / (1 + odds) : 1;
                change = Math.max(change, Math.abs(next - belief[e]));
                belief[e] = next;
            }
        }
        return change;
    }

    private void sendFromRow(int i) {
        int start = byRow.rowStart(i);
        int count = byRow.rowEnd(i) - start;
        for (int k = 0; k < count; k++) {
            message[k] = weight[start + k] * fromColumn[start + k];
        }
        excludeEach(count);
        for (int k = 0; k < count; k++) {
            fromRow[start + k] = message[k];
        }
    }

    private void sendFromColumn(int j) {
        int start = columnStarts[j];
        int count = columnStarts[j + 1] - start;
        for (int k = 0; k < count; k++) {
            int e = entryOfTransposed[start + k];
            message[k] = weight[e] * fromRow[e];
        }
        excludeEach(count);
        for (int k = 0; k < count; k++) {
            fromColumn[entryOfTransposed[start + k]] = message[k];
        }
    }

    /** Replaces each message by one over the sum of the others, by sums from both ends so that nothing cancels. */
    private void excludeEach(int count) {
        before[0] = 0;
        for (int k = 0; k < count; k++) {
            before[k + 1] = before[k] + message[k];
        }
        double after = 0;
        for (int k = count - 1; k >= 0; k--) {
            double others = before[k] + after;
            after += message[k];
            message[k] = others > 1 / LARGEST ? 1 / others : LARGEST;
        }
    }

    /** The logarithm of the Bethe approximation of the sum over matchings, at the current messages. */
    double logPartition() {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double z = 0;
            for (int e = byRow.rowStart(i); e < byRow.rowEnd(i); e++) {
                z += weight[e] * fromColumn[e];
                sum -= Math.log1p(weight[e] * fromRow[e] * fromColumn[e]);
            }
            sum += Math.log(z);
        }
        for (int j = 0; j < n; j++) {
            double z = 0;
            for (int k = columnStarts[j]; k < columnStarts[j + 1]; k++) {
                int e = entryOfTransposed[k];
                z += weight[e] * fromRow[e];
            }
            sum += Math.log(z);
        }
        return sum;
    }

    /** The marginals, packed as the allowed entries. */
    double[] beliefs() {
        return belief;
    }
}
