package io.permvi.models.worms;

import io.permvi.models.GaussianPrior;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.Model;
import io.permvi.models.PermutationLatent;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.models.UniformPrior;
import io.permvi.relaxations.autodiff.Tape;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.SparseRows;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Neural dynamics shared by several worms whose cells are not named (Linderman et al. 2018, section 5.2). Worm j has a
 * recording Y (T by m cells) and a matching X (m cells by n neurons, {@code x[i][k] = 1} when cell i is neuron k); all
 * share the weights W (n by n, non-zero only at synapses):
 *
 * <pre>  Y_t = X W X' Y_{t-1} + N(0, noise^2 I),    W_kl ~ N(0, prior^2) at synapses,    X uniform.</pre>
 *
 * <p>With A = X W X' the log likelihood of a worm is {@code -(tr S11 - 2 <A, S10> + <A S00, A>) / (2 noise^2) - m (T -
 * 1) log(noise sqrt(2 pi))}, so a gradient costs one dense m by m product and a few with sparse factors for each worm,
 * whatever T is: O(m^3 + (allowed + synapses) m). The gradients, with {@code G = (S10 - A S00) / noise^2}, are
 *
 * <pre>  dW = X' G X  at synapses,      dX = G X W' + G' X W  at allowed entries.</pre>
 */
public final class WormDynamics implements Model {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final int TILE = 16;
    /** Below this share of m^2 entries, sparse products beat a dense one of native code (measured at m = 279). */
    private static final double SPARSE_SHARE = 0.4;

    private final Connectome connectome;
    private final List<WormRecording> worms;
    private final double noiseDeviation;
    private final GaussianPrior weightPrior;
    private final RealLatent weights;
    private final List<PermutationLatent> identities;

    /**
     * @param connectome the n neurons and their synapses
     * @param worms the recordings
     * @param noiseDeviation standard deviation of the noise, above 0
     * @param weightPrior of each synapse's weight
     * @throws IllegalArgumentException when there is no worm, a mask has another number of neurons, or the noise is
     *     not positive
     */
    public WormDynamics(
            Connectome connectome, List<WormRecording> worms, double noiseDeviation, GaussianPrior weightPrior) {
        if (worms.isEmpty()) {
            throw new IllegalArgumentException("at least one worm is needed");
        }
        if (!(noiseDeviation > 0 && noiseDeviation < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("noise deviation must be positive, got " + noiseDeviation);
        }
        this.connectome = connectome;
        this.worms = List.copyOf(worms);
        this.noiseDeviation = noiseDeviation;
        this.weightPrior = weightPrior;
        weights = new RealLatent("weights", connectome.synapses());
        List<PermutationLatent> latents = new ArrayList<>();
        for (WormRecording worm : worms) {
            if (worm.allowed().columns() != connectome.size()) {
                throw new IllegalArgumentException("worm " + worm.name() + " allows "
                        + worm.allowed().columns() + " neurons, the connectome has " + connectome.size());
            }
            latents.add(new PermutationLatent(worm.name(), worm.allowed()));
        }
        identities = List.copyOf(latents);
    }

    /** The shared weights, n by n. */
    public RealLatent weights() {
        return weights;
    }

    /** The identities of each worm's cells, in the order of the worms. */
    public List<PermutationLatent> identities() {
        return identities;
    }

    /** The recordings. */
    public List<WormRecording> worms() {
        return worms;
    }

    /** The neurons. */
    public Connectome connectome() {
        return connectome;
    }

    /** The standard deviation of the noise. */
    public double noiseDeviation() {
        return noiseDeviation;
    }

    /** The prior of the weights. */
    public GaussianPrior weightPrior() {
        return weightPrior;
    }

    @Override
    public List<Latent> latents() {
        List<Latent> all = new ArrayList<>(identities);
        all.add(weights);
        return all;
    }

    /** The part of the log joint that depends on no latent. */
    private double logConstant() {
        double sum = weightPrior.logNormalizer(connectome.synapses().count());
        for (int j = 0; j < worms.size(); j++) {
            ActivityStatistics statistics = worms.get(j).statistics();
            sum += UniformPrior.logProbability(identities.get(j).space());
            sum -= (double) statistics.cells()
                    * statistics.transitions()
                    * (Math.log(noiseDeviation) + HALF_LOG_TWO_PI);
            sum -= 0.5 * precision() * statistics.traceS11();
        }
        return sum;
    }

    private double precision() {
        return 1 / (noiseDeviation * noiseDeviation);
    }

    /** The same model as a formula on the tape: slower, and the oracle for this one's hand-written gradient. */
    public TapeModel toTapeModel() {
        return TapeModel.of(latents(), (tape, z) -> {
            Var w = z.get(weights);
            Var sum = weightPrior.logDensity(w, connectome.synapses().count());
            sum = sum.plus(logConstant()
                    - weightPrior.logNormalizer(connectome.synapses().count()));
            for (int j = 0; j < worms.size(); j++) {
                sum = sum.plus(
                        fit(tape, z.get(identities.get(j)), w, worms.get(j).statistics()));
            }
            return sum;
        });
    }

    private Var fit(Tape tape, Var x, Var w, ActivityStatistics statistics) {
        Var a = x.mult(w).mult(x.transpose());
        Var quadratic = a.mult(tape.constant(statistics.s00())).dot(a);
        return a.dot(tape.constant(statistics.s10()))
                .minus(quadratic.times(0.5))
                .times(precision());
    }

    @Override
    public Model.Pass newPass() {
        return new DynamicsPass();
    }

    private final class DynamicsPass implements Model.Pass {
        private final AllowedEntries synapses = connectome.synapses();
        private final AllowedEntries synapsesOfTarget = synapses.transpose();
        private final int[] transposeOrder = synapses.transposeOrder();
        private final double[] packedWeights = new double[synapses.count()];
        private final double[] packedTransposed = new double[synapses.count()];
        private final double[] weightGradient = new double[synapses.count()];
        private final double logConstant = logConstant();
        private final WormPass[] wormPasses = new WormPass[worms.size()];
        private boolean forwarded;

        private DynamicsPass() {
            for (int j = 0; j < worms.size(); j++) {
                wormPasses[j] = new WormPass(worms.get(j), identities.get(j));
            }
        }

        @Override
        public double forward(LatentValues z) {
            synapses.gather(z.get(weights), packedWeights, 0);
            double squares = 0;
            for (int e = 0; e < packedWeights.length; e++) {
                packedTransposed[e] = packedWeights[transposeOrder[e]];
                squares += packedWeights[e] * packedWeights[e];
            }
            double sum = logConstant - 0.5 * squares / square(weightPrior.standardDeviation());
            for (WormPass pass : wormPasses) {
                sum += pass.forward(z.get(pass.identity));
            }
            forwarded = true;
            return sum;
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            double priorPrecision = 1 / square(weightPrior.standardDeviation());
            for (int e = 0; e < weightGradient.length; e++) {
                weightGradient[e] = -priorPrecision * packedWeights[e];
            }
            for (WormPass pass : wormPasses) {
                pass.backward(gradient.get(pass.identity));
            }
            synapses.scatter(weightGradient, 0, 0, gradient.get(weights));
        }

        private double square(double value) {
            return value * value;
        }

        /** The part of one worm. Rows are separate arrays, the layout that the compiler vectorizes. */
        private final class WormPass {
            private final ActivityStatistics statistics;
            private final PermutationLatent identity;
            private final AllowedEntries allowed;
            private final AllowedEntries cellsOfNeuron;
            private final int[] cellOrder;
            private final int m;
            private final int n;
            private final double[] packedX;
            private final double[] packedXTransposed;
            private final double[][] xTransposed;
            private final double[][] weighted;
            private final double[][] rows;
            private final double[][] columns;
            private final double[][] byNeuron;
            private final double[][] xGradientTransposed;
            private final double[][] s10;
            private final double[][] predicted;
            private final Prediction prediction;

            private WormPass(WormRecording worm, PermutationLatent identity) {
                this.identity = identity;
                statistics = worm.statistics();
                allowed = worm.allowed();
                cellsOfNeuron = allowed.transpose();
                cellOrder = allowed.transposeOrder();
                m = allowed.rows();
                n = allowed.columns();
                packedX = new double[allowed.count()];
                packedXTransposed = new double[allowed.count()];
                xTransposed = new double[n][m];
                weighted = new double[n][m];
                rows = new double[m][m];
                columns = new double[m][m];
                byNeuron = new double[n][m];
                xGradientTransposed = new double[n][m];
                s10 = rowsOf(statistics.s10());
                predicted = new double[m][m];
                double sparseWork = 2.0 * allowed.count() + synapses.count();
                prediction = sparseWork < SPARSE_SHARE * m * m ? new SparsePrediction() : new DensePrediction();
            }

            private double forward(DMatrixRMaj x) {
                packX(x);
                SparseRows.multiply(
                        synapses.rowStarts(), synapses.columnIndices(), packedWeights, xTransposed, m, false, weighted);
                multiplyByX(weighted, rows);
                prediction.multiplyS00();
                double sum = 0;
                for (int i = 0; i < m; i++) {
                    sum += SparseRows.dot(rows[i], s10[i], m) - 0.5 * SparseRows.dot(rows[i], predicted[i], m);
                }
                return precision() * sum;
            }

            /** predicted = A S00, from A in {@link #rows}. */
            private interface Prediction {
                void multiplyS00();
            }

            /** One dense product. */
            private final class DensePrediction implements Prediction {
                private final DMatrixRMaj a = new DMatrixRMaj(m, m);
                private final DMatrixRMaj product = new DMatrixRMaj(m, m);

                @Override
                public void multiplyS00() {
                    for (int i = 0; i < m; i++) {
                        System.arraycopy(rows[i], 0, a.data, i * m, m);
                    }
                    MatrixProducts.multiply(a, statistics.s00(), product);
                    for (int i = 0; i < m; i++) {
                        System.arraycopy(product.data, i * m, predicted[i], 0, m);
                    }
                }
            }

            /** Three sparse products, X (W (X' S00)), which is less work where windows are narrow. */
            private final class SparsePrediction implements Prediction {
                private final double[][] s00 = rowsOf(statistics.s00());

                @Override
                public void multiplyS00() {
                    multiplyByXTransposed(s00);
                    SparseRows.multiply(
                            synapses.rowStarts(),
                            synapses.columnIndices(),
                            packedWeights,
                            byNeuron,
                            m,
                            false,
                            xGradientTransposed);
                    multiplyByX(xGradientTransposed, predicted);
                }
            }

            private double[][] rowsOf(DMatrixRMaj matrix) {
                double[][] copy = new double[m][];
                for (int i = 0; i < m; i++) {
                    copy[i] = Arrays.copyOfRange(matrix.data, i * m, (i + 1) * m);
                }
                return copy;
            }

            private void packX(DMatrixRMaj x) {
                allowed.gather(x, packedX, 0);
                int[] starts = cellsOfNeuron.rowStarts();
                int[] cells = cellsOfNeuron.columnIndices();
                for (int k = 0; k < n; k++) {
                    double[] row = xTransposed[k];
                    for (int e = starts[k]; e < starts[k + 1]; e++) {
                        packedXTransposed[e] = packedX[cellOrder[e]];
                        row[cells[e]] = packedXTransposed[e];
                    }
                }
            }

            private void backward(DMatrixRMaj xGradient) {
                splitResidual();
                // (G X W')' = W (X' G')
                multiplyByXTransposed(columns);
                SparseRows.multiply(
                        synapses.rowStarts(),
                        synapses.columnIndices(),
                        packedWeights,
                        byNeuron,
                        m,
                        false,
                        xGradientTransposed);
                // (G' X W)' = W' (X' G), and X' G also gives dW = (X' G) X
                multiplyByXTransposed(rows);
                SparseRows.multiply(
                        synapsesOfTarget.rowStarts(),
                        synapsesOfTarget.columnIndices(),
                        packedTransposed,
                        byNeuron,
                        m,
                        true,
                        xGradientTransposed);
                addWeightGradient();
                writeXGradient(xGradient);
            }

            /** rows = G and columns = G', G = (S10 - A S00) / noise^2; the transpose in tiles that stay in cache. */
            private void splitResidual() {
                double precision = precision();
                for (int i = 0; i < m; i++) {
                    double[] row = rows[i];
                    double[] observed = s10[i];
                    double[] expected = predicted[i];
                    for (int j = 0; j < m; j++) {
                        row[j] = precision * (observed[j] - expected[j]);
                    }
                }
                for (int top = 0; top < m; top += TILE) {
                    int bottom = Math.min(m, top + TILE);
                    for (int j = 0; j < m; j++) {
                        double[] column = columns[j];
                        for (int i = top; i < bottom; i++) {
                            column[i] = rows[i][j];
                        }
                    }
                }
            }

            private void multiplyByX(double[][] matrix, double[][] product) {
                SparseRows.multiply(allowed.rowStarts(), allowed.columnIndices(), packedX, matrix, m, false, product);
            }

            /** byNeuron = X' times a matrix. */
            private void multiplyByXTransposed(double[][] matrix) {
                SparseRows.multiply(
                        cellsOfNeuron.rowStarts(),
                        cellsOfNeuron.columnIndices(),
                        packedXTransposed,
                        matrix,
                        m,
                        false,
                        byNeuron);
            }

            /** dW_kl = row k of X' G times column l of X, of which only the allowed cells count. */
            private void addWeightGradient() {
                int[] starts = synapses.rowStarts();
                int[] targets = synapses.columnIndices();
                int[] cellStarts = cellsOfNeuron.rowStarts();
                int[] cells = cellsOfNeuron.columnIndices();
                for (int k = 0; k < n; k++) {
                    double[] row = byNeuron[k];
                    for (int e = starts[k]; e < starts[k + 1]; e++) {
                        int end = cellStarts[targets[e] + 1];
                        double sum = 0;
                        for (int c = cellStarts[targets[e]]; c < end; c++) {
                            sum = Math.fma(row[cells[c]], packedXTransposed[c], sum);
                        }
                        weightGradient[e] += sum;
                    }
                }
            }

            private void writeXGradient(DMatrixRMaj xGradient) {
                xGradient.zero();
                int[] starts = cellsOfNeuron.rowStarts();
                int[] cells = cellsOfNeuron.columnIndices();
                for (int k = 0; k < n; k++) {
                    for (int e = starts[k]; e < starts[k + 1]; e++) {
                        xGradient.data[cells[e] * n + k] = xGradientTransposed[k][cells[e]];
                    }
                }
            }
        }
    }
}
