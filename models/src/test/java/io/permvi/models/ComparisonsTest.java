package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.autodiff.Tape;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The likelihood of comparisons is the sum over pairs, links or not. */
class ComparisonsTest {
    private static final int[][] LEVELS = {{0, 1, 2}, {2, 0, 0}};

    @Test
    void isTheSumOverAllPairs() {
        double[][] x = {{0, 1, 0}, {1, 0, 0}};
        double[][] shares = {{0.7, 0.2, 0.1}, {0.1, 0.3, 0.6}};
        double expected = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                expected += Math.log(shares[x[i][j] == 1 ? 0 : 1][LEVELS[i][j]]);
            }
        }
        Tape tape = new Tape();
        double actual = Comparisons.of(LEVELS, 3)
                .logLikelihood(tape.constant(new DMatrixRMaj(x)), tape.constant(new DMatrixRMaj(shares)))
                .value()
                .get(0);
        assertEquals(expected, actual, 1e-12);
    }

    @Test
    void comparisonsWithTheSameSharesAddUp() {
        int[][] others = {{2, 1, 1}, {0, 1, 2}};
        Tape tape = new Tape();
        var x = tape.constant(new DMatrixRMaj(new double[][] {{0, 1, 0}, {1, 0, 0}}));
        var shares = tape.constant(new DMatrixRMaj(new double[][] {{0.7, 0.2, 0.1}, {0.1, 0.3, 0.6}}));
        double each = Comparisons.of(LEVELS, 3).logLikelihood(x, shares).value().get(0)
                + Comparisons.of(others, 3).logLikelihood(x, shares).value().get(0);
        double together = Comparisons.ofEach(new int[][][] {LEVELS, others}, 3)
                .logLikelihood(x, shares)
                .value()
                .get(0);
        assertEquals(each, together, 1e-12);
    }

    @Test
    void refusesALevelThatThereIsNot() {
        Exception refusal = assertThrows(IllegalArgumentException.class, () -> Comparisons.of(LEVELS, 2));
        assertEquals("the level of pair (0, 2) must be from 0 to 1, got 2", refusal.getMessage());
    }

    @Test
    void comparisonsAreOfTheSamePairs() {
        int[][] narrow = {{0, 1}};
        for (int[][][] levels : List.of(
                new int[][][] {LEVELS, narrow}, new int[][][] {narrow, LEVELS}, new int[][][] {{{0, 1}, {0}}})) {
            Exception refusal = assertThrows(IllegalArgumentException.class, () -> Comparisons.ofEach(levels, 3));
            assertTrue(refusal.getMessage().contains("every comparison"), refusal.getMessage());
        }
        assertThrows(IllegalArgumentException.class, () -> Comparisons.ofEach(new int[0][][], 3));
        assertThrows(IllegalArgumentException.class, () -> Comparisons.of(new int[][] {{}}, 3));
    }
}
