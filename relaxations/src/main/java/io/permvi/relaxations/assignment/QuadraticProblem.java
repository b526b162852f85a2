package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/**
 * A quadratic assignment problem (Koopmans and Beckmann 1957): the value of a matching that sends item i to place p(i)
 * is
 *
 * <pre>  sum over terms of sum_ik a[i][k] b[p(i)][p(k)]  +  sum_i linear[i][p(i)],  </pre>
 *
 * where a crossed term, of edges that lead from items to places and back, is {@code sum_ik a[i][p(k)] b[p(i)][k]} (left and
 * right of one network: bisected graph matching). Graph matching is the case of one term, where a and b are the
 * adjacency matrices of two graphs. In a partial space an item that stays unmatched adds nothing. The matrices are
 * held, not copied.
 *
 * @param terms the pair terms, at least one
 * @param linear m by n, of each item at each place; zero where only pairs count
 * @param space the matchings to choose from
 */
public record QuadraticProblem(List<Term> terms, DMatrixRMaj linear, MatchingSpace space) {

    /**
     * A product of a matrix between items and one between places, or of both that cross.
     *
     * @param a m by m, between items; m by n, from items to places, when crossed
     * @param b n by n, between places; n by m, from places to items, when crossed
     * @param crossed whether the matrices lead across
     */
    public record Term(DMatrixRMaj a, DMatrixRMaj b, boolean crossed) {
        /** A term of a matrix between items and one between places. */
        public Term(DMatrixRMaj a, DMatrixRMaj b) {
            this(a, b, false);
        }
    }

    /**
     * Checks the shapes.
     *
     * @throws IllegalArgumentException when there is no term, a shape does not fit the space, or a value is not finite
     */
    public QuadraticProblem {
        terms = List.copyOf(terms);
        int m = space.items();
        int n = space.places();
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("quadratic assignment needs at least one term");
        }
        for (Term term : terms) {
            requireShape("a", term.a, m, term.crossed ? n : m);
            requireShape("b", term.b, n, term.crossed ? m : n);
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
        return with(new Term(a, b));
    }

    /** The same problem with one more term, of edges from items to places and back. */
    public QuadraticProblem withCrossed(DMatrixRMaj a, DMatrixRMaj b) {
        return with(new Term(a, b, true));
    }

    private QuadraticProblem with(Term term) {
        List<Term> more = new ArrayList<>(terms);
        more.add(term);
        return new QuadraticProblem(more, linear, space);
    }

    /** The same with every item matched: to one of m more places, which add nothing, where it was unmatched. */
    QuadraticProblem padded() {
        int m = space.items();
        int n = space.places();
        SparsityPattern allowed = SparsityPattern.where(
                m, n + m, (i, j) -> j >= n || space.allowed().allows(i, j));
        List<Term> wider = terms.stream()
                .map(term -> term.crossed
                        ? new Term(padded(term.a, m, n + m), padded(term.b, n + m, m), true)
                        : new Term(term.a, padded(term.b, n + m, n + m)))
                .toList();
        return new QuadraticProblem(wider, padded(linear, m, n + m), MatchingSpace.within(allowed));
    }

    private static DMatrixRMaj padded(DMatrixRMaj matrix, int rows, int columns) {
        DMatrixRMaj wider = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < matrix.numRows; i++) {
            System.arraycopy(matrix.data, i * matrix.numCols, wider.data, i * columns, matrix.numCols);
        }
        return wider;
    }

    /**
     * The value of a matching, O(m^2).
     *
     * @param places the place of each item, or {@link Matching#UNMATCHED}. Not modified.
     */
    public double value(int[] places) {
        double value = 0;
        for (int i = 0; i < places.length; i++) {
            value += places[i] < 0 ? 0 : linear.get(i, places[i]);
        }
        for (Term term : terms) {
            value += value(term, places);
        }
        return value;
    }

    private static double value(Term term, int[] places) {
        double value = 0;
        for (int i = 0; i < places.length; i++) {
            for (int k = 0; k < places.length; k++) {
                if (places[i] >= 0 && places[k] >= 0) {
                    value += term.crossed
                            ? term.a.get(i, places[k]) * term.b.get(places[i], k)
                            : term.a.get(i, k) * term.b.get(places[i], places[k]);
                }
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
