package io.permvi.inference.sampling;

import java.util.Arrays;

/**
 * The normalized end of tempering: uniform over the matchings, independent normals for the flat reals. At inverse
 * temperature b the target is {@code f^b q0^(1 - b)}.
 *
 * @param mean of each real
 * @param deviation its standard deviation; positive
 */
record Reference(double[] mean, double[] deviation) {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    /** Nothing is known of any real yet; serves inverse temperature 1 only. */
    static Reference flat(int reals) {
        double[] deviation = new double[reals];
        Arrays.fill(deviation, 1);
        return new Reference(new double[reals], deviation);
    }

    double logDensity(int real, double value) {
        double z = (value - mean[real]) / deviation[real];
        return -0.5 * z * z - Math.log(deviation[real]) - HALF_LOG_TWO_PI;
    }

    double logDensity(double[] reals) {
        double sum = 0;
        for (int k = 0; k < reals.length; k++) {
            sum += logDensity(k, reals[k]);
        }
        return sum;
    }

    double logDensity(int[] some, double[] reals) {
        double sum = 0;
        for (int k : some) {
            sum += logDensity(k, reals[k]);
        }
        return sum;
    }
}
