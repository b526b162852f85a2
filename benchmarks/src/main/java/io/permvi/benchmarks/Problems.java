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

    /** Scores a_i b_j of order n with uniform factors. */
    static double[] products(int n, long seed) {
        double[] factors = uniform(2 * n, seed);
        double[] values = new double[n * n];
        Arrays.setAll(values, at -> factors[at / n] * factors[n + at % n]);
        return values;
    }

    /** An n by n matrix of these entries. */
    static DMatrixRMaj matrix(int n, double[] values) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        System.arraycopy(values, 0, matrix.data, 0, n * n);
        return matrix;
    }
}
