package io.permvi.relaxations.permutation;

import org.ejml.data.DMatrixRMaj;

/**
 * A quadratic assignment problem (Koopmans and Beckmann 1957): the value of a matching that sends item i to place p(i)
 * is
 *
 * <pre>  sum_ik a[i][k] b[p(i)][p(k)] + sum_i linear[i][p(i)].  </pre>
 *
 * Graph matching is the case where a and b are the adjacency matrices of two graphs. The matrices are held, not copied.
 *
 * @param a m by m, between items
 * @param b n by n, between places, m at most n
 * @param linear m by n, of each item at each place; zero where only pairs count
 * @param space the matchings to choose from; every item is matched
 */
public record QuadraticProblem(DMatrixRMaj a, DMatrixRMaj b, DMatrixRMaj linear, MatchingSpace space) {

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when a shape does not fit the space, a value is not finite, or the space is
     *     partial
     */
    public QuadraticProblem {
        int m = space.items();
        int n = space.places();
        if (space.partial()) {
            throw new IllegalArgumentException("quadratic assignment matches every item, got a partial space");
        }
        requireShape("a", a, m, m);
        requireShape("b", b, n, n);
        requireShape("linear", linear, m, n);
    }

    /** All pairs of m items and n places, no linear term. */
    public static QuadraticProblem of(DMatrixRMaj a, DMatrixRMaj b) {
        AllowedEntries all = AllowedEntries.all(a.numRows, b.numRows);
        return within(a, b, all);
    }

    /** The matchings within the allowed entries, no linear term. */
    public static QuadraticProblem within(DMatrixRMaj a, DMatrixRMaj b, AllowedEntries allowed) {
        DMatrixRMaj zero = new DMatrixRMaj(allowed.rows(), allowed.columns());
        return new QuadraticProblem(a, b, zero, MatchingSpace.within(allowed));
    }

    /** The same problem with a linear term. */
    public QuadraticProblem withLinear(DMatrixRMaj linear) {
        return new QuadraticProblem(a, b, linear, space);
    }

    /**
     * The value of a matching, O(m^2).
     *
     * @param places the place of each item. Not modified.
     */
    public double value(int[] places) {
        int m = a.numRows;
        int n = b.numRows;
        double value = 0;
        for (int i = 0; i < m; i++) {
            int row = places[i] * n;
            value += linear.data[i * n + places[i]];
            for (int k = 0; k < m; k++) {
                value += a.data[i * m + k] * b.data[row + places[k]];
            }
        }
        return value;
    }

    private static void requireShape(String name, DMatrixRMaj matrix, int rows, int columns) {
        if (matrix.numRows != rows || matrix.numCols != columns) {
            throw new IllegalArgumentException(
                    name + " must be " + rows + " x " + columns + ", got " + matrix.numRows + " x " + matrix.numCols);
        }
        for (int e = 0; e < rows * columns; e++) {
            if (!Double.isFinite(matrix.data[e])) {
                throw new IllegalArgumentException(
                        name + " (" + e / columns + ", " + e % columns + ") must be finite, got " + matrix.data[e]);
            }
        }
    }
}
