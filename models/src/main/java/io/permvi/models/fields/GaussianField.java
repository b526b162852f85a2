package io.permvi.models.fields;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * Where each of K places puts the point that it owns, when all places move together: the point of place k is Student-t
 * with {@code degreesOfFreedom} around {@code mu_k + F_k a} with scale matrix {@code Sigma_k}, and {@code a ~ N(0, I)}
 * are M shared modes. The field {@code F a} is a low-rank Gaussian deformation; {@code Sigma_k} is what each place does
 * on its own. The same form serves positions and colors: only the number of dimensions differs.
 *
 * @param means K rows of D numbers, mu_k
 * @param modes K * D rows (place by place) and M columns, F
 * @param noises K rows of D * D numbers, Sigma_k row by row, symmetric and positive definite
 * @param degreesOfFreedom of the Student distribution, above 0; infinity means Gaussian
 */
public record GaussianField(double[][] means, DMatrixRMaj modes, double[][] noises, double degreesOfFreedom) {
    private static final double ROUNDING = 1e-9;

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when a shape does not fit, a number is not finite, a noise is not positive
     *     definite or the degrees of freedom are not above 0
     */
    public GaussianField {
        if (means.length == 0 || means[0].length == 0) {
            throw new IllegalArgumentException("a field needs at least one place and one dimension");
        }
        int dimensions = means[0].length;
        if (modes.numRows != means.length * dimensions) {
            throw new IllegalArgumentException("modes of " + means.length + " places in " + dimensions
                    + " dimensions need " + means.length * dimensions + " rows, got " + modes.numRows);
        }
        if (noises.length != means.length) {
            throw new IllegalArgumentException(
                    "a field of " + means.length + " places needs as many noises, got " + noises.length);
        }
        for (int k = 0; k < noises.length; k++) {
            if (means[k].length != dimensions || noises[k].length != dimensions * dimensions) {
                throw new IllegalArgumentException("place " + k + " must have " + dimensions + " means and "
                        + dimensions * dimensions + " noise numbers, got " + means[k].length + " and "
                        + noises[k].length);
            }
            requireFinite("mean of place " + k, means[k]);
            requirePositiveDefinite(k, noises[k], dimensions);
        }
        requireFinite("modes", Arrays.copyOf(modes.data, modes.getNumElements()));
        if (!(degreesOfFreedom > 0)) {
            throw new IllegalArgumentException("degrees of freedom must be above 0, got " + degreesOfFreedom);
        }
    }

    private static void requireFinite(String name, double[] values) {
        for (double value : values) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException(name + " must be finite, got " + Arrays.toString(values));
            }
        }
    }

    private static void requirePositiveDefinite(int k, double[] noise, int dimensions) {
        String name = "noise of place " + k;
        requireFinite(name, noise);
        for (int i = 0; i < dimensions; i++) {
            for (int j = 0; j < i; j++) {
                double difference = noise[i * dimensions + j] - noise[j * dimensions + i];
                if (Math.abs(difference) > ROUNDING * Math.abs(noise[i * dimensions + i])) {
                    throw new IllegalArgumentException(name + " must be symmetric, got " + Arrays.toString(noise));
                }
            }
        }
        try {
            SmallMatrices.inverseRoot(noise, dimensions);
        } catch (ArithmeticException indefinite) {
            throw new IllegalArgumentException(
                    name + " must be positive definite, got " + Arrays.toString(noise), indefinite);
        }
    }

    /** The number of places, K. */
    public int places() {
        return means.length;
    }

    /** The number of dimensions, D. */
    public int dimensions() {
        return means[0].length;
    }

    /** The number of modes, M. */
    public int modeCount() {
        return modes.numCols;
    }

    /** The same with all noises multiplied by a number above 0. */
    public GaussianField withNoiseScale(double scale) {
        double[][] scaled = new double[noises.length][];
        for (int k = 0; k < noises.length; k++) {
            scaled[k] = noises[k].clone();
            for (int j = 0; j < scaled[k].length; j++) {
                scaled[k][j] *= scale;
            }
        }
        return new GaussianField(means, modes, scaled, degreesOfFreedom);
    }
}
