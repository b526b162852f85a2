package io.permvi.relaxations.permutation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MatchingTest {
    private static final int[] PLACES = {2, Matching.UNMATCHED, 0};

    @Test
    void tellsItsPlaces() {
        Matching matching = Matching.of(4, PLACES);
        assertEquals(2, matching.place(0));
        assertEquals(Matching.UNMATCHED, matching.place(1));
        assertArrayEquals(PLACES, matching.places());
        matching.places()[0] = 1;
        assertEquals(2, matching.place(0));
        assertEquals("[2, -1, 0] of 4", matching.toString());
        assertEquals(matching.hashCode(), Matching.of(4, PLACES).hashCode());
        assertNotEquals(matching.hashCode(), Matching.of(5, PLACES).hashCode());
        assertNotEquals(matching.hashCode(), Matching.of(4, 2, 1, 0).hashCode());
    }

    @Test
    void matricesHoldThePlacesAndNothingElse() {
        DMatrixRMaj x = new DMatrixRMaj(3, 4);
        x.fill(7);
        Matching.of(4, PLACES).toMatrix(x);
        assertArrayEquals(new double[] {0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0}, x.data);
        int[] read = {9, 9, 9};
        Matching.readPlaces(x, read);
        assertArrayEquals(PLACES, read);
    }

    @Test
    void spacesSayWhatTheyAre() {
        assertTrue(MatchingSpace.partial(2, 3).allowed().isFull());
        assertEquals(3, MatchingSpace.partial(2, 3).places());
        SparsityPattern more = SparsityPattern.all(3, 2);
        assertThrows(IllegalArgumentException.class, () -> new Injections(more));
        SparsityPattern square = SparsityPattern.all(2, 2);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Injections(square))
                .getMessage()
                .contains("use permutations"));
        SparsityPattern empty = SparsityPattern.where(2, 3, (i, j) -> i == 0);
        assertThrows(IllegalArgumentException.class, () -> new Injections(empty));
    }

    @Test
    void equalKeysKeepTheirOrder() {
        double[] keys = {2, 1, 2, 0};
        assertArrayEquals(new int[] {3, 1, 0, 2}, Permutation.sortedBy(4, i -> keys[i]));
        assertNotEquals(Permutation.of(0, 1).hashCode(), Permutation.of(1, 0).hashCode());
    }
}
