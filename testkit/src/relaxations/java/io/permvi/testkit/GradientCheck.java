package io.permvi.testkit;

import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Compares a gradient with differences along random directions.
 *
 * <p>A direction d has entries +1 and -1, so every coordinate moves by the same step h = 1e-3. The slope along it is the
 * fourth-order central difference
 *
 * <pre>s = (8 (f(x + h d) - f(x - h d)) - (f(x + 2 h d) - f(x - 2 h d))) / (12 h)</pre>
 *
 * <p>with a truncation error of h⁴/30 times the fifth derivative along d, and a rounding error near 1e-13 |f|. The
 * result is the largest of |s - g·d| / max(|s|, |g|) over 8 directions, where |g| is the Euclidean norm, the typical
 * size of g·d; a correct gradient of a smooth function of moderate size gives 1e-8 or less, and the library's tests ask
 * for 1e-6.
 *
 * <p>Stay away from kinks and jumps by more than 2 h in every coordinate; where the function does not depend on a
 * direction (a gauge), nothing special is needed. Cost: 32 evaluations of f.
 */
public final class GradientCheck {
    /** The step h by which every coordinate moves. */
    public static final double STEP = 1e-3;

    /** The number of random directions. */
    public static final int DIRECTIONS = 8;

    private GradientCheck() {}

    /**
     * The largest relative error of a gradient over random directions.
     *
     * @param f the function. It must be deterministic; fix any noise beforehand.
     * @param point where the gradient was taken. Not modified.
     * @param gradient the gradient to check, one entry per coordinate. Not modified.
     * @param rng draws the directions
     * @return the error; NaN when f or the gradient is not finite
     * @throws IllegalArgumentException when the gradient and the point differ in length
     */
    public static double relativeError(
            ToDoubleFunction<double[]> f, double[] point, double[] gradient, RandomGenerator rng) {
        if (point.length != gradient.length) {
            throw new IllegalArgumentException(
                    "gradient of " + point.length + " coordinates must have as many entries, got " + gradient.length);
        }
        double norm = norm(gradient);
        double worst = 0;
        double[] direction = new double[point.length];
        double[] moved = new double[point.length];
        for (int k = 0; k < DIRECTIONS; k++) {
            double claimed = 0;
            for (int i = 0; i < point.length; i++) {
                direction[i] = rng.nextBoolean() ? 1 : -1;
                claimed += gradient[i] * direction[i];
            }
            double slope = (8 * difference(f, point, direction, STEP, moved)
                            - difference(f, point, direction, 2 * STEP, moved))
                    / (12 * STEP);
            double scale = Math.max(Math.abs(slope), norm);
            // Math.max keeps a NaN, so a function that is not finite cannot pass
            worst = Math.max(worst, scale == 0 ? 0 : Math.abs(slope - claimed) / scale);
        }
        return worst;
    }

    /**
     * {@link #relativeError(ToDoubleFunction, double[], double[], RandomGenerator)} for a function of a matrix.
     *
     * @param f the function of a matrix of the shape of {@code point}; it may keep neither it nor its data
     * @param point where the gradient was taken. Not modified.
     * @param gradient of the shape of {@code point}. Not modified.
     * @param rng draws the directions
     * @return the error; NaN when f or the gradient is not finite
     * @throws IllegalArgumentException when shapes differ
     */
    public static double relativeError(
            ToDoubleFunction<DMatrixRMaj> f, DMatrixRMaj point, DMatrixRMaj gradient, RandomGenerator rng) {
        if (point.numRows != gradient.numRows || point.numCols != gradient.numCols) {
            throw new IllegalArgumentException("gradient at a point of " + point.numRows + " x " + point.numCols
                    + " must have its shape, got " + gradient.numRows + " x " + gradient.numCols);
        }
        DMatrixRMaj moved = new DMatrixRMaj(point.numRows, point.numCols);
        return relativeError(
                coordinates -> {
                    System.arraycopy(coordinates, 0, moved.data, 0, coordinates.length);
                    return f.applyAsDouble(moved);
                },
                entries(point),
                entries(gradient),
                rng);
    }

    private static double difference(
            ToDoubleFunction<double[]> f, double[] point, double[] direction, double step, double[] moved) {
        move(point, direction, step, moved);
        double above = f.applyAsDouble(moved);
        move(point, direction, -step, moved);
        return above - f.applyAsDouble(moved);
    }

    private static void move(double[] point, double[] direction, double step, double[] moved) {
        for (int i = 0; i < point.length; i++) {
            moved[i] = point[i] + step * direction[i];
        }
    }

    private static double norm(double[] x) {
        double sum = 0;
        for (double entry : x) {
            sum += entry * entry;
        }
        return Math.sqrt(sum);
    }

    private static double[] entries(DMatrixRMaj matrix) {
        return java.util.Arrays.copyOf(matrix.data, matrix.getNumElements());
    }
}
