package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** What the passes of all Gaussian factors share; a subclass says how the entries are made of the noise. */
abstract class GaussianPass implements DensityFactor.Pass {
    /** Entropy of one standard normal. */
    private static final double ENTROPY = 0.5 * Math.log(2 * Math.PI * Math.E);

    /** The number of entries. */
    final int n;
    /** The entries after {@link #draw}, their adjoints in {@link #pull}. */
    final double[] packed;

    private final SparsityPattern support;
    private double logDensity;
    private boolean forwarded;

    GaussianPass(RealLatent latent) {
        support = latent.support();
        n = support.count();
        packed = new double[n];
    }

    static void requireScale(double initialScale) {
        if (!(initialScale > 0 && initialScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("initial scale must be positive, got " + initialScale);
        }
    }

    static void drawNoise(double[] noise, int offset, int count, RandomGenerator rng) {
        for (int k = 0; k < count; k++) {
            noise[offset + k] = rng.nextGaussian();
        }
    }

    /** Fills {@link #packed} and returns half the log determinant of the covariance. */
    abstract double draw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset);

    /** The squared Mahalanobis distance of the last draw to the mean. */
    abstract double squaredDistance();

    /** Adds to the gradient of the objective, the entropy's part included. */
    abstract void pull(double[] gradient, int parameterOffset);

    @Override
    public final double forward(
            double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
        double entropy = n * ENTROPY + draw(parameters, parameterOffset, noise, noiseOffset);
        // -log q has half the squared distance where the entropy has its mean, one half an entry
        logDensity = -entropy + 0.5 * (n - squaredDistance());
        support.scatter(packed, 0, 0, z);
        forwarded = true;
        return entropy;
    }

    @Override
    public final double logDensity() {
        requireForward();
        return logDensity;
    }

    @Override
    public final void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
        requireForward();
        support.gather(zAdjoint, packed, 0);
        pull(gradient, parameterOffset);
    }

    private void requireForward() {
        if (!forwarded) {
            throw new IllegalStateException("nothing was drawn yet: call forward first");
        }
    }
}
