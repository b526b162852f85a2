package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Independent Gaussian entries on the support of a real latent: {@code w = mean + exp(logScale) noise}. The parameters
 * are the means, then the log scales, each in the order of the support; the entropy is {@code sum logScale + count
 * log(2 pi e) / 2}.
 *
 * @param latent the matrix
 * @param initialSpread standard deviation of the starting means; 0 starts at zero
 * @param initialScale starting standard deviation of every entry, above 0
 */
public record DiagonalGaussian(RealLatent latent, double initialSpread, double initialScale) implements DensityFactor {

    private static final double ENTROPY = 0.5 * Math.log(2 * Math.PI * Math.E);

    /**
     * Checks the start.
     *
     * @throws IllegalArgumentException when a number is out of range, or the latent is not real
     */
    public DiagonalGaussian {
        ConstrainedReals.requireReals(latent);
        if (!(initialSpread >= 0 && initialSpread < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("initial spread must be 0 or more, got " + initialSpread);
        }
        if (!(initialScale > 0 && initialScale < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("initial scale must be positive, got " + initialScale);
        }
    }

    /** Starting at zero with standard deviation 0.1. */
    public DiagonalGaussian(RealLatent latent) {
        this(latent, 0, 0.1);
    }

    /** The same with another start. */
    public DiagonalGaussian withStart(double spread, double scale) {
        return new DiagonalGaussian(latent, spread, scale);
    }

    @Override
    public int parameterCount() {
        return 2 * latent.support().count();
    }

    @Override
    public int noiseCount() {
        return latent.support().count();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        int count = noiseCount();
        for (int k = 0; k < count; k++) {
            parameters[offset + k] = initialSpread == 0 ? 0 : initialSpread * rng.nextGaussian();
            parameters[offset + count + k] = Math.log(initialScale);
        }
    }

    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int count = noiseCount();
        latent.support().gather(start.values(), parameters, offset);
        latent.support().gather(start.deviations(), parameters, offset + count);
        for (int k = 0; k < count; k++) {
            parameters[offset + count + k] = Math.log(parameters[offset + count + k]);
        }
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        for (int k = 0; k < noiseCount(); k++) {
            noise[offset + k] = rng.nextGaussian();
        }
    }

    @Override
    public DensityFactor.Pass newPass() {
        return new GaussianPass();
    }

    private final class GaussianPass implements DensityFactor.Pass {
        private final SparsityPattern support = latent.support();
        private final int count = support.count();
        private final double[] packed = new double[count];
        private final double[] deviation = new double[count];
        private double logDensity;
        private boolean forwarded;

        @Override
        public double forward(
                double[] parameters, int parameterOffset, double[] noise, int noiseOffset, DMatrixRMaj z) {
            double entropy = count * ENTROPY;
            double squares = 0;
            for (int k = 0; k < count; k++) {
                double logScale = parameters[parameterOffset + count + k];
                deviation[k] = Math.exp(logScale) * noise[noiseOffset + k];
                packed[k] = parameters[parameterOffset + k] + deviation[k];
                entropy += logScale;
                squares += noise[noiseOffset + k] * noise[noiseOffset + k];
            }
            // -log q has half the squared noise where the entropy has its mean, one half
            logDensity = -entropy + 0.5 * (count - squares);
            support.scatter(packed, 0, 0, z);
            forwarded = true;
            return entropy;
        }

        @Override
        public double logDensity() {
            if (!forwarded) {
                throw new IllegalStateException("log density before forward");
            }
            return logDensity;
        }

        @Override
        public void backward(DMatrixRMaj zAdjoint, double[] gradient, int parameterOffset) {
            if (!forwarded) {
                throw new IllegalStateException("backward before forward");
            }
            support.gather(zAdjoint, packed, 0);
            for (int k = 0; k < count; k++) {
                gradient[parameterOffset + k] += packed[k];
                gradient[parameterOffset + count + k] += packed[k] * deviation[k] + 1;
            }
        }
    }
}
