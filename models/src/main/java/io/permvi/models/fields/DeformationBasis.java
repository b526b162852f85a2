package io.permvi.models.fields;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * A prior covariance of deformations, as modes: an affine map, a smooth warp and a smooth response,
 *
 * <pre>cov(d_k, d_l) = (s_t^2 + s_a^2 (m_k - c).(m_l - c) + s_w^2 exp(-|p_k - p_l|^2 / 2 h^2)
 *                  + s_r^2 exp(-|m_k - m_l|^2 / 2 g^2)) I,</pre>
 *
 * where m are the means that the affine map and the response act on, c their center, and p the positions along which the
 * warp is smooth. Where means are no positions, such as colors, the response bends what the affine map stretches. Warp and
 * response keep their leading eigenvectors only.
 *
 * @param translationDeviation s_t, in units of the means
 * @param affineDeviation s_a, a pure number
 * @param warpDeviation s_w, in units of the means
 * @param warpLength h, in units of the positions, above 0
 * @param warpCount eigenvectors of the warp to keep for each dimension
 * @param responseDeviation s_r, in units of the means
 * @param responseLength g, in units of the means, above 0
 * @param responseCount eigenvectors of the response to keep for each dimension
 */
public record DeformationBasis(
        double translationDeviation,
        double affineDeviation,
        double warpDeviation,
        double warpLength,
        int warpCount,
        double responseDeviation,
        double responseLength,
        int responseCount) {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException when a deviation is negative, a length is not above 0 or a count negative
     */
    public DeformationBasis {
        if (!(translationDeviation >= 0)
                || !(affineDeviation >= 0)
                || !(warpDeviation >= 0)
                || !(responseDeviation >= 0)) {
            throw new IllegalArgumentException("deviations must not be negative, got " + translationDeviation + ", "
                    + affineDeviation + ", " + warpDeviation + " and " + responseDeviation);
        }
        if (!(warpLength > 0) || warpCount < 0 || !(responseLength > 0) || responseCount < 0) {
            throw new IllegalArgumentException("warp and response need lengths above 0 and counts, got " + warpLength
                    + " and " + warpCount + ", " + responseLength + " and " + responseCount);
        }
    }

    /** An affine map and a warp, without a response. */
    public DeformationBasis(
            double translationDeviation,
            double affineDeviation,
            double warpDeviation,
            double warpLength,
            int warpCount) {
        this(translationDeviation, affineDeviation, warpDeviation, warpLength, warpCount, 0, 1, 0);
    }

    /**
     * The modes F of the prior, so that its covariance is F F^T.
     *
     * @param means K rows of D numbers. Not modified.
     * @param positions K rows. Not modified.
     * @return K * D rows (place by place), D (1 + D + warpCount + responseCount) columns, counts at most K
     */
    public DMatrixRMaj modes(double[][] means, double[][] positions) {
        int places = means.length;
        int dimensions = means[0].length;
        double[][] warp = kernelModes(positions, warpDeviation, warpLength, warpCount);
        double[][] response = kernelModes(means, responseDeviation, responseLength, responseCount);
        int first = dimensions * (1 + dimensions);
        int columns = first + dimensions * (warp.length + response.length);
        var modes = new DMatrixRMaj(places * dimensions, columns);
        double[] center = center(means);
        for (int k = 0; k < places; k++) {
            for (int d = 0; d < dimensions; d++) {
                int row = k * dimensions + d;
                modes.set(row, d, translationDeviation);
                for (int e = 0; e < dimensions; e++) {
                    modes.set(row, dimensions + d * dimensions + e, affineDeviation * (means[k][e] - center[e]));
                }
            }
        }
        insert(warp, dimensions, first, modes);
        insert(response, dimensions, first + dimensions * warp.length, modes);
        return modes;
    }

    /** Writes functions of the places as modes, one for each dimension. */
    private static void insert(double[][] functions, int dimensions, int first, DMatrixRMaj modes) {
        for (int w = 0; w < functions.length; w++) {
            for (int k = 0; k < functions[w].length; k++) {
                for (int d = 0; d < dimensions; d++) {
                    modes.set(k * dimensions + d, first + w * dimensions + d, functions[w][k]);
                }
            }
        }
    }

    private static double[] center(double[][] means) {
        double[] center = new double[means[0].length];
        for (double[] mean : means) {
            for (int d = 0; d < center.length; d++) {
                center[d] += mean[d] / means.length;
            }
        }
        return center;
    }

    private static double[][] kernelModes(double[][] inputs, double deviation, double length, int count) {
        int places = inputs.length;
        if (count == 0) {
            return new double[0][];
        }
        var kernel = new DMatrixRMaj(places, places);
        for (int k = 0; k < places; k++) {
            for (int l = 0; l < places; l++) {
                double square = 0;
                for (int d = 0; d < inputs[k].length; d++) {
                    double difference = inputs[k][d] - inputs[l][d];
                    square += difference * difference;
                }
                kernel.set(k, l, deviation * deviation * Math.exp(-square / (2 * length * length)));
            }
        }
        return leadingModes(kernel, Math.min(count, places));
    }

    /**
     * The leading eigenvectors of a covariance, each scaled by the root of its eigenvalue: with all of them, the sum
     * of their outer products is the covariance.
     *
     * @param covariance n by n, symmetric. Not modified.
     * @param count how many, at most n
     * @return {@code count} rows of n numbers, largest eigenvalue first
     */
    public static double[][] leadingModes(DMatrixRMaj covariance, int count) {
        return eigenvectors(covariance, count, true);
    }

    /** The same with unit length. */
    public static double[][] leadingDirections(DMatrixRMaj covariance, int count) {
        return eigenvectors(covariance, count, false);
    }

    private static double[][] eigenvectors(DMatrixRMaj covariance, int count, boolean scaled) {
        int n = covariance.numRows;
        EigenDecomposition_F64<DMatrixRMaj> eigen = DecompositionFactory_DDRM.eig(n, true, true);
        if (!eigen.decompose(covariance.copy())) {
            throw new ArithmeticException("a covariance of order " + n + " has no eigenvectors");
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -eigen.getEigenvalue(i).getReal()))
                .mapToInt(Integer::intValue)
                .toArray();
        double[][] vectors = new double[count][n];
        for (int w = 0; w < count; w++) {
            double value = Math.max(0, eigen.getEigenvalue(order[w]).getReal());
            double scale = scaled ? Math.sqrt(value) : 1;
            DMatrixRMaj vector = eigen.getEigenVector(order[w]);
            for (int i = 0; i < n; i++) {
                vectors[w][i] = scale * vector.data[i];
            }
        }
        return vectors;
    }
}
