package io.permvi.relaxations.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SparseAssignmentTest {

    /** The best partial matching by a dense problem: pairs not listed, or below 0, score 0 and mean staying alone. */
    private static double dense(SparseScores scores) {
        DMatrixRMaj matrix = new DMatrixRMaj(scores.rows(), scores.columns());
        for (int e = 0; e < scores.pairs(); e++) {
            matrix.set(scores.row(e), scores.column(e), Math.max(0, scores.value(e)));
        }
        return new LinearAssignment(scores.rows(), scores.columns()).maximize(matrix, new int[scores.rows()]);
    }

    @Test
    void agreesWithDenseAssignmentOnTenThousandProblems() {
        DrawRandom random = DrawRandom.of(1, 0, 0);
        for (int k = 0; k < 10_000; k++) {
            int rows = 1 + random.nextInt(12);
            int columns = 1 + random.nextInt(12);
            SparseScores scores = SparseProblems.random(rows, columns, random.nextDouble(), 3, random);
            SparseAssignment best = SparseAssignment.partial(scores);
            assertEquals(dense(scores), best.score(), 1e-10);
            assertTrue(best.gap() < 1e-10, "gap " + best.gap());
        }
    }

    @Test
    void everyRowIsMatchedWhereThatIsAsked() {
        DrawRandom random = DrawRandom.of(2, 0, 0);
        for (int k = 0; k < 500; k++) {
            SparseScores scores = SparseProblems.random(5, 7, 1, 2, random);
            DMatrixRMaj matrix = new DMatrixRMaj(5, 7);
            for (int e = 0; e < scores.pairs(); e++) {
                matrix.set(scores.row(e), scores.column(e), scores.value(e));
            }
            double value = new LinearAssignment(5, 7).maximize(matrix, new int[5]);
            SparseAssignment best = SparseAssignment.everyRow(scores);
            assertEquals(value, best.score(), 1e-10);
            assertTrue(best.gap() < 1e-10);
        }
    }

    @Test
    void namesTheRowsThatAreStuck() {
        SparseScores scores =
                SparseScores.ofPairs(3, 3, new int[] {0, 1, 2, 2}, new int[] {0, 0, 1, 2}, new double[] {1, 2, 3, 4});
        InfeasibleMatchingException stuck =
                assertThrows(InfeasibleMatchingException.class, () -> SparseAssignment.everyRow(scores));
        assertArrayEquals(new int[] {0, 1}, stuck.items());
        assertArrayEquals(new int[] {0}, stuck.places());
    }

    @Test
    void largeProblemsAreCertified() {
        DrawRandom random = DrawRandom.of(3, 0, 0);
        int n = 3000;
        int[] row = new int[8 * n];
        int[] column = new int[8 * n];
        double[] value = new double[8 * n];
        for (int e = 0; e < row.length; e++) {
            row[e] = e / 8;
            column[e] = (e / 8 * 37 + e % 8 * 101) % n;
            value[e] = random.nextDouble();
        }
        SparseScores scores = SparseScores.ofPairs(n, n, row, column, value);
        try (Workers workers = new Workers(2)) {
            SparseAssignment best = SparseAssignment.partial(scores, workers);
            assertEquals(0, best.gap(), 1e-8);
            assertEquals(SparseAssignment.partial(scores).score(), best.score());
        }
    }

    @Test
    void listsTheBestMatchingsInOrder() {
        DrawRandom random = DrawRandom.of(4, 0, 0);
        for (int k = 0; k < 100; k++) {
            SparseScores scores = SparseProblems.random(5, 5, 0.4, 2, random);
            List<Double> all = new ArrayList<>();
            SparseProblems.forEachMatching(scores, (pairs, total) -> all.add(total));
            all.sort((x, y) -> Double.compare(y, x));
            List<SparseBestMatchings.Scored> listed = SparseBestMatchings.of(scores, 40);
            assertEquals(Math.min(40, all.size()), listed.size());
            for (int r = 0; r < listed.size(); r++) {
                assertEquals(all.get(r), listed.get(r).score(), 1e-9);
                boolean[] taken = new boolean[5];
                for (int e : listed.get(r).pairOfRow()) {
                    assertTrue(e < 0 || !taken[scores.column(e)]);
                    taken[e < 0 ? 0 : scores.column(e)] |= e >= 0;
                }
            }
        }
    }
}
