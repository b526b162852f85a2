package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A quadratic assignment problem (Koopmans and Beckmann 1957): the value of a matching that sends item i to place p(i)
 * is
 *
 * <pre>  sum over terms of sum_ik a[i][k] b[p(i)][p(k)]  +  sum_i linear[i][p(i)].  </pre>
 *
 * Graph matching is the case of one term, where a and b are the adjacency matrices of two graphs. The matrices are held,
 * not copied.
 *
 * @param terms the pair terms, at least one
 * @param linear m by n, of each item at each place; zero where only pairs count
 * @param space the matchings to choose from; every item is matched
 */
public record QuadraticProblem(List<Term> terms, DMatrixRMaj linear, MatchingSpace space) {

    /**
     * A product of a matrix between items and one between places.
     *
     * @param a m by m, between items
     * @param b n by n, between places, m at most n
     */
    public record Term(DMatrixRMaj a, DMatrixRMaj b) {}

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when there is no term, a shape does not fit the space, a value is not finite, or
     *     the space is partial
     */
    public QuadraticProblem {
        terms = List.copyOf(terms);
        int m = space.items();
        int n = space.places();
        if (space.partial()) {
            throw new IllegalArgumentException("quadratic assignment matches every item, got a partial space");
        }
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("quadratic assignment needs at least one term");
        }
        for (Term term : terms) {
            requireShape("a", term.a, m, m);
            requireShape("b", term.b, n, n);
        }
        requireShape("linear", linear, m, n);
    }

    /** All pairs of m items and n places, no linear term. */
    public static QuadraticProblem of(DMatrixRMaj a, DMatrixRMaj b) {
        SparsityPattern all = SparsityPattern.all(a.numRows, b.numRows);
        return within(a, b, all);
    }

    /** The matchings within the allowed entries, no linear term. */
    public static QuadraticProblem within(DMatrixRMaj a, DMatrixRMaj b, SparsityPattern allowed) {
        DMatrixRMaj zero = new DMatrixRMaj(allowed.rows(), allowed.columns());
        return new QuadraticProblem(List.of(new Term(a, b)), zero, MatchingSpace.within(allowed));
    }

    /** The same problem with a linear term. */
    public QuadraticProblem withLinear(DMatrixRMaj linear) {
        return new QuadraticProblem(terms, linear, space);
    }

    /** The same problem with one more term. */
    public QuadraticProblem withTerm(DMatrixRMaj a, DMatrixRMaj b) {
        List<Term> more = new ArrayList<>(terms);
        more.add(new Term(a, b));
        return new QuadraticProblem(more, linear, space);
    }

    /**
     * The value of a matching, O(m^2).
     *
     * @param places the place of each item. Not modified.
     */
    public double value(int[] places) {
        double value = 0;
        for (int i = 0; i < places.length; i++) {
            value += linear.get(i, places[i]);
        }
        for (Term term : terms) {
            value += value(term, places);
        }
        return value;
    }

    private static double value(Term term, int[] places) {
        int m = places.length;
        int n = term.b.numRows;
        double value = 0;
        for (int i = 0; i < m; i++) {
            int row = places[i] * n;
            for (int k = 0; k < m; k++) {
                value += term.a.data[i * m + k] * term.b.data[row + places[k]];
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
