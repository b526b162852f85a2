package io.permvi.inference.sampling;

import io.permvi.inference.structure.GaussianPattern;
import io.permvi.inference.structure.ModelPoint;
import java.util.random.RandomGenerator;

/**
 * The Gaussian reals w given everything else: their precision P is exact from colors + 1 gradients at unit steps, and
 *
 * <pre>log int exp(b f + (1 - b) log q0) dw = b f(w^) + (1 - b) log q0(w^) - log det(P_b) / 2 + d log(2 pi) / 2</pre>
 *
 * with {@code P_b = b P + (1 - b) P0} and w^ their mean, where f is evaluated: the form that does not cancel.
 */
final class GaussianConditional {
    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    private final ModelPoint point;
    private final GaussianPattern pattern;
    private final Reference reference;
    private final int size;
    private final int[] envelope;
    private final int[] blocks;
    private final double[] precision;
    private final double[] gradient;
    private final double[] origin;
    private final double[] factor;
    private final double[] mean;
    private final double[] step;
    private double logDensityAtOrigin;
    private double powerOfFactor = Double.NaN;
    private double logDeterminant;

    GaussianConditional(ModelPoint point, GaussianPattern pattern, Reference reference) {
        this.point = point;
        this.pattern = pattern;
        this.reference = reference;
        size = pattern.entries().length;
        envelope = pattern.envelope();
        blocks = pattern.blockStarts();
        precision = new double[size * size];
        factor = new double[size * size];
        gradient = new double[size];
        origin = new double[size];
        mean = new double[size];
        step = new double[size];
    }

    /** For each real the first of its block. */
    int[] blocks() {
        return blocks;
    }

    int size() {
        return size;
    }

    /** P at the point, by rows. */
    double[] precision() {
        return precision;
    }

    /** w^ at the last inverse temperature. */
    double[] mean() {
        return mean;
    }

    /** Looks at the point, whose Gaussian reals serve as origin and are moved to w^ there. */
    void look() {
        for (int k = 0; k < size; k++) {
            origin[k] = point.real(pattern.entries()[k]);
        }
        logDensityAtOrigin = point.forwardBackward();
        for (int k = 0; k < size; k++) {
            gradient[k] = point.realGradient(pattern.entries()[k]);
        }
        for (int color = 0; color < pattern.colors(); color++) {
            readColor(color);
        }
        powerOfFactor = Double.NaN;
    }

    private void readColor(int color) {
        for (int k = 0; k < size; k++) {
            point.setReal(pattern.entries()[k], origin[k] + (pattern.color()[k] == color ? 1 : 0));
        }
        point.forwardBackward();
        for (int k = 0; k < size; k++) {
            if (pattern.color()[k] == color) {
                for (int l : pattern.neighbors()[k]) {
                    precision[l * size + k] = gradient[l] - point.realGradient(pattern.entries()[l]);
                }
            }
        }
        for (int k = 0; k < size; k++) {
            point.setReal(pattern.entries()[k], origin[k]);
        }
    }

    /** The log of the integral over w at an inverse temperature, and the mean there. */
    double logIntegral(double power) {
        solve(power);
        if (Double.isNaN(logDeterminant)) {
            return Double.NEGATIVE_INFINITY;
        }
        double quadratic = 0;
        double reference = 0;
        for (int k = 0; k < size; k++) {
            double inner = 0;
            for (int l : pattern.neighbors()[k]) {
                inner += precision[k * size + l] * step[l];
            }
            quadratic += step[k] * (gradient[k] - 0.5 * inner);
            reference += power < 1 ? this.reference.logDensity(pattern.entries()[k], mean[k]) : 0;
        }
        double there = Math.abs(quadratic) < 1e6 ? logDensityAtOrigin + quadratic : forwardAtMean();
        return power * there + (1 - power) * reference + 0.5 * (size * LOG_TWO_PI - logDeterminant);
    }

    private double forwardAtMean() {
        for (int k = 0; k < size; k++) {
            point.setReal(pattern.entries()[k], mean[k]);
        }
        double there = point.forward();
        for (int k = 0; k < size; k++) {
            point.setReal(pattern.entries()[k], origin[k]);
        }
        return there;
    }

    private void solve(double power) {
        if (power == powerOfFactor) {
            return;
        }
        powerOfFactor = power;
        for (int k = 0; k < size; k++) {
            for (int l = envelope[k]; l <= k; l++) {
                factor[k * size + l] = power * precision[k * size + l];
            }
        }
        for (int k = 0; k < size; k++) {
            step[k] = power * gradient[k];
            if (power < 1) {
                int entry = pattern.entries()[k];
                double weight =
                        (1 - power) / (reference.deviation()[entry] * reference.deviation()[entry]);
                factor[k * size + k] += weight;
                step[k] -= weight * (origin[k] - reference.mean()[entry]);
            }
        }
        logDeterminant = SmallCholesky.factor(factor, size, envelope);
        if (!Double.isNaN(logDeterminant)) {
            SmallCholesky.solveLower(factor, size, envelope, step);
            SmallCholesky.solveUpper(factor, size, envelope, step);
        }
        for (int k = 0; k < size; k++) {
            mean[k] = origin[k] + step[k];
        }
    }

    /** The covariance of w at the last inverse temperature. */
    void covariance(double[] covariance, double[] column) {
        if (Double.isNaN(logDeterminant)) {
            throw new DensityMismatchException("the precision of the Gaussian reals is not positive definite");
        }
        SmallCholesky.inverse(factor, size, envelope, blocks, column, covariance);
    }

    /** Draws w at an inverse temperature. */
    void draw(double power, RandomGenerator rng, double[] reals) {
        solve(power);
        if (Double.isNaN(logDeterminant)) {
            throw new DensityMismatchException("the precision of the Gaussian reals is not positive definite");
        }
        double[] noise = new double[size];
        for (int k = 0; k < size; k++) {
            noise[k] = rng.nextGaussian();
        }
        SmallCholesky.solveUpper(factor, size, envelope, noise);
        for (int k = 0; k < size; k++) {
            reals[pattern.entries()[k]] = mean[k] + noise[k];
        }
    }
}
