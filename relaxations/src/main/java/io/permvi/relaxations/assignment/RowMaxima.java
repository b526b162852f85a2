package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import org.ejml.data.DMatrixRMaj;

/** The best category of each item, the first of equal ones; O(allowed entries). */
final class RowMaxima implements LinearMaximum {
    private final SparsityPattern allowed;

    RowMaxima(Categories space) {
        allowed = space.allowed();
    }

    @Override
    public double maximize(DMatrixRMaj score, int[] places) {
        MaximumMatching.requireShapes(allowed, score, places);
        double total = 0;
        for (int i = 0; i < places.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                double value = score.data[i * allowed.columns() + allowed.column(e)];
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "score (" + i + ", " + allowed.column(e) + ") must be finite, got " + value);
                }
                if (value > largest) {
                    largest = value;
                    places[i] = allowed.column(e);
                }
            }
            total += largest;
        }
        return total;
    }
}
