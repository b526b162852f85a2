package io.permvi.applications.tracks;

import org.apache.commons.math3.special.Gamma;

/**
 * A centered Student distribution of a few dimensions with a full scale matrix: the log density and its parts.
 * Immutable.
 */
final class Student {
    private final double[][] scale;
    private final double[][] factor;
    private final double freedom;
    private final double constant;

    /** @param scale positive definite. Kept. */
    Student(double[][] scale, double freedom) {
        this.scale = scale;
        this.freedom = freedom;
        int d = scale.length;
        factor = new double[d][d];
        double logDeterminant = 0;
        for (int i = 0; i < d; i++) {
            for (int j = 0; j <= i; j++) {
                double sum = scale[i][j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[i][k] * factor[j][k];
                }
                factor[i][j] = i == j ? Math.sqrt(Math.max(sum, 1e-12 * scale[i][i] + 1e-300)) : sum / factor[j][j];
            }
            logDeterminant += 2 * Math.log(factor[i][i]);
        }
        constant = Gamma.logGamma((freedom + d) / 2)
                - Gamma.logGamma(freedom / 2)
                - 0.5 * d * Math.log(freedom * Math.PI)
                - 0.5 * logDeterminant;
    }

    double[][] scale() {
        return scale;
    }

    double freedom() {
        return freedom;
    }

    /** The standard scale along one axis. */
    double deviation(int axis) {
        return Math.sqrt(scale[axis][axis]);
    }

    /** The mean standard scale over the axes. */
    double deviation() {
        double sum = 0;
        for (int axis = 0; axis < scale.length; axis++) {
            sum += scale[axis][axis];
        }
        return Math.sqrt(sum / scale.length);
    }

    Student withFreedom(double other) {
        return new Student(scale, other);
    }

    /** With the scale matrix times a number. */
    Student times(double by) {
        double[][] wider = new double[scale.length][scale.length];
        for (int i = 0; i < wider.length; i++) {
            for (int j = 0; j < wider.length; j++) {
                wider[i][j] = by * scale[i][j];
            }
        }
        return new Student(wider, freedom);
    }

    /** The square of the distance from the center, in scales. */
    double square(double[] r) {
        double sum = 0;
        double[] z = new double[r.length];
        for (int i = 0; i < r.length; i++) {
            double value = r[i];
            for (int k = 0; k < i; k++) {
                value -= factor[i][k] * z[k];
            }
            z[i] = value / factor[i][i];
            sum += z[i] * z[i];
        }
        return sum;
    }

    /** The log density where the square of the distance is known, with the scale matrix times a number. */
    double logDensityAt(double square, double times) {
        int d = scale.length;
        return constant - 0.5 * d * Math.log(times) - 0.5 * (freedom + d) * Math.log1p(square / (freedom * times));
    }

    double logDensity(double[] r) {
        return logDensityAt(square(r), 1);
    }

    /** How much an observation counts in an estimate of center and scale (the weight of the EM algorithm). */
    double weight(double square) {
        return (freedom + scale.length) / (freedom + square);
    }

    /** A sum of weighted squares that becomes a scale matrix. */
    static final class Moments {
        private final double[][] sum;
        private double weight;

        Moments(int dimensions) {
            sum = new double[dimensions][dimensions];
        }

        /** Adds an observation; {@code share} counts, {@code times} weighs its square. */
        void add(double[] r, double share, double times) {
            weight += share;
            for (int i = 0; i < r.length; i++) {
                for (int j = 0; j < r.length; j++) {
                    sum[i][j] += share * times * r[i] * r[j];
                }
            }
        }

        /** The mean square, shrunk towards another matrix that counts as so many observations. */
        double[][] matrix(double[][] towards, double count) {
            double[][] mean = new double[sum.length][sum.length];
            for (int i = 0; i < sum.length; i++) {
                for (int j = 0; j < sum.length; j++) {
                    mean[i][j] = (sum[i][j] + count * towards[i][j]) / (weight + count);
                }
            }
            return mean;
        }
    }
}
