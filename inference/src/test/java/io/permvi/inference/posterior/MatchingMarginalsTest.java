package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class MatchingMarginalsTest {
    private final MatchingMarginals square = new MatchingMarginals(
            MatchingSpace.permutations(3),
            new DMatrixRMaj(new double[][] {{0.6, 0.4, 0}, {0.4, 0.1, 0.5}, {0, 0.5, 0.5}}));

    @Test
    void candidatesComeByProbability() {
        assertEquals(
                List.of(new MatchingMarginals.Candidate(2, 0.5), new MatchingMarginals.Candidate(0, 0.4)),
                square.candidates(1, 2));
        assertEquals(3, square.candidates(1, 10).size());
    }

    @Test
    void mostProbableMaximizesExpectedAccuracy() {
        assertArrayEquals(new int[] {0, 2, 1}, square.mostProbable().places());
    }

    @Test
    void unmatchedItemsKeepTheirProbability() {
        MatchingMarginals partial = new MatchingMarginals(
                MatchingSpace.partial(SparsityPattern.all(2, 2)),
                new DMatrixRMaj(new double[][] {{0.2, 0.1}, {0.1, 0.8}}));
        assertEquals(0.7, partial.unmatchedProbability(0), 1e-12);
        assertArrayEquals(
                new int[] {Matching.UNMATCHED, 1}, partial.mostProbable().places());
        assertEquals(-0.7 * Math.log(0.7) - 0.2 * Math.log(0.2) - 0.1 * Math.log(0.1), partial.entropy(0), 1e-12);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new MatchingMarginals(MatchingSpace.permutations(2), new DMatrixRMaj(3, 3)));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MatchingMarginals(
                        MatchingSpace.permutations(2), new DMatrixRMaj(new double[][] {{0.9, 0.9}, {0, 0}})));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MatchingMarginals(
                        MatchingSpace.permutations(2), new DMatrixRMaj(new double[][] {{Double.NaN, 0.9}, {0, 0}})));
    }
}
