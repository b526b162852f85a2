package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import java.util.random.RandomGenerator;

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
        GaussianPass.requireScale(initialScale);
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
        GaussianPass.drawNoise(noise, offset, noiseCount(), rng);
    }

    @Override
    public DensityFactor.Pass newPass() {
        return new DiagonalPass();
    }

    private final class DiagonalPass extends GaussianPass {
        private final double[] deviation = new double[n];
        private double squares;

        private DiagonalPass() {
            super(latent);
        }

        @Override
        double draw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
            double sum = 0;
            squares = 0;
            for (int k = 0; k < n; k++) {
                double logScale = parameters[parameterOffset + n + k];
                deviation[k] = Math.exp(logScale) * noise[noiseOffset + k];
                packed[k] = parameters[parameterOffset + k] + deviation[k];
                sum += logScale;
                squares += noise[noiseOffset + k] * noise[noiseOffset + k];
            }
            return sum;
        }

        @Override
        double squaredDistance() {
            return squares;
        }

        @Override
        void pull(double[] gradient, int parameterOffset) {
            for (int k = 0; k < n; k++) {
                gradient[parameterOffset + k] += packed[k];
                gradient[parameterOffset + n + k] += packed[k] * deviation[k] + 1;
            }
        }
    }
}
