package io.permvi.benchmarks;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/** The inputs that all benchmarks share. */
final class Problems {
    private Problems() {}

    /** Standard Gaussian plus standard Gumbel scores. */
    static double[] gumbel(int length, long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        double[] values = new double[length];
        Arrays.setAll(values, at -> rng.nextGaussian() - Math.log(-Math.log(1 - rng.nextDouble())));
        return values;
    }

    /** Uniform scores. */
    static double[] uniform(int length, long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        double[] values = new double[length];
        Arrays.setAll(values, at -> rng.nextDouble());
        return values;
    }

    /**
     * Scores that order rows and columns, more or less, of uniform factors a and b: products a_i b_j, of whole numbers
     * up to 99, with Gaussian noise of a standard deviation, {@code -exp(5 a_i b_j)}, two or five products added; and
     * distances
     * {@code -|a_i - b_j|}.
     */
    static double[] ordered(String kind, int m, int n, long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        double[][] a = new double[5][];
        double[][] b = new double[5][];
        for (int k = 0; k < 5; k++) {
            a[k] = rng.doubles(m).toArray();
            b[k] = rng.doubles(n).toArray();
        }
        double[] values = new double[m * n];
        Arrays.setAll(values, at -> ordered(kind, a, at / n, b, at % n, rng));
        return values;
    }

    private static double ordered(String kind, double[][] a, int i, double[][] b, int j, RandomGenerator rng) {
        double product = a[0][i] * b[0][j];
        return switch (kind) {
            case "products" -> product;
            case "integers" -> Math.floor(100 * a[0][i]) * Math.floor(100 * b[0][j]);
            case "exponential" -> -Math.exp(5 * product);
            case "two products" -> product + a[1][i] * b[1][j];
            case "five products" -> {
                double sum = 0;
                for (int k = 0; k < 5; k++) {
                    sum += a[k][i] * b[k][j];
                }
                yield sum;
            }
            case "distances" -> -Math.abs(a[0][i] - b[0][j]);
            default -> product + Double.parseDouble(kind.replace("noise ", "")) * rng.nextGaussian();
        };
    }

    /** Minus the distances between uniform points in the unit square. */
    static double[] distances(int n, long seed) {
        double[] points = uniform(4 * n, seed);
        double[] values = new double[n * n];
        Arrays.setAll(
                values,
                at -> -Math.hypot(
                        points[at / n] - points[n + at % n], points[2 * n + at / n] - points[3 * n + at % n]));
        return values;
    }

    /** An n by n matrix of these entries. */
    static DMatrixRMaj matrix(int n, double[] values) {
        return matrix(n, n, values);
    }

    /** An m by n matrix of these entries. */
    static DMatrixRMaj matrix(int m, int n, double[] values) {
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        System.arraycopy(values, 0, matrix.data, 0, m * n);
        return matrix;
    }
}
