package io.permvi.applications.heads;

import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.SmallMatrices;
import io.permvi.models.fields.StudentLikelihood;
import io.permvi.relaxations.linalg.MatrixProducts;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.linsol.LinearSolverDense;

/**
 * Learns a {@link GaussianField} from examples whose points are named, some places missing in each: MAP-EM for the
 * means, the covariance of the deformation in the span of a prior basis, the noise of each place and the Student
 * weights.
 *
 * <p>With prior modes B and {@code d = B z}, {@code z ~ N(0, A)}: the E-step is the Gaussian posterior of z in each
 * example; the M-step is the mean residual for mu, {@code A = (kappa I + sum E[z z^T]) / (kappa + W)}, and the noises
 * shrunk to the pooled one.
 *
 * @param steps EM steps, at least 1
 * @param deformationWeight kappa: the prior's weight in examples
 * @param noiseWeight the pooled noise's weight in observations of a place
 * @param meanWeight the weight of the prior mean (the first means) in observations of a place
 * @param degreesOfFreedom of the Student distribution
 * @param modeCount how many modes of the learned deformation to keep; what is cut goes to the noise
 */
public record FieldLearner(
        int steps,
        double deformationWeight,
        double noiseWeight,
        double meanWeight,
        double degreesOfFreedom,
        int modeCount) {

    /**
     * The named points of one example.
     *
     * @param places the place of each point
     * @param values D rows of as many coordinates
     */
    public record Example(int[] places, double[][] values) {}

    /**
     * Learns.
     *
     * @param examples the named points. Not modified.
     * @param firstMeans K rows of D numbers: the means to start from. Not modified.
     * @param basis K * D rows: the modes of the prior deformation. Not modified.
     * @param firstNoise the deviation of the noise to start from
     */
    public GaussianField learn(List<Example> examples, double[][] firstMeans, DMatrixRMaj basis, double firstNoise) {
        var work = new Work(this, examples, firstMeans, basis, firstNoise);
        for (int step = 0; step < steps; step++) {
            work.step();
        }
        return work.field();
    }

    /** The buffers of one learning run. */
    private static final class Work {
        private final FieldLearner settings;
        private final List<Example> examples;
        private final double[][] firstMeans;
        private final double[][] means;
        private final DMatrixRMaj basis;
        private final double[][] noises;
        private final int dimensions;
        private final int modes;
        private final DMatrixRMaj covariance;
        private final DMatrixRMaj[] estimates;
        private final DMatrixRMaj secondMoment;
        private final double[][] scatter;
        private final double[][] shift;
        private final double[][] whiten;
        private final double[] count;
        private final double[] weightSum;

        Work(FieldLearner settings, List<Example> examples, double[][] firstMeans, DMatrixRMaj basis, double noise) {
            this.settings = settings;
            this.examples = examples;
            this.firstMeans = firstMeans;
            this.basis = basis;
            dimensions = firstMeans[0].length;
            modes = basis.numCols;
            means = new double[firstMeans.length][];
            noises = new double[firstMeans.length][dimensions * dimensions];
            for (int k = 0; k < means.length; k++) {
                means[k] = firstMeans[k].clone();
                for (int d = 0; d < dimensions; d++) {
                    noises[k][d * dimensions + d] = noise * noise;
                }
            }
            covariance = CommonOps_DDRM.identity(modes);
            secondMoment = new DMatrixRMaj(modes, modes);
            scatter = new double[means.length][dimensions * dimensions];
            shift = new double[means.length][dimensions];
            whiten = new double[means.length][];
            count = new double[means.length];
            weightSum = new double[means.length];
            estimates = new DMatrixRMaj[examples.size()];
            for (int e = 0; e < estimates.length; e++) {
                estimates[e] = new DMatrixRMaj(modes, 1);
            }
        }

        void step() {
            DMatrixRMaj priorPrecision = inverse(covariance);
            secondMoment.zero();
            Arrays.fill(count, 0);
            Arrays.fill(weightSum, 0);
            for (int k = 0; k < means.length; k++) {
                Arrays.fill(scatter[k], 0);
                Arrays.fill(shift[k], 0);
                whiten[k] = SmallMatrices.inverseRoot(noises[k], dimensions);
            }
            for (int e = 0; e < examples.size(); e++) {
                expect(examples.get(e), estimates[e], priorPrecision);
            }
            updateDeformation();
            updateMeans();
            updateNoises();
        }

        private void expect(Example example, DMatrixRMaj estimate, DMatrixRMaj priorPrecision) {
            int points = example.places().length;
            double[] student = studentWeights(example, estimate);
            var rows = new DMatrixRMaj(points * dimensions, modes);
            var targets = new DMatrixRMaj(points * dimensions, 1);
            var observed = new DMatrixRMaj(points * dimensions, modes);
            for (int i = 0; i < points; i++) {
                fillRows(example, i, student[i], rows, targets);
                int from = example.places()[i] * dimensions * modes;
                System.arraycopy(basis.data, from, observed.data, i * dimensions * modes, dimensions * modes);
            }
            var precision = priorPrecision.copy();
            MatrixProducts.multiply(true, false, 1, rows, rows, 1, precision);
            DMatrixRMaj posterior = inverse(precision);
            var right = new DMatrixRMaj(modes, 1);
            CommonOps_DDRM.multTransA(rows, targets, right);
            CommonOps_DDRM.mult(posterior, right, estimate);
            CommonOps_DDRM.addEquals(secondMoment, posterior);
            CommonOps_DDRM.multAddTransB(estimate, estimate, secondMoment);
            var spread = new DMatrixRMaj(points * dimensions, modes);
            MatrixProducts.multiply(observed, posterior, spread);
            for (int i = 0; i < points; i++) {
                collect(example.places()[i], i, student[i], residual(example, i, estimate), observed, spread);
            }
        }

        private void collect(
                int k, int i, double student, double[] residual, DMatrixRMaj observed, DMatrixRMaj spread) {
            for (int d = 0; d < dimensions; d++) {
                for (int c = 0; c < dimensions; c++) {
                    double uncertain = 0;
                    int at = (i * dimensions + d) * modes;
                    int other = (i * dimensions + c) * modes;
                    for (int m = 0; m < modes; m++) {
                        uncertain += spread.data[at + m] * observed.data[other + m];
                    }
                    scatter[k][d * dimensions + c] += student * (residual[d] * residual[c] + uncertain);
                }
                shift[k][d] += student * residual[d];
            }
            count[k]++;
            weightSum[k] += student;
        }

        private double[] residual(Example example, int i, DMatrixRMaj estimate) {
            int k = example.places()[i];
            double[] residual = new double[dimensions];
            for (int d = 0; d < dimensions; d++) {
                double moved = means[k][d];
                int at = (k * dimensions + d) * modes;
                for (int m = 0; m < modes; m++) {
                    moved += basis.data[at + m] * estimate.data[m];
                }
                residual[d] = example.values()[d][i] - moved;
            }
            return residual;
        }

        private double[] studentWeights(Example example, DMatrixRMaj estimate) {
            int points = example.places().length;
            double[] weights = new double[points];
            var likelihood = new StudentLikelihood(settings.degreesOfFreedom, dimensions);
            for (int i = 0; i < points; i++) {
                double[] residual = residual(example, i, estimate);
                double square = SmallMatrices.squareNorm(whiten[example.places()[i]], residual);
                weights[i] = likelihood.weight(square);
            }
            return weights;
        }

        private void fillRows(Example example, int i, double weight, DMatrixRMaj rows, DMatrixRMaj targets) {
            int k = example.places()[i];
            double root = Math.sqrt(weight);
            for (int d = 0; d < dimensions; d++) {
                int to = (i * dimensions + d) * modes;
                double target = 0;
                for (int c = 0; c <= d; c++) {
                    double factor = root * whiten[k][d * dimensions + c];
                    int from = (k * dimensions + c) * modes;
                    for (int m = 0; m < modes; m++) {
                        rows.data[to + m] += factor * basis.data[from + m];
                    }
                    target += factor * (example.values()[c][i] - means[k][c]);
                }
                targets.data[i * dimensions + d] = target;
            }
        }

        private void updateDeformation() {
            double kappa = settings.deformationWeight;
            double total = kappa + examples.size();
            for (int a = 0; a < modes; a++) {
                for (int b = 0; b < modes; b++) {
                    covariance.set(a, b, (secondMoment.get(a, b) + (a == b ? kappa : 0)) / total);
                }
            }
        }

        private void updateMeans() {
            for (int k = 0; k < means.length; k++) {
                for (int d = 0; d < dimensions; d++) {
                    double pull = settings.meanWeight * (firstMeans[k][d] - means[k][d]);
                    if (weightSum[k] + settings.meanWeight > 0) {
                        means[k][d] += (shift[k][d] + pull) / (weightSum[k] + settings.meanWeight);
                    }
                }
            }
        }

        private void updateNoises() {
            double[] pooled = new double[dimensions * dimensions];
            double total = 0;
            for (int k = 0; k < means.length; k++) {
                total += count[k];
                for (int j = 0; j < pooled.length; j++) {
                    pooled[j] += scatter[k][j];
                }
            }
            double weight = settings.noiseWeight;
            for (int k = 0; k < means.length; k++) {
                for (int j = 0; j < pooled.length; j++) {
                    noises[k][j] = (weight * pooled[j] / total + scatter[k][j]) / (weight + count[k]);
                }
            }
        }

        /** Keeps the leading modes of B A B^T and adds the diagonal blocks of the rest to the noises. */
        GaussianField field() {
            int kept = Math.min(settings.modeCount, modes);
            var root = new DMatrixRMaj(DeformationBasis.leadingModes(covariance, modes));
            var all = new DMatrixRMaj(basis.numRows, modes);
            MatrixProducts.multiply(false, true, 1, basis, root, 0, all);
            var gram = new DMatrixRMaj(modes, modes);
            MatrixProducts.multiply(true, false, 1, all, all, 0, gram);
            var directions = new DMatrixRMaj(DeformationBasis.leadingDirections(gram, modes));
            var sorted = new DMatrixRMaj(basis.numRows, modes);
            MatrixProducts.multiply(false, true, 1, all, directions, 0, sorted);
            var leading = new DMatrixRMaj(basis.numRows, kept);
            CommonOps_DDRM.extract(sorted, 0, basis.numRows, 0, kept, leading, 0, 0);
            return new GaussianField(means, leading, widened(sorted, kept), settings.degreesOfFreedom);
        }

        private double[][] widened(DMatrixRMaj sorted, int kept) {
            double[][] wide = new double[noises.length][];
            for (int k = 0; k < wide.length; k++) {
                wide[k] = noises[k].clone();
                for (int d = 0; d < dimensions; d++) {
                    for (int c = 0; c < dimensions; c++) {
                        for (int m = kept; m < modes; m++) {
                            wide[k][d * dimensions + c] +=
                                    sorted.get(k * dimensions + d, m) * sorted.get(k * dimensions + c, m);
                        }
                    }
                }
            }
            return wide;
        }

        private static DMatrixRMaj inverse(DMatrixRMaj matrix) {
            LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.symmPosDef(matrix.numRows);
            if (!solver.setA(matrix.copy())) {
                throw new ArithmeticException(
                        "a precision matrix of order " + matrix.numRows + " is not positive definite");
            }
            var inverse = new DMatrixRMaj(matrix.numRows, matrix.numRows);
            solver.invert(inverse);
            return inverse;
        }
    }
}
