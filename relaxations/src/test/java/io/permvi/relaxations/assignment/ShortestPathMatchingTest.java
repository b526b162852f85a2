package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The two searches find the same optimum, and both prove it, on orders that the library gives to only one of them. */
class ShortestPathMatchingTest {
    @Test
    void bothSearchesProveTheSameOptimum() {
        for (int seed = 0; seed < 1500; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 1 + rng.nextInt(seed % 100 == 0 ? 150 : 40);
            int n = rng.nextInt(3) == 0 ? m + rng.nextInt(100) : m;
            ScoreRows rows = new ScoreRows(m, n);
            DMatrixRMaj score = score(m, n, rng);
            rows.set(score);
            requireBoth(rows, seed);
        }
    }

    @Test
    void bothSearchesStayWithinAMask() {
        int feasible = 0;
        for (int seed = 0; seed < 600; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int n = 1 + rng.nextInt(seed % 50 == 0 ? 150 : 30);
            double chance = rng.nextDouble();
            SparsityPattern allowed = SparsityPattern.where(n, n, (i, j) -> rng.nextDouble() < chance);
            ScoreRows rows = new ScoreRows(n, n);
            rows.set(score(n, n, rng), allowed);
            try {
                requireBoth(rows, seed);
                feasible++;
            } catch (InfeasibleMatchingException dense) {
                var listed =
                        assertThrows(InfeasibleMatchingException.class, () -> new ListedShortestPaths(rows).solve());
                assertTrue(listed.places().length < listed.items().length);
            }
        }
        assertTrue(feasible > 50 && feasible < 550, feasible + " feasible");
    }

    private static void requireBoth(ScoreRows rows, int seed) {
        ShortestPathMatching dense = new DenseShortestPaths(rows);
        ShortestPathMatching listed = new ListedShortestPaths(rows);
        dense.solve();
        listed.solve();
        assertEquals(value(rows, dense), value(rows, listed), 1e-12 * size(rows), "seed " + seed);
        requireTight(rows, dense);
        requireTight(rows, listed);
        listed.solveFromLast();
        requireTight(rows, listed);
    }

    /** Columns that nobody cares for, ties, equal rows, structure without noise, and rows of very different scales. */
    private static DMatrixRMaj score(int m, int n, RandomGenerator rng) {
        double[] x = rng.doubles(m).toArray();
        double[] y = rng.doubles(n).toArray();
        double scale = rng.nextBoolean() ? 1 : 1e5;
        int kind = rng.nextInt(9);
        DMatrixRMaj score = new DMatrixRMaj(m, n);
        Arrays.setAll(score.data, at -> {
            int i = at / n;
            int j = at % n;
            return scale
                    * switch (kind) {
                        case 0 -> rng.nextGaussian();
                        case 1 -> rng.nextDouble();
                        case 2 -> rng.nextInt(3);
                        case 3 -> 7;
                        case 4 -> x[i] * y[j];
                        case 5 -> -x[i] * y[j];
                        case 6 -> (x[i] - 0.4) * y[j] + 0.01 * rng.nextGaussian();
                        case 7 -> -(x[i] - y[j]) * (x[i] - y[j]);
                        default -> Math.exp(12 * x[i]) * rng.nextDouble() + (i == j ? 3 : 0);
                    };
        });
        return score;
    }

    private static double value(ScoreRows rows, ShortestPathMatching matching) {
        double value = 0;
        int count = 0;
        for (int j = 0; j < rows.n; j++) {
            if (matching.rowOfColumn[j] >= 0) {
                value += rows.get(matching.rowOfColumn[j], j);
                count++;
            }
        }
        assertEquals(rows.m, count);
        return value;
    }

    /** No row has a smaller reduced cost than where it is matched, and free columns have potential 0. */
    private static void requireTight(ScoreRows rows, ShortestPathMatching matching) {
        double tolerance = 1e-14 * size(rows);
        double[] v = matching.columnPotential;
        for (int j = 0; j < rows.n; j++) {
            int i = matching.rowOfColumn[j];
            assertTrue(i >= 0 || v[j] == 0);
            assertTrue(rows.m == rows.n || v[j] >= -tolerance);
            for (int k = 0; i >= 0 && k < rows.n; k++) {
                assertTrue(v[k] - rows.get(i, k) >= v[j] - rows.get(i, j) - tolerance);
            }
        }
    }

    private static double size(ScoreRows rows) {
        double largest = 1;
        for (int i = 0; i < rows.m; i++) {
            for (int j = 0; j < rows.n; j++) {
                if (rows.get(i, j) > Double.NEGATIVE_INFINITY) {
                    largest = Math.max(largest, Math.abs(rows.get(i, j)));
                }
            }
        }
        return largest * rows.n;
    }
}
