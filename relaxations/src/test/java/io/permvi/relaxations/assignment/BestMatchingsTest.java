package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class BestMatchingsTest {
    @Test
    void listsWhatEnumerationLists() {
        for (int seed = 0; seed < 100; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 1 + rng.nextInt(4);
            int n = m + rng.nextInt(3);
            SparsityPattern allowed = SparsityPattern.where(m, n, (i, j) -> i == j || rng.nextDouble() < 0.7);
            DMatrixRMaj score = new DMatrixRMaj(m, n);
            Arrays.setAll(score.data, at -> rng.nextInt(3) == 0 ? rng.nextInt(3) : rng.nextGaussian());
            List<Double> truth = new ArrayList<>();
            enumerate(score, allowed, 0, new boolean[n], 0, truth);
            truth.sort(Comparator.reverseOrder());
            List<BestMatchings.Scored> listed = BestMatchings.of(score, allowed, 30);
            assertEquals(Math.min(30, truth.size()), listed.size());
            for (int k = 0; k < listed.size(); k++) {
                assertEquals(truth.get(k), listed.get(k).score(), 1e-12);
            }
            assertEquals(listed.size(), new HashSet<>(listed).size());
        }
    }

    private static void enumerate(
            DMatrixRMaj score, SparsityPattern allowed, int row, boolean[] taken, double sum, List<Double> totals) {
        if (row == score.numRows) {
            totals.add(sum);
            return;
        }
        for (int j = 0; j < score.numCols; j++) {
            if (!taken[j] && allowed.allows(row, j)) {
                taken[j] = true;
                enumerate(score, allowed, row + 1, taken, sum + score.get(row, j), totals);
                taken[j] = false;
            }
        }
    }

    @Test
    void documentedFailures() {
        DMatrixRMaj score = new DMatrixRMaj(2, 2);
        SparsityPattern all = SparsityPattern.all(2, 2);
        assertThrows(IllegalArgumentException.class, () -> BestMatchings.of(score, all, 0));
        assertThrows(
                InfeasibleMatchingException.class,
                () -> BestMatchings.of(score, SparsityPattern.where(2, 2, (i, j) -> j == 0), 1));
        assertThrows(
                IllegalArgumentException.class,
                () -> BestMatchings.of(new DMatrixRMaj(3, 2), SparsityPattern.all(3, 2), 1));
        assertTrue(BestMatchings.of(score, all, 5).size() == 2);
    }
}
