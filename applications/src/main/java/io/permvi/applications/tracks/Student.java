package io.permvi.applications.tracks;

import java.io.Serializable;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.special.Gamma;

/**
 * A centered Student distribution of a few dimensions with a full scale matrix: the log density and its parts.
 * Immutable.
 */
final class Student implements Serializable {
    private static final double[] FREEDOMS = {2.2, 3, 4, 5, 7, 10, 15, 25, 60};

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

    /** Axes that do not depend on one another, with these variances. */
    static Student diagonal(double[] variances, double freedom) {
        double[][] scale = new double[variances.length][variances.length];
        for (int k = 0; k < scale.length; k++) {
            scale[k][k] = variances[k];
        }
        return new Student(scale, freedom);
    }

    /** The numbers from which the distribution can be made again: the scale matrix row by row, then the freedom. */
    double[] values() {
        return DoubleStream.concat(Arrays.stream(scale).flatMapToDouble(Arrays::stream), DoubleStream.of(freedom))
                .toArray();
    }

    static Student of(double[] values) {
        int d = (int) Math.sqrt(values.length - 1.0);
        double[][] scale = new double[d][];
        Arrays.setAll(scale, i -> Arrays.copyOfRange(values, i * d, (i + 1) * d));
        return new Student(scale, values[d * d]);
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
        return new Student(
                Arrays.stream(scale)
                        .map(row -> Arrays.stream(row).map(x -> by * x).toArray())
                        .toArray(double[][]::new),
                freedom);
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

    /** A fit of the scale alone. */
    Fit fit() {
        return new Fit(this, new Student[0]);
    }

    /** A fit that tries some freedoms. */
    Fit fitOfShape() {
        return new Fit(this, Arrays.stream(FREEDOMS).mapToObj(this::withFreedom).toArray(Student[]::new));
    }

    /** Weighted observations that become a distribution: a round of the EM algorithm. */
    static final class Fit {
        private final Student now;
        private final Student[] shapes;
        private final double[] fits;
        private final double[][] sum;
        private double weight;

        private Fit(Student now, Student[] shapes) {
            this.now = now;
            this.shapes = shapes;
            fits = new double[shapes.length];
            sum = new double[now.scale.length][now.scale.length];
        }

        /**
         * Adds an observation that counts {@code share} and has {@code times} the scale.
         *
         * @return how much its square weighs: little where it is unusual
         */
        double add(double[] r, double share, double times) {
            double square = now.square(r);
            double by = (now.freedom + r.length) / (now.freedom + square / times) / times;
            weight += share;
            for (int i = 0; i < r.length; i++) {
                for (int j = 0; j < r.length; j++) {
                    sum[i][j] += share * by * r[i] * r[j];
                }
            }
            for (int k = 0; k < fits.length; k++) {
                fits[k] += share * shapes[k].logDensityAt(square, times);
            }
            return by;
        }

        /** The mean square, shrunk towards another scale that counts as so many observations; the freedom as it was. */
        Student scale(Student towards, double count) {
            double[][] mean = new double[sum.length][sum.length];
            for (int i = 0; i < sum.length; i++) {
                for (int j = 0; j < sum.length; j++) {
                    mean[i][j] = (sum[i][j] + count * towards.scale[i][j]) / (weight + count);
                }
            }
            return new Student(mean, now.freedom);
        }

        /** The same around the present one, with the freedom of those tried that fits best. */
        Student shape() {
            int best = 0;
            for (int k = 1; k < fits.length; k++) {
                best = fits[k] > fits[best] ? k : best;
            }
            return scale(now, 1).withFreedom(shapes[best].freedom);
        }
    }
}
