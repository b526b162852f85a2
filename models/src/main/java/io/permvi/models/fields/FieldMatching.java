package io.permvi.models.fields;

import io.permvi.models.DifferentiableModel;
import io.permvi.models.Latent;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * Points owned by the places of one or several {@link GaussianField}s, or by nobody: a partial matching P (points by
 * places) and the modes a_f of each field,
 *
 * <pre>log p(y, P, a) = c + sum_ik P_ik (s_k + sum_f log t_f(y_fi | mu_fk + F_fk a_f)) + sum_f log N(a_f; 0, I),</pre>
 *
 * where s_k is the log odds that place k is seen minus the log density of stray points, t the Student density of {@link
 * StudentLikelihood} with its Gamma weights integrated out, and c the log density of all points being stray. Linear in P,
 * so relaxed values are in its domain too. Immutable. An evaluation costs O(K D M + nK D^2).
 */
public final class FieldMatching implements DifferentiableModel {
    private final List<GaussianField> fields;
    private final double[][][] values;
    private final double[] placeScores;
    private final double allStray;
    private final MatchingLatent matching;
    private final List<RealLatent> modes;

    private FieldMatching(
            List<GaussianField> fields,
            double[][][] values,
            double[] placeScores,
            double allStray,
            MatchingLatent matching,
            List<RealLatent> modes) {
        this.fields = List.copyOf(fields);
        this.values = values;
        this.placeScores = placeScores;
        this.allStray = allStray;
        this.matching = matching;
        this.modes = modes;
    }

    /**
     * The model of these points.
     *
     * @param fields fields with the same K places
     * @param values for each field D rows of n coordinates. Not modified; kept.
     * @param placeScores s, K numbers; copied
     * @param allStray c
     * @throws IllegalArgumentException when numbers of fields, places, dimensions or points do not agree
     */
    public static FieldMatching of(
            List<GaussianField> fields, double[][][] values, double[] placeScores, double allStray) {
        if (fields.isEmpty() || fields.size() != values.length) {
            throw new IllegalArgumentException(
                    "a model needs as many fields as values, got " + fields.size() + " and " + values.length);
        }
        for (int f = 0; f < values.length; f++) {
            GaussianField field = fields.get(f);
            if (field.places() != placeScores.length || field.dimensions() != values[f].length) {
                throw new IllegalArgumentException("field " + f + " has " + field.places() + " places in "
                        + field.dimensions() + " dimensions, but there are " + placeScores.length
                        + " place scores and values of " + values[f].length + " dimensions");
            }
            for (double[] row : values[f]) {
                if (row.length == 0 || row.length != values[0][0].length) {
                    throw new IllegalArgumentException("field " + f + " has values of " + row.length
                            + " points, the first " + values[0][0].length);
                }
            }
        }
        MatchingSpace space = MatchingSpace.partial(SparsityPattern.all(values[0][0].length, placeScores.length));
        List<RealLatent> modes = new ArrayList<>();
        for (int f = 0; f < fields.size(); f++) {
            modes.add(new RealLatent("modes " + f, fields.get(f).modeCount(), 1));
        }
        return new FieldMatching(
                fields,
                values,
                placeScores.clone(),
                allStray,
                new MatchingLatent("matching", space),
                List.copyOf(modes));
    }

    /** The same latents with the points of the first field moved. */
    public FieldMatching moved(RigidMotion motion) {
        double[][][] other = values.clone();
        other[0] = new double[values[0].length][points()];
        motion.apply(values[0], other[0]);
        return new FieldMatching(fields, other, placeScores, allStray, matching, modes);
    }

    /** The same latents with all noises multiplied. */
    public FieldMatching withNoiseScale(double scale) {
        List<GaussianField> other =
                fields.stream().map(f -> f.withNoiseScale(scale)).toList();
        return new FieldMatching(other, values, placeScores, allStray, matching, modes);
    }

    /** The fields. */
    public List<GaussianField> fields() {
        return fields;
    }

    /** For each field D rows of n coordinates: the model's own arrays, not to be modified. */
    public double[][][] values() {
        return values;
    }

    /** The number of points, n. */
    public int points() {
        return values[0][0].length;
    }

    /** s_k, the score of a match of place k apart from its density. */
    public double placeScore(int k) {
        return placeScores[k];
    }

    /** c, the log density of all points being stray. */
    public double allStray() {
        return allStray;
    }

    /** P, points by places. */
    public MatchingLatent matching() {
        return matching;
    }

    /** a of each field, M by 1. */
    public List<RealLatent> modes() {
        return modes;
    }

    @Override
    public List<Latent> latents() {
        List<Latent> latents = new ArrayList<>(modes);
        latents.add(0, matching);
        return latents;
    }

    @Override
    public Pass newPass() {
        return new FieldPass();
    }

    /** One field's whitened residuals at given modes. */
    private static final class Residuals {
        private final GaussianField field;
        private final StudentLikelihood likelihood;
        private final double[][] whiten;
        private final double[] logWhiten;
        private final double[][] centers;
        private final double[] residual;
        private final double[] force;

        Residuals(GaussianField field) {
            this.field = field;
            int dimensions = field.dimensions();
            likelihood = new StudentLikelihood(field.degreesOfFreedom(), dimensions);
            whiten = new double[field.places()][];
            logWhiten = new double[field.places()];
            for (int k = 0; k < whiten.length; k++) {
                whiten[k] = SmallMatrices.inverseRoot(field.noises()[k], dimensions);
                logWhiten[k] = SmallMatrices.logDeterminant(whiten[k], dimensions) + likelihood.logNormalizer();
            }
            centers = new double[field.places()][dimensions];
            residual = new double[dimensions];
            force = new double[dimensions];
        }

        void move(double[] a) {
            for (int k = 0; k < centers.length; k++) {
                for (int d = 0; d < residual.length; d++) {
                    int at = (k * residual.length + d) * a.length;
                    double sum = field.means()[k][d];
                    for (int m = 0; m < a.length; m++) {
                        sum += field.modes().data[at + m] * a[m];
                    }
                    centers[k][d] = sum;
                }
            }
        }

        private double square(double[][] values, int i, int k) {
            for (int d = 0; d < residual.length; d++) {
                residual[d] = values[d][i] - centers[k][d];
            }
            return SmallMatrices.squareNorm(whiten[k], residual);
        }

        double logDensity(double[][] values, int i, int k) {
            return logWhiten[k] + likelihood.logKernel(square(values, i, k));
        }

        /** Adds weight times the gradient of the log density with respect to the modes. */
        void addGradient(double[][] values, int i, int k, double weight, double[] gradient) {
            double pull = weight * likelihood.weight(square(values, i, k));
            SmallMatrices.precisionProduct(whiten[k], residual, force);
            for (int d = 0; d < force.length; d++) {
                int at = (k * force.length + d) * gradient.length;
                for (int m = 0; m < gradient.length; m++) {
                    gradient[m] += pull * force[d] * field.modes().data[at + m];
                }
            }
        }
    }

    private final class FieldPass implements Pass {
        private final List<Residuals> residuals =
                fields.stream().map(Residuals::new).toList();
        private final int places = placeScores.length;
        private final DMatrixRMaj scores = new DMatrixRMaj(values[0][0].length, places);
        private final DMatrixRMaj matches = new DMatrixRMaj(scores.numRows, places);
        private final DMatrixRMaj[] points =
                modes.stream().map(m -> new DMatrixRMaj(m.rows(), 1)).toArray(DMatrixRMaj[]::new);
        private boolean forwarded;

        @Override
        public double forward(LatentValues z) {
            matches.setTo(z.get(matching));
            double sum = allStray;
            for (int f = 0; f < points.length; f++) {
                points[f].setTo(z.get(modes.get(f)));
                residuals.get(f).move(points[f].data);
                sum += logPrior(points[f].data);
            }
            for (int i = 0; i < scores.numRows; i++) {
                for (int k = 0; k < places; k++) {
                    double score = placeScores[k];
                    for (int f = 0; f < points.length; f++) {
                        score += residuals.get(f).logDensity(values[f], i, k);
                    }
                    scores.data[i * places + k] = score;
                    sum += matches.data[i * places + k] * score;
                }
            }
            forwarded = true;
            return sum;
        }

        private static double logPrior(double[] a) {
            double sum = -0.5 * a.length * Math.log(2 * Math.PI);
            for (double value : a) {
                sum -= 0.5 * value * value;
            }
            return sum;
        }

        @Override
        public void backward(LatentValues gradient) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            gradient.get(matching).setTo(scores);
            for (int f = 0; f < points.length; f++) {
                double[] slope = gradient.get(modes.get(f)).data;
                for (int m = 0; m < slope.length; m++) {
                    slope[m] = -points[f].data[m];
                }
                for (int e = 0; e < matches.getNumElements(); e++) {
                    if (matches.data[e] != 0) {
                        residuals.get(f).addGradient(values[f], e / places, e % places, matches.data[e], slope);
                    }
                }
            }
        }
    }
}
