package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class TransportProblemTest {
    private static final double[] HALVES = {0.5, 0.5};

    private static void requireRefused(String words, Executable problem) {
        String message = assertThrows(IllegalArgumentException.class, problem).getMessage();
        assertTrue(message.contains(words), message);
    }

    @Test
    void marginalsAreAboveNothingAndFinite() {
        requireRefused("at least one row", () -> TransportProblem.of(new double[0], HALVES));
        requireRefused("at least one column", () -> TransportProblem.of(HALVES, new double[0]));
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            requireRefused("marginal of row 1", () -> TransportProblem.of(new double[] {1, bad}, HALVES));
            requireRefused("marginal of column 0", () -> TransportProblem.of(HALVES, new double[] {bad, 1}));
        }
    }

    @Test
    void totalsAgreeUnlessSomethingMayStayFree() {
        double[] more = {0.5, 0.75};
        requireRefused("scale them", () -> TransportProblem.of(HALVES, more));
        requireRefused("scale them", () -> TransportProblem.of(more, HALVES));
        assertDoesNotThrow(() -> TransportProblem.of(HALVES, new double[] {0.5, 0.5 + 1e-15}));
        TransportProblem square = TransportProblem.of(HALVES, HALVES);
        assertDoesNotThrow(() -> square.withDustbins().withMarginals(more, HALVES));
        TransportProblem free = TransportProblem.of(MatchingSpace.within(SparsityPattern.all(1, 2)));
        assertDoesNotThrow(() -> free.withMarginals(new double[] {0.5}, HALVES));
        requireRefused("scale them", () -> free.withMarginals(new double[] {2}, HALVES));
    }

    @Test
    void otherMarginalsFitTheShapeAndTheMask() {
        TransportProblem square = TransportProblem.of(HALVES, HALVES);
        requireRefused("must have 2 and 2 entries", () -> square.withMarginals(new double[] {1}, HALVES));
        requireRefused("must have 2 and 2 entries", () -> square.withMarginals(HALVES, new double[] {1}));
        requireRefused("marginal of row 0", () -> square.withMarginals(new double[] {0, 1}, HALVES));
        requireRefused("marginal of column 1", () -> square.withMarginals(HALVES, new double[] {1, 0}));
        double[] uneven = {0.25, 0.75};
        assertArrayEquals(uneven, square.withMarginals(uneven, HALVES).rows());
        SparsityPattern diagonal = SparsityPattern.where(2, 2, (i, j) -> i == j);
        TransportProblem narrow = square.within(diagonal);
        assertEquals(2, narrow.allowed().count());
        requireRefused(
                "1 rows hold 0.75, but the 1 columns allowed to them take only 0.5",
                () -> narrow.withMarginals(uneven, HALVES));
        requireRefused("mask must be 2 x 2", () -> square.within(SparsityPattern.all(2, 3)));
        requireRefused("mask must be 2 x 2", () -> square.within(SparsityPattern.all(3, 2)));
        assertDoesNotThrow(() -> square.withDustbins().within(SparsityPattern.where(2, 2, (i, j) -> i == 0)));
    }

    @Test
    void scoresAreFiniteWhereTheyAreRead() {
        SparsityPattern corner = SparsityPattern.where(2, 2, (i, j) -> i + j > 0);
        TransportProblem problem = TransportProblem.of(HALVES, HALVES).within(corner);
        double most = Double.MAX_VALUE;
        assertDoesNotThrow(() -> problem.requireFinite(new double[] {Double.NaN, most, -most, 0}, 0));
        requireRefused("row 1, column 0", () -> problem.requireFinite(new double[] {0, 0, Double.NaN, 0}, 0));
        requireRefused(
                "row 0, column 1 of matrix 1",
                () -> problem.requireFinite(new double[] {0, 0, 0, 0, 0, Double.POSITIVE_INFINITY, 0, 0}, 4));
    }
}
