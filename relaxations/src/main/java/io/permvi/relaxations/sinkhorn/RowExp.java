package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import java.util.Arrays;
import java.util.Optional;

/**
 * The exponentials of the rows of a matrix: on explicit vectors where those hold it, else by {@link FastExp}. One
 * thread.
 */
final class RowExp {
    /** Rows after which arguments are checked; the largest of many costs as much as that of one. */
    private static final int CHECKED_ROWS = 64;

    private final Optional<TransportLoops> vectors;
    private final double[] largest;
    private boolean moderate;
    private int rows;

    /** For the rows of {@link KernelChoice#newMatrix}. */
    RowExp(int m, int n) {
        vectors = TransportLoops.VECTORS.filter(loops -> loops.serves(m, n));
        largest = new double[vectors.isPresent() ? 0 : RowSums.padded(n)];
    }

    /** Replaces a multiple of eight elements by their exponentials, clamped as {@link FastExp#exp} does. */
    void exp(double[] a, int from, int length) {
        if (vectors.isPresent()) {
            vectors.get().exp(a, from, length);
        } else {
            FastExp.exp(a, length);
        }
    }

    /** Starts with the first of some rows for {@link #expModerate}. */
    void begin() {
        Arrays.fill(largest, 0);
        moderate = true;
        rows = 0;
    }

    /** Replaces a row by {@code exp(scale a)}, right where that is moderate; returns whether the rows seem so till now. */
    boolean expModerate(double[] a, int from, double scale, int length) {
        if (vectors.isPresent()) {
            moderate &= vectors.get().expModerate(a, from, scale, length) <= FastExp.MODERATE;
            return moderate;
        }
        raiseAbsolute(largest, a, length);
        if (rows++ % CHECKED_ROWS == 0) {
            checkLargest(scale);
        }
        FastExp.expModerate(a, scale, length);
        return moderate;
    }

    /** Whether all rows were moderate. */
    boolean allModerate(double scale) {
        checkLargest(scale);
        return moderate;
    }

    private void checkLargest(double scale) {
        moderate &= RowSums.largest(largest, 0, largest.length) * scale <= FastExp.MODERATE;
    }

    private static void raiseAbsolute(double[] largest, double[] values, int n) {
        for (int j = 0; j < n; j++) {
            largest[j] = Math.max(largest[j], Math.abs(values[j]));
        }
    }
}
