package io.permvi.applications.puzzles;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.relaxations.random.DrawRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PuzzleScoreTest {
    @Test
    void strictAndInterchangeableDifferOnlyByPiecesOfOneLook() {
        int[] group = {0, 1, 0, 3};
        int[] swappedTwins = {2, 1, 0, 3};
        PuzzleScore strict = new PuzzleScore();
        PuzzleScore interchangeable = new PuzzleScore();
        strict.addStrict(swappedTwins);
        interchangeable.addInterchangeable(swappedTwins, group);
        assertEquals(0.5, strict.wrong());
        assertEquals(1, strict.anyWrong());
        assertEquals(0, strict.tau(), 1e-12);
        assertEquals(0, interchangeable.wrong());
        assertEquals(0, interchangeable.anyWrong());
        assertEquals(1, interchangeable.tau());
    }

    @Test
    void aTwinInAWrongPlaceIsStillWrong() {
        int[] group = {0, 1, 0, 3};
        // pieces 0 and 1 exchanged, piece 2 in the place of its own
        assertArrayEquals(new int[] {1, 0, 2, 3}, PuzzleScore.relabeled(new int[] {1, 0, 2, 3}, group));
        // piece 2 lies in its twin's place and piece 0 in a wrong one: the twins change names
        assertArrayEquals(new int[] {0, 2, 1, 3}, PuzzleScore.relabeled(new int[] {1, 2, 0, 3}, group));
    }

    @Test
    void kendallsTauOfReversedAndNeighborsSwapped() {
        assertEquals(-1, PuzzleScore.kendallTau(new int[] {3, 2, 1, 0}));
        assertEquals(1 - 2 / 6.0, PuzzleScore.kendallTau(new int[] {1, 0, 2, 3}), 1e-12);
    }

    @Test
    void theFloorIsTheExpectationOverTwins() {
        PuzzleScore floor = new PuzzleScore();
        int puzzles = 4000;
        for (int t = 0; t < puzzles; t++) {
            floor.addFloor(new int[] {0, 0, 0, 3}, DrawRandom.of(1, t, 0));
        }
        assertEquals(0.5, floor.wrong(), 1e-12);
        assertEquals(1 - 1 / 6.0, floor.anyWrong(), 1e-12);
        // pairs within the triple agree as often as not: mean 3/6, standard deviation .32 a puzzle, so a standard error
        // of
        // .005; five of them leave a false alarm of 6e-7, and the seed is fixed
        assertEquals(0.5, floor.tau(), 0.026);
    }

    @Test
    void aCutPadsAndMirrorsSides() {
        PuzzleCut cut = new PuzzleCut(2, 3, 4, 1);
        double[] pixels =
                IntStream.rangeClosed(1, 16).mapToDouble(k -> k / 16.0).toArray();
        PuzzleCut.Minibatch minibatch = cut.new Minibatch(1);
        minibatch.set(0, pixels, new int[] {3, 0, 1, 2});
        DMatrixRMaj pieces = minibatch.pieces();
        // row 1 holds place 0: its first row and column are padding
        assertArrayEquals(
                new double[] {0, 0, 0, 0, 1, 2, 0, 5, 6},
                java.util.Arrays.stream(pieces.data, 9, 18).map(v -> v * 16).toArray());
        var batch = minibatch.batch();
        double[] right = java.util.Arrays.stream(batch.after().data, 6, 12)
                .map(v -> v * 16)
                .toArray();
        assertArrayEquals(new double[] {0, 2, 6, 0, 1, 5}, right);
        double[] leftOfPlaceOne = java.util.Arrays.stream(batch.before().data, 12, 18)
                .map(v -> v * 16)
                .toArray();
        assertArrayEquals(new double[] {0, 3, 7, 0, 4, 8}, leftOfPlaceOne);
        double[] topOfPlaceTwo = java.util.Arrays.stream(batch.before().data, 24 + 18, 24 + 24)
                .map(v -> v * 16)
                .toArray();
        assertArrayEquals(new double[] {0, 9, 10, 0, 13, 14}, topOfPlaceTwo);
        int[] group = new int[4];
        cut.findGroups(pieces, 0, group);
        assertArrayEquals(new int[] {0, 1, 2, 3}, group);
        assertEquals("2x2, piece side 3, padded to 6", cut.description());
    }
}
