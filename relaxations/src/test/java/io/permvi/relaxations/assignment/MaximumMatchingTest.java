package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MaximumMatchingTest {
    private final SparsityPattern allowed = SparsityPattern.where(3, 2, (i, j) -> i != 2 || j == 0);
    private final DMatrixRMaj score = new DMatrixRMaj(new double[][] {{5, 1}, {4, -3}, {6, 99}});
    private final int[] places = new int[3];

    @Test
    void aPartialSpaceLeavesBadItemsOut() {
        MatchingSpace space = MatchingSpace.partial(allowed);
        double best = LinearMaximum.of(space).maximize(score, places);
        assertArrayEquals(new int[] {1, Matching.UNMATCHED, 0}, places);
        assertEquals(7, best);
        assertEquals(6 + 2 + 2, new MaximumMatching(space, 2).maximize(score, places));
        assertArrayEquals(new int[] {Matching.UNMATCHED, Matching.UNMATCHED, 0}, places);
    }

    @Test
    void aSpaceOfWholeMatchingsHasTheValueOfItsMatching() {
        DMatrixRMaj square = new DMatrixRMaj(new double[][] {{5, 4}, {4, 0}});
        int[] two = new int[2];
        assertEquals(8, LinearMaximum.of(MatchingSpace.permutations(2)).maximize(square, two));
        assertArrayEquals(new int[] {1, 0}, two);
        SparsityPattern diagonal = SparsityPattern.where(2, 2, (i, j) -> i == j);
        assertEquals(5, LinearMaximum.of(MatchingSpace.within(diagonal)).maximize(square, two));
        assertArrayEquals(new int[] {0, 1}, two);
    }

    @Test
    void categoriesAreChosenRowByRow() {
        assertEquals(5 + 4 + 6, LinearMaximum.of(new Categories(allowed)).maximize(score, places));
        assertArrayEquals(new int[] {0, 0, 0}, places);
    }

    @Test
    void everySpaceRefusesOtherShapesAndValues() {
        Space[] spaces = {
            MatchingSpace.partial(SparsityPattern.all(2, 2)),
            MatchingSpace.permutations(2),
            MatchingSpace.within(SparsityPattern.where(2, 2, (i, j) -> i == j)),
            Categories.of(2, 2)
        };
        for (Space space : spaces) {
            LinearMaximum best = LinearMaximum.of(space);
            assertRefused(best, new DMatrixRMaj(2, 3), new int[2], "score must be 2 x 2");
            assertRefused(best, new DMatrixRMaj(2, 2), new int[3], "3");
            assertRefused(best, new DMatrixRMaj(2, 2, true, Double.NaN, 0, 0, 0), new int[2], "(0, 0) must be finite");
        }
    }

    private static void assertRefused(LinearMaximum best, DMatrixRMaj score, int[] places, String part) {
        String message = assertThrows(IllegalArgumentException.class, () -> best.maximize(score, places))
                .getMessage();
        assertTrue(message.contains(part), message);
    }
}
