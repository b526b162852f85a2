package io.permvi.relaxations.counting;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The Bethe marginals of the distribution on permutations with probability proportional to {@code exp(sum_i
 * theta[i][p(i)])}, and their derivative, for one thread and again and again. Belief propagation: each allowed entry is
 * a binary variable of weight w, each row and each column a factor that lets exactly one of its variables be one.
 * Messages are ratios of one to zero. O(allowed entries) a sweep (Huang and Jebara 2009; Vontobel 2013).
 */
public final class BetheMarginals {
    private static final double LARGEST = 1e150;
    /** The last change of a derivative at which to stop, as a share of the direction's largest entry. */
    private static final double DERIVATIVE_TOLERANCE = 1e-8;

    private final SparsityPattern byRow;
    private final int n;
    private final int sweeps;
    private final double tolerance;
    private final int[] entryOfTransposed;
    private final int[] columnStarts;
    private final double[] weight;
    private final double[] fromRow;
    private final double[] fromColumn;
    private final double[] belief;
    private final double[] message;
    private final double[] before;
    /** What changes along a direction: logarithms of scores and messages, and marginals. */
    private final double[] scoreChange;

    private final double[] rowChange;
    private final double[] columnChange;
    private final double[] beliefChange;

    /**
     * For a mask.
     *
     * @param allowed the n by n mask
     * @param sweeps the number of sweeps at most
     * @param tolerance the largest change of a marginal at which to stop
     */
    public BetheMarginals(SparsityPattern allowed, int sweeps, double tolerance) {
        byRow = allowed;
        n = allowed.rows();
        this.sweeps = sweeps;
        this.tolerance = tolerance;
        columnStarts = allowed.transpose().copyOfRowStarts();
        entryOfTransposed = allowed.transposeOrder();
        int count = allowed.count();
        weight = new double[count];
        fromRow = new double[count];
        fromColumn = new double[count];
        belief = new double[count];
        message = new double[n];
        before = new double[n + 1];
        scoreChange = new double[count];
        rowChange = new double[count];
        columnChange = new double[count];
        beliefChange = new double[count];
    }

    /**
     * Solves for scores; allocates.
     *
     * @param theta n by n; read where allowed. Not modified.
     * @return the Bethe approximation of the log permanent, its bounds, and whether the sweeps converged
     * @throws io.permvi.relaxations.permutation.InfeasibleMatchingException when no permutation is allowed
     * @throws IllegalArgumentException when theta is not square or not finite where allowed
     */
    public LogPermanent.Estimate load(DMatrixRMaj theta) {
        LogPermanent.Scaling scaling = new LogPermanent.Scaling(theta, byRow, 1e-6);
        byRow.gather(scaling.plan, weight, 0);
        Arrays.fill(fromColumn, 1);
        Arrays.fill(belief, 0);
        double change = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < sweeps && change > tolerance; sweep++) {
            change = sweep();
        }
        double value = logPartition() + scaling.logFactor;
        return new LogPermanent.Estimate(value, value, value + 0.5 * n * Math.log(2), change, change <= tolerance);
    }

    /**
     * The marginals of the scores that were loaded.
     *
     * @param marginals n by n, doubly stochastic at the fixed point; 0 where not allowed. Modified.
     */
    public void marginals(DMatrixRMaj marginals) {
        byRow.scatter(belief, 0, 0, marginals);
    }

    /** Sends all messages; returns the largest change of a marginal. */
    private double sweep() {
        for (int i = 0; i < n; i++) {
            sendFromRow(i);
        }
        for (int j = 0; j < n; j++) {
            sendFromColumn(j);
        }
        double change = 0;
        for (int e = 0; e < weight.length; e++) {
            double odds = weight[e] * fromRow[e] * fromColumn[e];
            double next = odds <= LARGEST ? odds / (1 + odds) : 1;
            change = Math.max(change, Math.abs(next - belief[e]));
            belief[e] = next;
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

    private void excludeEach(int count) {
        sumOthers(count);
        for (int k = 0; k < count; k++) {
            message[k] = message[k] > 1 / LARGEST ? 1 / message[k] : LARGEST;
        }
    }

    /** Replaces each message by the sum of the others, by sums from both ends so that nothing cancels. */
    private void sumOthers(int count) {
        before[0] = 0;
        for (int k = 0; k < count; k++) {
            before[k + 1] = before[k] + message[k];
        }
        double after = 0;
        for (int k = count - 1; k >= 0; k--) {
            double others = before[k] + after;
            after += message[k];
            message[k] = others;
        }
    }

    /**
     * The derivative of the marginals that were loaded, along a direction of the scores: the messages' own derivatives,
     * sent until they settle; nothing is allocated.
     *
     * @param direction n by n; read where allowed. Not modified.
     * @param derivative n by n, rows and columns sum to zero; 0 where not allowed. Modified.
     */
    public void derivative(DMatrixRMaj direction, DMatrixRMaj derivative) {
        byRow.gather(direction, scoreChange, 0);
        Arrays.fill(columnChange, 0);
        Arrays.fill(beliefChange, 0);
        double largest = 0;
        for (double value : scoreChange) {
            largest = Math.max(largest, Math.abs(value));
        }
        double change = Double.POSITIVE_INFINITY;
        for (int sweep = 0; sweep < sweeps && change > DERIVATIVE_TOLERANCE * largest; sweep++) {
            change = sweepChanges();
        }
        byRow.scatter(beliefChange, 0, 0, derivative);
    }

    private double sweepChanges() {
        for (int i = 0; i < n; i++) {
            int start = byRow.rowStart(i);
            int count = byRow.rowEnd(i) - start;
            for (int k = 0; k < count; k++) {
                int e = start + k;
                message[k] = weight[e] * fromColumn[e] * (scoreChange[e] + columnChange[e]);
            }
            sumOthers(count);
            for (int k = 0; k < count; k++) {
                rowChange[start + k] = -message[k] * fromRow[start + k];
            }
        }
        for (int j = 0; j < n; j++) {
            int start = columnStarts[j];
            int count = columnStarts[j + 1] - start;
            for (int k = 0; k < count; k++) {
                int e = entryOfTransposed[start + k];
                message[k] = weight[e] * fromRow[e] * (scoreChange[e] + rowChange[e]);
            }
            sumOthers(count);
            for (int k = 0; k < count; k++) {
                int e = entryOfTransposed[start + k];
                columnChange[e] = -message[k] * fromColumn[e];
            }
        }
        double change = 0;
        for (int e = 0; e < weight.length; e++) {
            double next = belief[e] * (1 - belief[e]) * (scoreChange[e] + rowChange[e] + columnChange[e]);
            change = Math.max(change, Math.abs(next - beliefChange[e]));
            beliefChange[e] = next;
        }
        return change;
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
}
