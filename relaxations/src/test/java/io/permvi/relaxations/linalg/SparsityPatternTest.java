package io.permvi.relaxations.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SparsityPatternTest {
    private final SparsityPattern mask = SparsityPattern.where(3, 4, (i, j) -> (i + j) % 2 == 0);

    @Test
    void entriesAreNumberedRowByRow() {
        assertEquals(6, mask.count());
        assertArrayEquals(new int[] {0, 2, 4, 6}, mask.rowStarts());
        assertArrayEquals(new int[] {0, 2, 1, 3, 0, 2}, mask.columnIndices());
        assertTrue(mask.allows(1, 3));
        assertFalse(mask.allows(1, 2));
        assertFalse(mask.isFull());
        assertTrue(SparsityPattern.all(2, 3).isFull());
        assertEquals("6 of 3 x 4 entries", mask.toString());
    }

    @Test
    void aFullMaskIsThatOfAPredicateThatAlwaysHolds() {
        SparsityPattern all = SparsityPattern.all(2, 3);
        SparsityPattern where = SparsityPattern.where(2, 3, (i, j) -> true);
        assertEquals(where, all);
        assertEquals(where.hashCode(), all.hashCode());
        assertEquals(6, all.count());
        assertTrue(all.allows(1, 2));
        assertFalse(all.allows(1, 3));
        assertEquals(SparsityPattern.all(3, 2), all.transpose());
        assertArrayEquals(new int[] {0, 3, 1, 4, 2, 5}, all.transposeOrder());
        assertArrayEquals(where.rowStarts(), all.rowStarts());
        assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, all.columnIndices());
        assertEquals(where, all);
        assertThrows(IllegalArgumentException.class, () -> SparsityPattern.all(0, 3));
    }

    @Test
    void scatterAndGatherAreInverse() {
        double[] packed = {9, 1, 2, 3, 4, 5, 6};
        DMatrixRMaj matrix = new DMatrixRMaj(3, 4);
        mask.scatter(packed, 1, -7, matrix);
        assertArrayEquals(new double[] {1, -7, 2, -7, -7, 3, -7, 4, 5, -7, 6, -7}, matrix.data);
        double[] back = new double[7];
        back[0] = 9;
        mask.gather(matrix, back, 1);
        assertArrayEquals(packed, back);
    }

    @Test
    void transposeOrderPacksTheTransposedMatrix() {
        SparsityPattern transposed = mask.transpose();
        int[] order = mask.transposeOrder();
        double[] packed = {1, 2, 3, 4, 5, 6};
        DMatrixRMaj matrix = new DMatrixRMaj(3, 4);
        mask.scatter(packed, 0, 0, matrix);
        for (int j = 0, k = 0; j < 4; j++) {
            for (int i = 0; i < 3; i++) {
                assertEquals(mask.allows(i, j), transposed.allows(j, i));
                if (mask.allows(i, j)) {
                    assertEquals(matrix.get(i, j), packed[order[k++]]);
                }
            }
        }
        assertEquals(mask, transposed.transpose());
        assertEquals(mask.hashCode(), transposed.transpose().hashCode());
    }

    @Test
    void mistakesAreNamed() {
        assertMessage("at least one row", () -> SparsityPattern.all(0, 2));
        assertMessage("matrix must be 3 x 4", () -> mask.gather(new DMatrixRMaj(4, 3), new double[6], 0));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
