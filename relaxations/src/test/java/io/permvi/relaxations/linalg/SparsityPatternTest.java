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
        assertArrayEquals(new int[] {0, 2, 4, 6}, mask.copyOfRowStarts());
        assertArrayEquals(new int[] {0, 2, 1, 3, 0, 2}, mask.copyOfColumns());
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
        assertArrayEquals(where.copyOfRowStarts(), all.copyOfRowStarts());
        assertArrayEquals(new int[] {0, 1, 2, 0, 1, 2}, all.copyOfColumns());
        assertEquals(where, all);
        assertThrows(IllegalArgumentException.class, () -> SparsityPattern.all(0, 3));
    }

    @Test
    void rowsAndEntriesAreViews() {
        assertEquals(2, mask.rowStart(1));
        assertEquals(4, mask.rowEnd(1));
        assertEquals(3, mask.column(3));
        assertEquals(3, mask.entry(1, 3));
        assertTrue(mask.entry(1, 2) < 0);
        assertEquals(5, SparsityPattern.all(2, 3).entry(1, 2));
        assertArrayEquals(new int[] {1, 3}, mask.columnsOfRow(1));
        StringBuilder seen = new StringBuilder();
        mask.forEachEntry((e, i, j) -> seen.append(e).append(i).append(j).append(' '));
        assertEquals("000 102 211 313 420 522 ", seen.toString());
        mask.copyOfColumns()[0] = 3;
        assertEquals(0, mask.column(0));
    }

    @Test
    void aLargeFullPatternListsItsColumnsWhenAsked() {
        SparsityPattern large = SparsityPattern.all(300, 400);
        assertEquals(123, large.column(large.entry(17, 123)));
        assertArrayEquals(SparsityPattern.all(1, 400).copyOfColumns(), large.columnsOfRow(299));
        assertEquals(large, SparsityPattern.where(300, 400, (i, j) -> true));
        assertEquals(
                large.hashCode(),
                SparsityPattern.where(300, 400, (i, j) -> true).hashCode());
    }

    @Test
    void nothingIsAllowedOutsideTheMatrix() {
        for (SparsityPattern pattern : new SparsityPattern[] {mask, SparsityPattern.all(3, 4)}) {
            assertFalse(pattern.allows(7, 1));
            assertFalse(pattern.allows(-1, 1));
            assertFalse(pattern.allows(1, 5));
            assertFalse(pattern.allows(1, -1));
        }
    }

    @Test
    void countsDoNotOverflow() {
        assertMessage("more within 50000 x 50000", () -> SparsityPattern.all(50_000, 50_000));
        assertMessage("more within 65536 x 65536", () -> SparsityPattern.all(65_536, 65_536));
        SparsityPattern thin = SparsityPattern.where(2, 1_500_000, (i, j) -> j == i);
        assertEquals(2, thin.count());
        assertFalse(thin.isFull());
    }

    @Test
    void onePackedRowAndMultiples() {
        DMatrixRMaj matrix = new DMatrixRMaj(3, 4, true, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        double[] row = new double[4];
        assertEquals(2, mask.gatherRow(matrix, 1, row));
        assertArrayEquals(new double[] {5, 7, 0, 0}, row);
        DMatrixRMaj to = new DMatrixRMaj(3, 4);
        mask.putRow(row, 2, to);
        assertEquals(5, to.get(2, 0));
        assertEquals(7, to.get(2, 2));
        matrix.set(0, 1, Double.NaN);
        mask.scale(2, matrix, to);
        assertArrayEquals(new double[] {0, 0, 4, 0, 0, 10, 0, 14, 16, 0, 20, 0}, to.data);
        SparsityPattern.all(3, 4).scale(0.5, to, matrix);
        assertArrayEquals(new double[] {0, 0, 2, 0, 0, 5, 0, 7, 8, 0, 10, 0}, matrix.data);
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
