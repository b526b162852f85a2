package io.permvi.applications.worms;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.UniformPrior;
import io.permvi.models.worms.ActivityStatistics;
import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * The collapsed dynamics as a model of matrices, with a gradient: log p(y | x) p(x) with the weights integrated out, at
 * permutations and between them. With {@code M = sum over worms of X' S00 X} and {@code K = sum of X' S10 X}, the
 * regression of neuron r has the Gram matrix and cross products that M and K hold at its neighbors A, and with
 * {@code P = M[A, A] + ratio I}, {@code w = P^-1 K[r, A]} the gradients are
 *
 * <pre>  dM[A, A] = -1/2 P^-1 - w w' / (2 v),    dK[r, A] = w / v,    dX = 2 S00 X dM + S10 X dK' + S10' X dK.  </pre>
 *
 * <p>Cost: eight n by n by n products for each worm and O(k^3) for each neuron of k neighbors. Only for a known noise
 * variance, and for worms in which every neuron has a cell.
 */
public final class CollapsedDynamicsModel implements DifferentiableModel {
    private final CollapsedDynamics dynamics;

    /**
     * @throws IllegalArgumentException when the noise variance is unknown or a worm lacks cells
     */
    public CollapsedDynamicsModel(CollapsedDynamics dynamics) {
        if (!dynamics.noise().known()) {
            throw new IllegalArgumentException("the collapsed model needs a known noise variance");
        }
        for (MatchingLatent latent : dynamics.latents()) {
            if (latent.rows() != latent.columns()) {
                throw new IllegalArgumentException("the collapsed model needs a cell for every neuron, got " + latent);
            }
        }
        this.dynamics = dynamics;
    }

    @Override
    public List<Latent> latents() {
        return List.copyOf(dynamics.latents());
    }

    @Override
    public DifferentiableModel.Pass newPass() {
        return new CollapsedModelPass();
    }

    private final class CollapsedModelPass implements DifferentiableModel.Pass {
        private final int n = dynamics.connectome().size();
        private final SparsityPattern synapses = dynamics.connectome().synapses();
        private final double noise = dynamics.noise().value();
        private final double ratio = noise / dynamics.weightVariance();
        private final WormPass[] worms = new WormPass[dynamics.worms().size()];
        private final DMatrixRMaj gram = new DMatrixRMaj(n, n);
        private final DMatrixRMaj cross = new DMatrixRMaj(n, n);
        private final DMatrixRMaj gramAdjoint = new DMatrixRMaj(n, n);
        private final DMatrixRMaj crossAdjoint = new DMatrixRMaj(n, n);
        private final double logConstant = logConstant();
        private final double[][] precision;
        private final double[][] inverse;
        private final double[] target;
        private final double[] mean;
        private boolean forwarded;

        private CollapsedModelPass() {
            int widest = 1;
            for (int r = 0; r < n; r++) {
                widest = Math.max(widest, synapses.rowCount(r));
            }
            precision = new double[widest][widest];
            inverse = new double[widest][widest];
            target = new double[widest];
            mean = new double[widest];
            for (int j = 0; j < worms.length; j++) {
                worms[j] = new WormPass(
                        dynamics.latents().get(j), dynamics.worms().get(j).statistics());
            }
        }

        private double logConstant() {
            double sum = 0.5 * synapses.count() * Math.log(ratio);
            for (int j = 0; j < dynamics.worms().size(); j++) {
                ActivityStatistics statistics = dynamics.worms().get(j).statistics();
                sum += UniformPrior.logProbability(dynamics.latents().get(j).space());
                sum -= 0.5 * statistics.traceS11() / noise;
                sum -= 0.5 * n * statistics.transitions() * Math.log(2 * Math.PI * noise);
            }
            return sum;
        }

        @Override
        public double forward(LatentValues z) {
            double keep = 0;
            for (WormPass worm : worms) {
                worm.forward(z.get(worm.latent), keep);
                keep = 1;
            }
            gramAdjoint.zero();
            crossAdjoint.zero();
            double sum = logConstant;
            for (int r = 0; r < n; r++) {
                sum += row(r);
            }
            forwarded = true;
            return sum;
        }

        /** The evidence of one neuron; adds its share to the adjoints of M and K. */
        private double row(int r) {
            int from = synapses.rowStart(r);
            int k = synapses.rowEnd(r) - from;
            for (int c = 0; c < k; c++) {
                int row = synapses.column(from + c) * n;
                for (int d = 0; d < k; d++) {
                    precision[c][d] = gram.data[row + synapses.column(from + d)];
                }
                precision[c][c] += ratio;
                target[c] = cross.data[r * n + synapses.column(from + c)];
            }
            double logDeterminant = SymmetricInverse.invert(precision, inverse, k);
            double quadratic = regress(k);
            for (int c = 0; c < k; c++) {
                int row = synapses.column(from + c) * n;
                double scale = 0.5 * mean[c] / noise;
                for (int d = 0; d < k; d++) {
                    gramAdjoint.data[row + synapses.column(from + d)] -= 0.5 * inverse[c][d] + scale * mean[d];
                }
                crossAdjoint.data[r * n + synapses.column(from + c)] += mean[c] / noise;
            }
            return 0.5 * (quadratic / noise - logDeterminant);
        }

        private double regress(int k) {
            Arrays.fill(mean, 0, k, 0);
            for (int c = 0; c < k; c++) {
                double[] row = inverse[c];
                for (int d = 0; d < k; d++) {
                    mean[d] += target[c] * row[d];
                }
            }
            double quadratic = 0;
            for (int c = 0; c < k; c++) {
                quadratic += target[c] * mean[c];
            }
            return quadratic;
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            for (WormPass worm : worms) {
                worm.backward(gradient.get(worm.latent));
            }
        }

        /** The products of one worm. */
        private final class WormPass {
            private final MatchingLatent latent;
            private final ActivityStatistics statistics;
            private final DMatrixRMaj before = new DMatrixRMaj(n, n);
            private final DMatrixRMaj after = new DMatrixRMaj(n, n);
            private final DMatrixRMaj afterTransposed = new DMatrixRMaj(n, n);
            private final DMatrixRMaj x = new DMatrixRMaj(n, n);
            private final double[] packed;

            private WormPass(MatchingLatent latent, ActivityStatistics statistics) {
                packed = new double[latent.space().allowed().count()];
                this.latent = latent;
                this.statistics = statistics;
            }

            private void forward(DMatrixRMaj value, double keep) {
                System.arraycopy(value.data, 0, x.data, 0, n * n);
                MatrixProducts.multiply(statistics.s00(), x, before);
                MatrixProducts.multiply(statistics.s10(), x, after);
                MatrixProducts.multiply(true, false, 1, x, before, keep, gram);
                MatrixProducts.multiply(true, false, 1, x, after, keep, cross);
            }

            private void backward(DMatrixRMaj xGradient) {
                MatrixProducts.multiply(true, false, 1, statistics.s10(), x, 0, afterTransposed);
                MatrixProducts.multiply(false, false, 2, before, gramAdjoint, 0, xGradient);
                MatrixProducts.multiply(false, true, 1, after, crossAdjoint, 1, xGradient);
                MatrixProducts.multiply(false, false, 1, afterTransposed, crossAdjoint, 1, xGradient);
                maskGradient(xGradient);
            }

            private void maskGradient(DMatrixRMaj xGradient) {
                SparsityPattern allowed = latent.space().allowed();
                if (!allowed.isFull()) {
                    allowed.gather(xGradient, packed, 0);
                    allowed.scatter(packed, 0, 0, xGradient);
                }
            }
        }
    }
}
