package io.permvi.inference.factor;

import io.permvi.models.RealLatent;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A Gaussian of low-rank covariance on the support of a real latent, for latents too large for a {@link FullGaussian}:
 * {@code w = mean + exp(s) e + F f} with n independent e and r shared f, so that {@code Cov = D + F F'}, {@code D = diag
 * exp(2 s)} (Ong, Nott and Smith 2018). The parameters are the means, the log scales s, then F row by row; the entropy is
 * {@code (log det D + log det M + n log(2 pi e)) / 2} with {@code M = I + F' D^-1 F}. Cost O(n r^2) a draw.
 *
 * @param latent the matrix
 * @param rank r, the number of shared directions, at least 1
 * @param initialScale starting standard deviation of every entry, above 0; the means start at 0
 */
public record LowRankNormal(RealLatent latent, int rank, double initialScale) implements DensityFactor {
    /** Of the starting scale: F = 0 would be a saddle that no gradient leaves. */
    private static final double START_OF_LOADINGS = 0.1;

    /**
     * Checks the settings.
     *
     * @throws IllegalArgumentException when a number is out of range, or the latent is not real
     */
    public LowRankNormal {
        ConstrainedReals.requireReals(latent);
        if (rank < 1) {
            throw new IllegalArgumentException("rank must be at least 1, got " + rank);
        }
        GaussianPass.requireScale(initialScale);
    }

    /** Starting at zero with standard deviation 0.1. */
    public LowRankNormal(RealLatent latent, int rank) {
        this(latent, rank, 0.1);
    }

    private int count() {
        return latent.support().count();
    }

    @Override
    public int parameterCount() {
        return (2 + rank) * count();
    }

    @Override
    public int noiseCount() {
        return count() + rank;
    }

    @Override
    public void initialize(double[] parameters, int offset, RandomGenerator rng) {
        int n = count();
        Arrays.fill(parameters, offset, offset + n, 0);
        Arrays.fill(parameters, offset + n, offset + 2 * n, Math.log(initialScale));
        for (int k = offset + 2 * n; k < offset + parameterCount(); k++) {
            parameters[k] = START_OF_LOADINGS * initialScale * rng.nextGaussian();
        }
    }

    /** Independent entries but for the small loadings that are there. */
    @Override
    public void startAt(Start start, double[] parameters, int offset) {
        int n = count();
        latent.support().gather(start.values(), parameters, offset);
        latent.support().gather(start.deviations(), parameters, offset + n);
        for (int k = offset + n; k < offset + 2 * n; k++) {
            parameters[k] = Math.log(parameters[k]);
        }
    }

    @Override
    public void drawNoise(double[] noise, int offset, RandomGenerator rng) {
        GaussianPass.drawNoise(noise, offset, noiseCount(), rng);
    }

    @Override
    public Pass newPass() {
        return new LowRankPass();
    }

    private final class LowRankPass extends GaussianPass {
        private final double[] deviation = new double[n];
        private final double[] scale = new double[n];
        private final double[] shared = new double[rank];
        private final DMatrixRMaj loadings = new DMatrixRMaj(n, rank);
        private final DMatrixRMaj scaled = new DMatrixRMaj(n, rank);
        private final DMatrixRMaj capacitance = new DMatrixRMaj(rank, rank);
        private final DMatrixRMaj inverse = new DMatrixRMaj(rank, rank);
        /** D^-1 F M^-1, which is Cov^-1 F. */
        private final DMatrixRMaj solved = new DMatrixRMaj(n, rank);

        private double squaredDistance;

        private LowRankPass() {
            super(latent);
        }

        @Override
        double draw(double[] parameters, int parameterOffset, double[] noise, int noiseOffset) {
            System.arraycopy(parameters, parameterOffset + 2 * n, loadings.data, 0, n * rank);
            System.arraycopy(noise, noiseOffset + n, shared, 0, rank);
            double logDeterminant = 0;
            for (int k = 0; k < n; k++) {
                double logScale = parameters[parameterOffset + n + k];
                scale[k] = Math.exp(logScale);
                deviation[k] = scale[k] * noise[noiseOffset + k];
                logDeterminant += 2 * logScale;
                packed[k] = deviation[k];
                for (int r = 0; r < rank; r++) {
                    packed[k] += loadings.get(k, r) * shared[r];
                    scaled.set(k, r, loadings.get(k, r) / (scale[k] * scale[k]));
                }
            }
            logDeterminant += invertCapacitance();
            squaredDistance = packedDistance();
            for (int k = 0; k < n; k++) {
                packed[k] += parameters[parameterOffset + k];
            }
            return 0.5 * logDeterminant;
        }

        @Override
        double squaredDistance() {
            return squaredDistance;
        }

        /** Leaves M^-1 and Cov^-1 F, and returns log det M. */
        private double invertCapacitance() {
            CommonOps_DDRM.multTransA(loadings, scaled, capacitance);
            for (int r = 0; r < rank; r++) {
                capacitance.add(r, r, 1);
            }
            double logDeterminant = Math.log(CommonOps_DDRM.det(capacitance));
            CommonOps_DDRM.invert(capacitance, inverse);
            CommonOps_DDRM.mult(scaled, inverse, solved);
            return logDeterminant;
        }

        /** v' Cov^-1 v of the packed deviation from the mean: v' D^-1 v - (v' D^-1 F) (M^-1 F' D^-1 v). */
        private double packedDistance() {
            double sum = 0;
            for (int k = 0; k < n; k++) {
                sum += packed[k] * packed[k] / (scale[k] * scale[k]);
            }
            for (int r = 0; r < rank; r++) {
                double left = 0;
                double right = 0;
                for (int k = 0; k < n; k++) {
                    left += packed[k] * scaled.get(k, r);
                    right += packed[k] * solved.get(k, r);
                }
                sum -= left * right;
            }
            return sum;
        }

        @Override
        void pull(double[] gradient, int parameterOffset) {
            for (int k = 0; k < n; k++) {
                double shrunk = 0; // of the diagonal of D Cov^-1, by the shared directions
                for (int r = 0; r < rank; r++) {
                    gradient[parameterOffset + 2 * n + k * rank + r] += packed[k] * shared[r] + solved.get(k, r);
                    shrunk += solved.get(k, r) * loadings.get(k, r);
                }
                gradient[parameterOffset + k] += packed[k];
                gradient[parameterOffset + n + k] += packed[k] * deviation[k] + 1 - shrunk;
            }
        }
    }
}
