package io.permvi.inference.factor;

import io.permvi.inference.optimize.Schedule;
import io.permvi.models.CategoricalLatent;
import io.permvi.models.DiscreteLatent;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.assignment.LinearMaximum;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.relaxations.polytope.Softmax;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A relaxed permutation with a density on x (Linderman et al. 2018, section 3): independent Gaussian noise around a
 * center passes through an invertible map,
 *
 * <pre>  psi = center(M) + v o noise,    v = lower + (upper - lower) sigmoid(s),    x = relaxation(psi, temperature),</pre>
 *
 * where M and s are the parameters. The entropy term is {@code H(psi) + log|det dx/dpsi|}, so that it is the entropy of
 * x, plus the vertex prior, which keeps x near 0 and 1 (section 4): each allowed entry has log density {@code log(N(x;
 * 0, w^2) / 2 + N(x; 1, w^2) / 2)} with width w; a width of 0 means no such prior. The ELBO bounds the evidence of the
 * relaxed model.
 *
 * @param latent the permutation, matching or categories
 * @param relaxation an invertible map
 * @param temperature of the relaxation, by step
 * @param lowerScale smallest v, above 0
 * @param upperScale largest v, above the smallest
 * @param vertexWidth w, or 0 for no vertex prior
 */
public record RelaxedPermutation(
        DiscreteLatent latent,
        InvertibleRelaxation relaxation,
        Schedule temperature,
        double lowerScale,
        double upperScale,
        double vertexWidth)
        implements RelaxedFactor {

    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);
    private static final double EVENNESS = 0.01;
    private static final double SMALL = 1e-200;
    private static final double LARGE = 1e200;
    private static final double GAUSSIAN_ENTROPY = HALF_LOG_TWO_PI + 0.5;

    /** Checks the scales and the width. */
    public RelaxedPermutation {
        if (!(lowerScale > 0 && upperScale > lowerScale && upperScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "scales must satisfy 0 < lower < upper, got " + lowerScale + " and " + upperScale);
        }
        if (!(vertexWidth >= 0 && vertexWidth < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("vertex width must be 0 or more, got " + vertexWidth);
        }
    }

    /** With temperature 1, scales in (0.1, 0.5) and a vertex prior of width 0.2. */
    public RelaxedPermutation(DiscreteLatent latent, InvertibleRelaxation relaxation) {
        this(latent, relaxation, Schedule.constant(1), 0.1, 0.5, 0.2);
    }

    /** The same with scales in other bounds. */
    public RelaxedPermutation withScales(double lower, double upper) {
        return new RelaxedPermutation(latent, relaxation, temperature, lower, upper, vertexWidth);
    }

    /** The same with another width of the vertex prior. */
    public RelaxedPermutation withVertexWidth(double width) {
        return new RelaxedPermutation(latent, relaxation, temperature, lowerScale, upperScale, width);
    }

    /** The same with another temperature of the relaxation. */
    public RelaxedPermutation withTemperature(Schedule value) {
        return new RelaxedPermutation(latent, relaxation, value, lowerScale, upperScale, vertexWidth);
    }

    /** The entries of psi that have parameters. */
    private SparsityPattern inputEntries() {
        Space space = latent.space();
        return hasShapeOfValue()
                ? space.allowed()
                : SparsityPattern.all(relaxation.inputRows(space), relaxation.inputColumns(space));
    }

    private boolean hasShapeOfValue() {
        Space space = latent.space();
        return relaxation.inputRows(space) == space.items() && relaxation.inputColumns(space) == space.places();
    }

    /** The number of {@link #inputEntries}, without making them. */
    private int inputCount() {
        Space space = latent.space();
        return hasShapeOfValue()
                ? space.allowed().count()
                : relaxation.inputRows(space) * relaxation.inputColumns(space);
    }

    @Override
    public Bound bound() {
        return Bound.RELAXED_EVIDENCE;
    }

    @Override
    public int parameterCount() {
        return 2 * inputCount();
    }

    @Override
    public int noiseCount() {
        return inputCount();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        int count = noiseCount();
        for (int k = 0; k < 2 * count; k++) {
            parameters[offset + k] = 0;
        }
    }

    /**
     * The center at the scores where it is a matrix of scores (rounding); otherwise at what the map takes to the
     * marginals of the scores, a hundredth of the way toward even ones.
     */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        if (hasShapeOfValue()) {
            latent.space().allowed().gather(start.values(), parameters, offset);
            return;
        }
        DMatrixRMaj x = new DMatrixRMaj(latent.rows(), latent.columns());
        Relaxation marginals = latent instanceof CategoricalLatent ? new Softmax() : new SinkhornOperator(1000, 1e-9);
        marginals.newPass(latent.space()).forward(start.values(), 1, x);
        for (int k = 0; k < x.getNumElements(); k++) {
            x.data[k] += EVENNESS * (1.0 / latent.columns() - x.data[k]);
        }
        SparsityPattern input = inputEntries();
        DMatrixRMaj psi = new DMatrixRMaj(input.rows(), input.columns());
        relaxation.newPass(latent.space()).inverse(x, temperature.at(0), psi);
        input.gather(psi, parameters, offset);
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        int count = noiseCount();
        for (int k = 0; k < count; k++) {
            noise[offset + k] = rng.nextGaussian();
        }
    }

    @Override
    public RelaxedFactor.Pass newPass() {
        return new RelaxedPass();
    }

    private final class RelaxedPass implements RelaxedFactor.Pass {
        private final SparsityPattern input = inputEntries();
        private final int count = input.count();
        private final SparsityPattern allowed = latent.space().allowed();
        private final InvertibleRelaxation.Pass map = relaxation.newPass(latent.space());
        private final Relaxation.Pass centerMap =
                relaxation.centerMap().newPass(input == allowed ? latent.space() : MatchingSpace.within(input));
        private final DMatrixRMaj mean = new DMatrixRMaj(input.rows(), input.columns());
        private final DMatrixRMaj center = new DMatrixRMaj(input.rows(), input.columns());
        private final DMatrixRMaj psi = new DMatrixRMaj(input.rows(), input.columns());
        private final DMatrixRMaj psiAdjoint = new DMatrixRMaj(input.rows(), input.columns());
        private final DMatrixRMaj meanAdjoint = new DMatrixRMaj(input.rows(), input.columns());
        private final DMatrixRMaj xAdjoint = new DMatrixRMaj(allowed.rows(), allowed.columns());
        private final double[] packed = new double[count];
        private final double[] scale = new double[count];
        private final double[] scaleSlope = new double[count];
        private final double[] drawn = new double[count];
        private final VertexPrior vertexPrior = new VertexPrior(allowed, vertexWidth);
        private final LinearMaximum best = LinearMaximum.of(latent.space());
        private final int[] places = new int[allowed.rows()];
        private final DMatrixRMaj vertexGradient = new DMatrixRMaj(allowed.rows(), allowed.columns());
        private final DMatrixRMaj relaxed = new DMatrixRMaj(allowed.rows(), allowed.columns());
        private double tau = temperature.at(0);
        private boolean forwarded;

        @Override
        public void setTemperature(double value) {
            tau = value;
        }

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double entropy = drawPsi(parameters, parameterOffset, noise, noiseOffset);
            map.forward(psi, tau, z);
            forwarded = true;
            return entropy + map.logAbsDetJacobian() + vertexPrior.logDensity(z, vertexGradient);
        }

        /** Fills psi and returns its entropy. */
        private double drawPsi(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
            input.scatter(parameters, parameterOffset, 0, mean);
            centerMap.forward(mean, 1, center);
            input.gather(center, packed, 0);
            double entropy = count * GAUSSIAN_ENTROPY;
            double product = 1;
            for (int k = 0; k < count; k++) {
                double sigmoid = 1 / (1 + Math.exp(-parameters[parameterOffset + count + k]));
                scale[k] = lowerScale + (upperScale - lowerScale) * sigmoid;
                scaleSlope[k] = (upperScale - lowerScale) * sigmoid * (1 - sigmoid);
                drawn[k] = noise[noiseOffset + k];
                packed[k] += scale[k] * drawn[k];
                // one logarithm for many scales
                product *= scale[k];
                if (!(product > SMALL && product < LARGE)) {
                    entropy += Math.log(product);
                    product = 1;
                }
            }
            entropy += Math.log(product);
            input.scatter(packed, 0, 0, psi);
            return entropy;
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            int size = zAdjoint.getNumElements();
            for (int k = 0; k < size; k++) {
                xAdjoint.data[k] = zAdjoint.data[k] + vertexGradient.data[k];
            }
            map.backward(xAdjoint, 1, psiAdjoint);
            centerMap.backward(psiAdjoint, meanAdjoint);
            input.gather(meanAdjoint, packed, 0);
            for (int k = 0; k < count; k++) {
                gradient[parameterOffset + k] += packed[k];
            }
            input.gather(psiAdjoint, packed, 0);
            for (int k = 0; k < count; k++) {
                gradient[parameterOffset + count + k] += scaleSlope[k] * (packed[k] * drawn[k] + 1 / scale[k]);
            }
        }

        @Override
        public void hardDraw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            drawPsi(parameters, parameterOffset, noise, noiseOffset);
            map.forward(psi, tau, relaxed);
            best.maximize(relaxed, places);
            Matching.toMatrix(places, z);
        }
    }

    /** sum over allowed entries of log(N(x; 0, w^2) / 2 + N(x; 1, w^2) / 2), with its gradient. */
    private record VertexPrior(SparsityPattern allowed, double width) {

        double logDensity(DMatrixRMaj x, DMatrixRMaj gradient) {
            if (width == 0) {
                return 0;
            }
            double precision = 1 / (width * width);
            double constant = -Math.log(2 * width) - HALF_LOG_TWO_PI;
            int n = allowed.columns();
            double sum = 0;
            double product = 1;
            for (int i = 0; i < allowed.rows(); i++) {
                for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                    int at = i * n + allowed.column(e);
                    double value = x.data[at];
                    // log N(x; 1) - log N(x; 0), and what the nearer bump leaves to the other
                    double difference = precision * (value - 0.5);
                    double other = Math.exp(-Math.abs(difference));
                    double nearest = difference > 0 ? value - 1 : value;
                    sum += constant - 0.5 * precision * nearest * nearest;
                    // one logarithm for many entries
                    product *= 1 + other;
                    if (product > LARGE) {
                        sum += Math.log(product);
                        product = 1;
                    }
                    double shareOfOne = (difference > 0 ? 1 : other) / (1 + other);
                    gradient.data[at] = precision * (shareOfOne - value);
                }
            }
            sum += Math.log(product);
            return sum;
        }
    }
}
