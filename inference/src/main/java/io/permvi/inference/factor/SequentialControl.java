package io.permvi.inference.factor;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Space;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The relaxed control variate of a {@link ControlledSequential} (Tucker et al. 2017, equation 7; Grathwohl et al. 2018).
 *
 * <p>A draw is the argmax of {@code w = theta + G} among the places left, row by row, with standard Gumbel noise G. Here w
 * is drawn given the matching: the largest of the places left is {@code logsumexp(theta) + Gumbel}, the others are
 * Gumbels cut off there, the places that are gone stay free. The relaxed point is the same choice with a softmax,
 *
 * <pre>  x_sj = softmax over j of (w_sj + log a_sj) / temperature,    a_sj = product over earlier rows t of (1 - x_tj),</pre>
 *
 * a smooth function of w alone: with the hard places left instead of a it would jump with theta, and the estimate would
 * be biased. With c(w) = energy at x minus the relaxed log q, {@code - sum_s (<x_s, theta_s> - log sum_j a_sj exp
 * theta_sj)},
 *
 * <pre>  (f(z) - eta c(w)) grad log q(z) + eta (free gradient of c - gradient of c given z).</pre>
 *
 * <p>The free gradient holds G, the conditional one holds what w was made of given z. Both expectations allow the same w
 * to serve both (common random numbers), so one point is enough and what c owes to theta directly cancels. With adjoint
 * v of w and r_j = exp(w_j - max w), the difference within the places left of a row is {@code r v - p <r, v>}.
 *
 * <p>Owns its buffers, serves one thread. O(allowed entries).
 */
final class SequentialControl implements ControlledFactor.Control {
    /** Availability never falls below this, so logarithms stay finite. */
    private static final double LEAST_AVAILABLE = 1e-9;

    private static final double TAKEN = 1 - LEAST_AVAILABLE;

    private enum State {
        EMPTY,
        DRAWN,
        RELAXED
    }

    private final SparsityPattern allowed;
    private final boolean partial;
    private final int[] rows;
    private final double scale;
    private final double[] theta;
    private final double[] w;
    private final double[] ratio;
    private final double[] probability;
    private final boolean[] chosen;
    private final double[] x;
    private final double[] relaxedProbability;
    private final double[] adjoint;
    private final double[] logAvailable;
    private final double[] availableAdjoint;
    private double temperature;
    private State state = State.EMPTY;

    SequentialControl(Space space, int[] rows, double scale) {
        allowed = space.allowed();
        partial = space.partial();
        this.rows = rows;
        this.scale = scale;
        int size = allowed.count() + (partial ? space.items() : 0);
        theta = new double[size];
        w = new double[size];
        ratio = new double[size];
        probability = new double[size];
        chosen = new boolean[size];
        x = new double[size];
        relaxedProbability = new double[size];
        adjoint = new double[size];
        logAvailable = new double[space.places()];
        availableAdjoint = new double[space.places()];
    }

    /** Nothing was drawn. */
    void forget() {
        state = State.EMPTY;
    }

    /** Reads scores and noise; all of w is free until {@link #condition}. */
    void begin(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, double newTemperature) {
        temperature = newTemperature;
        System.arraycopy(parameters, parameterOffset, theta, 0, theta.length);
        Arrays.fill(ratio, 0);
        Arrays.fill(probability, 0);
        Arrays.fill(chosen, false);
        for (int e = 0; e < w.length; e++) {
            w[e] = theta[e] + gumbel(noise[noiseOffset + e]);
        }
    }

    private static double gumbel(double uniform) {
        return -Math.log(-Math.log(Math.max(uniform, Double.MIN_NORMAL)));
    }

    /**
     * Conditions w of one row on its choice.
     *
     * @param candidate entries; those from {@code first} to {@code end} were left. Not modified.
     * @param at the index of the chosen one
     * @param p probabilities of the candidates, by index. Not modified.
     */
    void condition(int[] candidate, int first, int end, int at, double[] p) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = first; c < end; c++) {
            largest = Math.max(largest, theta[candidate[c]]);
        }
        double sum = 0;
        for (int c = first; c < end; c++) {
            sum += Math.exp(theta[candidate[c]] - largest);
        }
        int b = candidate[at];
        // w of the chosen entry is theta + Gumbel so far
        double top = w[b] - theta[b] + largest + Math.log(sum);
        w[b] = top;
        chosen[b] = true;
        for (int c = first; c < end; c++) {
            int e = candidate[c];
            if (e != b) {
                w[e] = Math.min(w[e], top) - Math.log1p(Math.exp(-Math.abs(w[e] - top)));
            }
            ratio[e] = Math.exp(w[e] - top);
            probability[e] = p[c];
        }
    }

    /** All rows were conditioned. */
    void end() {
        state = State.DRAWN;
    }

    @Override
    public double point(DMatrixRMaj z) {
        if (state == State.EMPTY) {
            throw new IllegalStateException("the relaxed point belongs to a draw: call forward first");
        }
        Arrays.fill(logAvailable, 0);
        z.zero();
        double entropy = 0;
        for (int row : rows) {
            entropy += relaxRow(row, z);
        }
        state = State.RELAXED;
        return entropy;
    }

    /** The relaxed choice of one row and its entropy term. */
    private double relaxRow(int row, DMatrixRMaj z) {
        int end = allowed.rowEnd(row);
        int unmatched = partial ? allowed.count() + row : -1;
        for (int e = allowed.rowStart(row); e < end; e++) {
            double log = logAvailable[allowed.column(e)];
            x[e] = (w[e] + log) / temperature;
            relaxedProbability[e] = theta[e] + log;
        }
        if (partial) {
            x[unmatched] = w[unmatched] / temperature;
            relaxedProbability[unmatched] = theta[unmatched];
        }
        softmax(x, row);
        double entropy = softmax(relaxedProbability, row);
        for (int e = allowed.rowStart(row); e < end; e++) {
            int column = allowed.column(e);
            z.data[row * allowed.columns() + column] = x[e];
            logAvailable[column] += Math.log1p(-TAKEN * x[e]);
            entropy -= x[e] * theta[e];
        }
        return partial ? entropy - x[unmatched] * theta[unmatched] : entropy;
    }

    /** Replaces the entries of a row by their softmax; returns the log normalizer. */
    private double softmax(double[] values, int row) {
        int first = allowed.rowStart(row);
        int end = allowed.rowEnd(row);
        int unmatched = allowed.count() + row;
        double largest = partial ? values[unmatched] : Double.NEGATIVE_INFINITY;
        for (int e = first; e < end; e++) {
            largest = Math.max(largest, values[e]);
        }
        double sum = partial ? Math.exp(values[unmatched] - largest) : 0;
        for (int e = first; e < end; e++) {
            sum += Math.exp(values[e] - largest);
        }
        double log = largest + Math.log(sum);
        for (int e = first; e < end; e++) {
            values[e] = Math.exp(values[e] - log);
        }
        if (partial) {
            values[unmatched] = Math.exp(values[unmatched] - log);
        }
        return log;
    }

    @Override
    public void backward(DMatrixRMaj xAdjoint, double advantage, double[] gradient, int parameterOffset) {
        if (state != State.RELAXED) {
            throw new IllegalStateException("backward before point");
        }
        Arrays.fill(availableAdjoint, 0);
        for (int s = rows.length - 1; s >= 0; s--) {
            pullBackRow(rows[s], xAdjoint);
            addRow(rows[s], advantage, gradient, parameterOffset);
        }
    }

    /** The adjoint of w in one row; the rows after it have been pulled back. */
    private void pullBackRow(int row, DMatrixRMaj xAdjoint) {
        int end = allowed.rowEnd(row);
        int unmatched = allowed.count() + row;
        double mean = 0;
        for (int e = allowed.rowStart(row); e < end; e++) {
            int column = allowed.column(e);
            double ofAvailability = -TAKEN / (1 - TAKEN * x[e]) * availableAdjoint[column];
            adjoint[e] = xAdjoint.data[row * allowed.columns() + column] - theta[e] + ofAvailability;
            mean += x[e] * adjoint[e];
        }
        if (partial) {
            adjoint[unmatched] = -theta[unmatched];
            mean += x[unmatched] * adjoint[unmatched];
            adjoint[unmatched] = x[unmatched] * (adjoint[unmatched] - mean) / temperature;
        }
        for (int e = allowed.rowStart(row); e < end; e++) {
            adjoint[e] = x[e] * (adjoint[e] - mean) / temperature;
            availableAdjoint[allowed.column(e)] += adjoint[e] + relaxedProbability[e];
        }
    }

    private void addRow(int row, double advantage, double[] gradient, int parameterOffset) {
        int first = allowed.rowStart(row);
        int end = allowed.rowEnd(row);
        int unmatched = allowed.count() + row;
        double sum = partial ? ratio[unmatched] * adjoint[unmatched] : 0;
        for (int e = first; e < end; e++) {
            sum += ratio[e] * adjoint[e];
        }
        for (int e = first; e < end; e++) {
            gradient[parameterOffset + e] += scale * change(e, sum, advantage);
        }
        if (partial) {
            gradient[parameterOffset + unmatched] += scale * change(unmatched, sum, advantage);
        }
    }

    private double change(int e, double sum, double advantage) {
        double score = (chosen[e] ? 1 : 0) - probability[e];
        return ratio[e] * adjoint[e] - probability[e] * sum - advantage * score;
    }

    /** The perturbed scores of the last draw, by entry; the live array. */
    double[] perturbedScores() {
        return w;
    }

    /** The adjoint of {@link #perturbedScores} in the last backward, by entry; the live array. */
    double[] perturbedScoresAdjoint() {
        return adjoint;
    }
}
