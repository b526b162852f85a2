package io.permvi.models.worms;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.linalg.internal.SparseRows;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The part of one worm in a pass of {@link WormDynamics}. With A = X W X', R = A S00 - S10 and the regression S10 = B S00
 * + E it is
 *
 * <pre>
 *   precision (&lt;A, S10> - &lt;A S00, A> / 2) = precision / 2 (&lt;S10, B> + &lt;R, B> + &lt;A, E> - &lt;A, R>),
 *   &lt;A, R> = &lt;X, W' X' R>,
 * </pre>
 *
 * <p>so every product has a sparse factor, A itself is never made, and X' R serves value and gradient. What is needed at
 * allowed entries only is computed within the neurons' windows, and a row of X' R or X' R' only as far as the windows of
 * the neuron's synaptic partners reach. Rows are separate arrays, the layout that the compiler vectorizes.
 */
final class WormPass {
    private final OrderedRecording worm;
    private final SynapseWeights weights;
    private final double precision;
    private final Workspace work;
    private final int m;
    private final int n;
    private final int width;
    private final double[] packed;
    private final SparseRows x;
    private final SparseRows xTransposed;
    /** Column k of X within the window of neuron k. */
    private final double[][] columns;

    private final double[] packedGradient;
    private final double[] weightGradient;

    WormPass(OrderedRecording worm, SynapseWeights weights, double precision, Workspace work) {
        this.worm = worm;
        this.weights = weights;
        this.precision = precision;
        this.work = work;
        m = worm.m;
        n = worm.n;
        width = worm.width;
        packed = new double[worm.allowed.count()];
        x = new SparseRows(worm.allowed.copyOfRowStarts(), worm.allowed.copyOfColumns());
        xTransposed = new SparseRows(worm.cellsOfNeuron.copyOfRowStarts(), worm.cellsOfNeuron.copyOfColumns());
        columns = new double[n][];
        for (int k = 0; k < n; k++) {
            columns[k] = new double[worm.windowEnds[k] - worm.windowStarts[k]];
        }
        packedGradient = new double[worm.allowed.count()];
        weightGradient = new double[weights.synapsesOfTarget().count()];
    }

    /** What the worms of a pass use in turn. */
    static final class Workspace {
        private final double[][] byNeuron;
        private final double[][] weighted;
        private final double[][] residual;
        private final double[][] transposed;
        private final double[][] bySource;
        private final double[][] gradient;

        /** Large enough for all worms. */
        Workspace(List<OrderedRecording> worms) {
            int n = worms.get(0).n;
            int width = worms.stream().mapToInt(worm -> worm.width).max().orElse(0);
            byNeuron = new double[n][width];
            weighted = new double[n][width];
            residual = new double[width][width];
            transposed = new double[width][width];
            bySource = new double[n][width];
            gradient = new double[n][width];
        }
    }

    /** The part of the log joint; keeps its gradient, whose parts are in cache now. */
    double forward(DMatrixRMaj point) {
        pack(point);
        xTransposed.multiply(worm.s00, worm.rowStarts, worm.rowEnds, work.byNeuron);
        weights.rows().multiply(work.byNeuron, worm.rowStarts, worm.rowEnds, work.weighted);
        double sum = worm.explained + makeResidual();
        if (worm.remainder.isPresent()) {
            xTransposed.multiply(worm.remainder.get(), worm.targetStarts, worm.targetEnds, work.bySource);
            sum += multiplyBySources();
        }
        xTransposed.multiply(work.residual, worm.targetStarts, worm.targetEnds, work.bySource);
        sum -= multiplyBySources();
        makeWeightGradient();
        RowUpdates.transpose(work.residual, m, m, work.transposed);
        xTransposed.multiply(work.transposed, worm.sourceStarts, worm.sourceEnds, work.byNeuron);
        weights.rows().add(work.byNeuron, worm.windowStarts, worm.windowEnds, work.gradient);
        packGradient();
        return 0.5 * precision * sum;
    }

    private void pack(DMatrixRMaj point) {
        for (int e = 0; e < packed.length; e++) {
            packed[e] = point.data[worm.places[e]];
        }
        x.set(packed);
        xTransposed.set(packed, worm.cellOrder);
        SparsityPattern cells = worm.cellsOfNeuron;
        for (int k = 0; k < n; k++) {
            double[] column = columns[k];
            int from = worm.windowStarts[k];
            for (int e = cells.rowStart(k); e < cells.rowEnd(k); e++) {
                column[cells.column(e) - from] = packed[worm.cellOrder[e]];
            }
        }
    }

    /** R from W X' S00, and {@code <R, B>}. */
    private double makeResidual() {
        for (int i = 0; i < m; i++) {
            System.arraycopy(worm.negatedS10[i], 0, work.residual[i], 0, width);
        }
        x.add(work.weighted, worm.rowStarts, worm.rowEnds, work.residual);
        double sum = 0;
        for (int i = 0; i < m; i++) {
            sum += RowUpdates.dot(work.residual[i], 0, worm.estimate[i], width);
        }
        return sum;
    }

    /**
     * {@code <A, M> = <X, W' X' M>} for a matrix M of cells by cells, given X' M by source; leaves W' X' M in the
     * windows of the gradient.
     */
    private double multiplyBySources() {
        weights.transposedRows().multiply(work.bySource, worm.windowStarts, worm.windowEnds, work.gradient);
        double sum = 0;
        for (int k = 0; k < n; k++) {
            sum += RowUpdates.dot(work.gradient[k], worm.windowStarts[k], columns[k], columns[k].length);
        }
        return sum;
    }

    /** dW_kl = row k of X' R times column l of X: for each column the rows of its sources, four at a time. */
    private void makeWeightGradient() {
        SparsityPattern sources = weights.synapsesOfTarget();
        double[][] rows = work.bySource;
        for (int l = 0; l < n; l++) {
            double[] column = columns[l];
            int from = worm.windowStarts[l];
            int e = sources.rowStart(l);
            for (; e + 4 <= sources.rowEnd(l); e += 4) {
                RowUpdates.fourDots(
                        rows[sources.column(e)],
                        rows[sources.column(e + 1)],
                        rows[sources.column(e + 2)],
                        rows[sources.column(e + 3)],
                        from,
                        column,
                        column.length,
                        weightGradient,
                        e);
            }
            for (; e < sources.rowEnd(l); e++) {
                weightGradient[e] = RowUpdates.dot(rows[sources.column(e)], from, column, column.length);
            }
        }
    }

    private void packGradient() {
        SparsityPattern cells = worm.cellsOfNeuron;
        for (int k = 0; k < n; k++) {
            double[] row = work.gradient[k];
            for (int e = cells.rowStart(k); e < cells.rowEnd(k); e++) {
                packedGradient[worm.cellOrder[e]] = row[cells.column(e)];
            }
        }
    }

    /**
     * The gradients {@code dW = X' G X} and {@code dX = G X W' + G' X W}, with G = -precision R, at the last point.
     *
     * @param xGradient overwritten where allowed. Modified.
     * @param ofWeights by synapse, added to. Modified.
     */
    void backward(DMatrixRMaj xGradient, double[] ofWeights) {
        for (int e = 0; e < packedGradient.length; e++) {
            xGradient.data[worm.places[e]] = -precision * packedGradient[e];
        }
        for (int e = 0; e < weightGradient.length; e++) {
            ofWeights[weights.synapse(e)] -= precision * weightGradient[e];
        }
    }
}
