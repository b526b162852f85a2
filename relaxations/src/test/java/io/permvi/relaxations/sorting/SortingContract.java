package io.permvi.relaxations.sorting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** What all relaxations of sorting promise beside the contract. */
abstract class SortingContract extends RelaxationContract {
    /** Scores that differ by more than a gradient check moves them. */
    @Override
    protected DMatrixRMaj smoothInput(Space space, RandomGenerator rng) {
        while (true) {
            DMatrixRMaj psi = gaussian(space.items(), 1, rng);
            double[] sorted = psi.data.clone();
            java.util.Arrays.sort(sorted);
            boolean apart = true;
            for (int k = 1; k < sorted.length; k++) {
                apart &= sorted[k] - sorted[k - 1] > 0.03;
            }
            if (apart) {
                return psi;
            }
        }
    }

    @Override
    protected double sumTolerance() {
        return 1e-12;
    }

    @Test
    void theLargestScoreComesFirst() {
        MatchingSpace space = MatchingSpace.permutations(4);
        DMatrixRMaj psi = new DMatrixRMaj(new double[][] {{0.3}, {-1}, {2}, {0.9}});
        DMatrixRMaj x = new DMatrixRMaj(4, 4);
        relaxation().newPass(space).forward(psi, 1e-9, x);
        double[] expected = {0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0};
        assertArrayEquals(expected, x.data, 1e-6);
        int[] places = new int[4];
        relaxation().limit(space).maximize(psi, places);
        assertArrayEquals(new int[] {2, 3, 0, 1}, places);
    }

    @Test
    void refusesWhatHasNoOrder() {
        SparsityPattern mask = SparsityPattern.where(3, 3, (i, j) -> i + j < 4);
        assertThrows(IllegalArgumentException.class, () -> relaxation().newPass(MatchingSpace.within(mask)));
        assertThrows(IllegalArgumentException.class, () -> relaxation()
                .newPass(MatchingSpace.partial(SparsityPattern.all(3, 3))));
        assertThrows(IllegalArgumentException.class, () -> relaxation()
                .newPass(MatchingSpace.within(SparsityPattern.all(3, 4))));
        assertThrows(IllegalArgumentException.class, () -> relaxation().newPass(Categories.of(3, 3)));
    }
}
