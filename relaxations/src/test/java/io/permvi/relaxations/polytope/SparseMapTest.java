package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.assignment.SparseMap;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SparseMapTest {
    /** Its mean is the transport with the quadratic regularizer, found by another algorithm. */
    @Test
    void theMeanIsTheQuadraticTransport() {
        SplittableRandom rng = new SplittableRandom(1);
        for (int n = 2; n <= 9; n++) {
            DMatrixRMaj theta = new DMatrixRMaj(n, n);
            java.util.Arrays.setAll(theta.data, k -> rng.nextGaussian());
            MatchingSpace space = MatchingSpace.permutations(n);
            DMatrixRMaj x = new DMatrixRMaj(n, n);
            new RegularizedTransport().newPass(space).forward(theta, 0.8, x);
            SparseMap map = new SparseMap(space, 200);
            int count = map.solve(theta, 0.8);
            DMatrixRMaj mean = new DMatrixRMaj(n, n);
            double sum = 0;
            for (int k = 0; k < count; k++) {
                sum += map.weight(k);
                for (int i = 0; i < n; i++) {
                    mean.add(i, map.places(k)[i], map.weight(k));
                }
            }
            assertEquals(1, sum, 1e-9);
            assertArrayEquals(x.data, mean.data, 1e-5, "order " + n);
        }
    }

    @Test
    void documentedFailures() {
        assertThrows(IllegalArgumentException.class, () -> new SparseMap(MatchingSpace.permutations(3), 0));
        SparseMap map = new SparseMap(MatchingSpace.permutations(3), 4);
        assertThrows(IllegalStateException.class, () -> map.pullBack(new double[4], new DMatrixRMaj(3, 3)));
    }
}
