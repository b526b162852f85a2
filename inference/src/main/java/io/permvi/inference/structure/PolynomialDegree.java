package io.permvi.inference.structure;

import java.util.function.DoubleUnaryOperator;

/** The degree of a function along a line, from its differences at seven equally spaced points. */
final class PolynomialDegree {
    static final int POINTS = 7;
    /** The degree of what is no polynomial of degree at most {@code POINTS - 2}. */
    static final int BEYOND = Integer.MAX_VALUE;

    private static final double TOLERANCE = 1e-9;

    private PolynomialDegree() {}

    /** The smallest d whose differences of order d + 1 vanish, or {@link #BEYOND}. */
    static int along(DoubleUnaryOperator line, double from, double step) {
        double[] differences = new double[POINTS];
        double size = 1;
        for (int k = 0; k < POINTS; k++) {
            differences[k] = line.applyAsDouble(from + k * step);
            size = Math.max(size, Math.abs(differences[k]));
        }
        if (!Double.isFinite(size)) {
            return BEYOND;
        }
        for (int order = 1; order < POINTS; order++) {
            double largest = 0;
            for (int k = 0; k + order < POINTS; k++) {
                differences[k] = differences[k + 1] - differences[k];
                largest = Math.max(largest, Math.abs(differences[k]));
            }
            if (largest <= TOLERANCE * size * (1 << order)) {
                return order - 1;
            }
        }
        return BEYOND;
    }
}
