package io.permvi.applications.heads;

import io.permvi.models.fields.DeformationBasis;
import io.permvi.models.fields.GaussianField;
import io.permvi.models.fields.SmallMatrices;
import io.permvi.models.fields.StudentLikelihood;
import io.permvi.relaxations.linalg.MatrixProducts;
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

    /** The same with other degrees of freedom. */
    public FieldLearner withDegreesOfFreedom(double value) {
        return new FieldLearner(steps, deformationWeight, noiseWeight, meanWeight, value, modeCount);
    }

    /** The same with another weight of the prior deformation. */
    public FieldLearner withDeformationWeight(double value) {
        return new FieldLearner(steps, value, noiseWeight, meanWeight, degreesOfFreedom, modeCount);
    }

    /**
     * The named points of one example.
     *
     * @param places the place of each point
     * @param values D rows of as many coordinates
     * @param weights how much each point counts, in 0..1
     */
    public record Example(int[] places, double[][] values, double[] weights) {}

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
            estimates = new DMatrixRMaj[examples.size()];
            for (int e = 0; e < estimates.length; e++) {
                estimates[e] = new DMatrixRMaj(modes, 1);
            }
        }

        void step() {
            int places = means.length;
            DMatrixRMaj priorPrecision = inverse(covariance);
            var secondMoment = new DMatrixRMaj(modes, modes);
            double[][] scatter = new double[places][dimensions * dimensions];
            double[][] shift = new double[places][dimensions];
            double[] count = new double[places];
            double[] weightSum = new double[places];
            double[][] whiten = new double[places][];
            for (int k = 0; k < places; k++) {
                whiten[k] = SmallMatrices.inverseRoot(noises[k], dimensions);
            }
            for (int e = 0; e < examples.size(); e++) {
                expect(
                        examples.get(e),
                        estimates[e],
                        priorPrecision,
                        whiten,
                        secondMoment,
                        scatter,
                        shift,
                        count,
                        weightSum);
            }
            updateDeformation(secondMoment);
            updateMeans(shift, weightSum);
            updateNoises(scatter, count);
        }

        private void expect(
                Example example,
                DMatrixRMaj estimate,
                DMatrixRMaj priorPrecision,
                double[][] whiten,
                DMatrixRMaj secondMoment,
                double[][] scatter,
                double[][] shift,
                double[] count,
                double[] weightSum) {
            int points = example.places().length;
            double[] student = studentWeights(example, estimate, whiten);
            var rows = new DMatrixRMaj(points * dimensions, modes);
            var targets = new DMatrixRMaj(points * dimensions, 1);
            for (int i = 0; i < points; i++) {
                fillRows(example, i, student[i] * example.weights()[i], whiten, rows, targets);
            }
            var precision = priorPrecision.copy();
            MatrixProducts.multiply(true, false, 1, rows, rows, 1, precision);
            DMatrixRMaj posterior = inverse(precision);
            var right = new DMatrixRMaj(modes, 1);
            CommonOps_DDRM.multTransA(rows, targets, right);
            CommonOps_DDRM.mult(posterior, right, estimate);
            CommonOps_DDRM.addEquals(secondMoment, posterior);
            CommonOps_DDRM.multAddTransB(estimate, estimate, secondMoment);

            var observed = new DMatrixRMaj(points * dimensions, modes);
            for (int i = 0; i < points; i++) {
                System.arraycopy(
                        basis.data,
                        example.places()[i] * dimensions * modes,
                        observed.data,
                        i * dimensions * modes,
                        dimensions * modes);
            }
            var spread = new DMatrixRMaj(points * dimensions, modes);
            MatrixProducts.multiply(observed, posterior, spread);
            for (int i = 0; i < points; i++) {
                collect(example, i, student[i], estimate, observed, spread, scatter, shift, count, weightSum);
            }
        }

        private void collect(
                Example example,
                int i,
                double student,
                DMatrixRMaj estimate,
                DMatrixRMaj observed,
                DMatrixRMaj spread,
                double[][] scatter,
                double[][] shift,
                double[] count,
                double[] weightSum) {
            int k = example.places()[i];
            double weight = example.weights()[i];
            double[] residual = residual(example, i, estimate);
            for (int d = 0; d < dimensions; d++) {
                for (int c = 0; c < dimensions; c++) {
                    double uncertain = 0;
                    int at = (i * dimensions + d) * modes;
                    int other = (i * dimensions + c) * modes;
                    for (int m = 0; m < modes; m++) {
                        uncertain += spread.data[at + m] * observed.data[other + m];
                    }
                    scatter[k][d * dimensions + c] += weight * student * (residual[d] * residual[c] + uncertain);
                }
                shift[k][d] += weight * student * residual[d];
            }
            count[k] += weight;
            weightSum[k] += weight * student;
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

        private double[] studentWeights(Example example, DMatrixRMaj estimate, double[][] whiten) {
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

        private void fillRows(
                Example example, int i, double weight, double[][] whiten, DMatrixRMaj rows, DMatrixRMaj targets) {
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

        private void updateDeformation(DMatrixRMaj secondMoment) {
            double kappa = settings.deformationWeight;
            double total = kappa + examples.size();
            for (int a = 0; a < modes; a++) {
                for (int b = 0; b < modes; b++) {
                    covariance.set(a, b, (secondMoment.get(a, b) + (a == b ? kappa : 0)) / total);
                }
            }
        }

        private void updateMeans(double[][] shift, double[] weightSum) {
            for (int k = 0; k < means.length; k++) {
                for (int d = 0; d < dimensions; d++) {
                    double pull = settings.meanWeight * (firstMeans[k][d] - means[k][d]);
                    if (weightSum[k] + settings.meanWeight > 0) {
                        means[k][d] += (shift[k][d] + pull) / (weightSum[k] + settings.meanWeight);
                    }
                }
            }
        }

        private void updateNoises(double[][] scatter, double[] count) {
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
            var root = new DMatrixRMaj(modes, modes);
            double[][] rootModes = DeformationBasis.leadingModes(covariance, modes);
            for (int m = 0; m < modes; m++) {
                for (int j = 0; j < modes; j++) {
                    root.set(j, m, rootModes[m][j]);
                }
            }
            var all = new DMatrixRMaj(basis.numRows, modes);
            MatrixProducts.multiply(basis, root, all);
            var gram = new DMatrixRMaj(modes, modes);
            MatrixProducts.multiply(true, false, 1, all, all, 0, gram);
            double[][] directions = DeformationBasis.leadingDirections(gram, modes);
            var turn = new DMatrixRMaj(modes, modes);
            for (int m = 0; m < modes; m++) {
                for (int j = 0; j < modes; j++) {
                    turn.set(j, m, directions[m][j]);
                }
            }
            var sorted = new DMatrixRMaj(basis.numRows, modes);
            MatrixProducts.multiply(all, turn, sorted);
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
