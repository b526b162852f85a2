package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * A Gaussian with any covariance on the support of a real latent: {@code w = mean + L noise} with L lower triangular. The
 * parameters are the n means in the order of the support, then L row by row, its diagonal as logarithms; the entropy is
 * {@code sum log L_ii + n log(2 pi e) / 2}. Cost O(n^2) a draw.
 *
 * @param latent the matrix
 * @param initialScale starting standard deviation of every entry, above 0; the means start at 0
 */
public record FullGaussian(RealLatent latent, double initialScale) implements DensityFactor {

    /**
     * Checks the start.
     *
     * @throws IllegalArgumentException when the scale is not positive and finite, or the latent is not real
     */
    public FullGaussian {
        ConstrainedReals.requireReals(latent);
        GaussianPass.requireScale(initialScale);
    }

    /** Starting at zero with standard deviation 0.1. */
    public FullGaussian(RealLatent latent) {
        this(latent, 0.1);
    }

    /** Index of L_ij, j at most i, among the parameters of a factor of n entries. */
    private static int rootIndex(int n, int i, int j) {
        return n + i * (i + 1) / 2 + j;
    }

    @Override
    public int parameterCount() {
        int n = noiseCount();
        return n + n * (n + 1) / 2;
    }

    @Override
    public int noiseCount() {
        return latent.support().count();
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        int n = noiseCount();
        Arrays.fill(parameters, offset, offset + parameterCount(), 0);
        for (int i = 0; i < n; i++) {
            parameters[offset + rootIndex(n, i, i)] = Math.log(initialScale);
        }
    }

    /**
     * Writes the parameters of a known Gaussian.
     *
     * @param mean n means in the order of the support. Not modified.
     * @param root the lower triangular n x n root of the covariance, its diagonal above 0. Not modified.
     * @param parameters from index {@code offset}. Modified.
     */
    public void write(double[] mean, DMatrixRMaj root, double[] parameters, int offset) {
        int n = noiseCount();
        System.arraycopy(mean, 0, parameters, offset, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                parameters[offset + rootIndex(n, i, j)] = root.get(i, j);
            }
            parameters[offset + rootIndex(n, i, i)] = Math.log(root.get(i, i));
        }
    }

    /** Independent entries. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int n = noiseCount();
        double[] deviations = new double[n];
        latent.support().gather(start.values(), parameters, offset);
        latent.support().gather(start.deviations(), deviations, 0);
        Arrays.fill(parameters, offset + n, offset + parameterCount(), 0);
        for (int i = 0; i < n; i++) {
            parameters[offset + rootIndex(n, i, i)] = Math.log(deviations[i]);
        }
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        GaussianPass.drawNoise(noise, offset, noiseCount(), rng);
    }

    @Override
    public Pass newPass() {
        return new FullPass();
    }

    private final class FullPass extends GaussianPass {
        private final double[] drawn = new double[n];
        private final double[] scales = new double[n];

        private FullPass() {
            super(latent);
        }

        @Override
        double draw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
            double sum = 0;
            System.arraycopy(noise, noiseOffset, drawn, 0, n);
            for (int i = 0; i < n; i++) {
                int row = parameterOffset + rootIndex(n, i, 0);
                scales[i] = Math.exp(parameters[row + i]);
                double value = parameters[parameterOffset + i] + scales[i] * drawn[i];
                for (int j = 0; j < i; j++) {
                    value += parameters[row + j] * drawn[j];
                }
                packed[i] = value;
                sum += parameters[row + i];
            }
            return sum;
        }

        @Override
        double squaredDistance() {
            double sum = 0;
            for (double e : drawn) {
                sum += e * e;
            }
            return sum;
        }

        @Override
        void pull(double[] gradient, int parameterOffset) {
            for (int i = 0; i < n; i++) {
                int row = parameterOffset + rootIndex(n, i, 0);
                gradient[parameterOffset + i] += packed[i];
                for (int j = 0; j < i; j++) {
                    gradient[row + j] += packed[i] * drawn[j];
                }
                gradient[row + i] += packed[i] * scales[i] * drawn[i] + 1;
            }
        }
    }
}
