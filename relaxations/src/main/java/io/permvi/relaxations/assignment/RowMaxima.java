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
        int[] starts = allowed.rowStarts();
        int[] columns = allowed.columnIndices();
        double total = 0;
        for (int i = 0; i < places.length; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                double value = score.data[i * allowed.columns() + columns[e]];
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(
                            "score (" + i + ", " + columns[e] + ") must be finite, got " + value);
                }
                if (value > largest) {
                    largest = value;
                    places[i] = columns[e];
                }
            }
            total += largest;
        }
        return total;
    }
}
