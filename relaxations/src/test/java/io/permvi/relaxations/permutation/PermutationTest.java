package io.permvi.relaxations.permutation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.apache.commons.math3.stat.inference.ChiSquareTest;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class PermutationTest {
    private final Permutation p = Permutation.of(2, 0, 1, 3);
    private final Permutation q = Permutation.of(1, 3, 2, 0);

    private static DMatrixRMaj matrix(Permutation permutation) {
        DMatrixRMaj x = new DMatrixRMaj(permutation.order(), permutation.order());
        permutation.toMatrix(x);
        return x;
    }

    @Test
    void oneOrientation() {
        assertEquals(1, matrix(p).get(0, 2));
        assertEquals(2, p.place(0));
    }

    @Test
    void thenIsTheMatrixProduct() {
        DMatrixRMaj product = CommonOps_DDRM.mult(matrix(p), matrix(q), null);
        assertArrayEquals(product.data, matrix(p.then(q)).data);
        assertEquals(Permutation.identity(4), p.then(p.inverse()));
        assertEquals(Permutation.identity(4), p.inverse().then(p));
    }

    @Test
    void equalityIsByValue() {
        assertEquals(p, Permutation.of(p.places()));
        assertEquals(p.hashCode(), Permutation.of(p.places()).hashCode());
        assertFalse(p.equals(q));
        assertEquals("[2, 0, 1, 3]", p.toString());
    }

    @Test
    void arraysAreCopied() {
        int[] places = {1, 0};
        Permutation swapped = Permutation.of(places);
        places[0] = 0;
        swapped.places()[0] = 7;
        assertEquals(1, swapped.place(0));
    }

    /** 24,000 draws of order 4 against the uniform distribution, level 1e-6. */
    @Test
    void randomPermutationsAreUniform() {
        RandomGenerator rng = new SplittableRandom(1);
        Map<Permutation, Long> counts = new HashMap<>();
        for (int s = 0; s < 24_000; s++) {
            counts.merge(Permutation.random(4, rng), 1L, Long::sum);
        }
        assertEquals(24, counts.size());
        double[] expected = new double[24];
        java.util.Arrays.fill(expected, 1000);
        long[] observed = counts.values().stream().mapToLong(Long::longValue).toArray();
        assertTrue(new ChiSquareTest().chiSquareTest(expected, observed) > 1e-6);
    }

    @Test
    void mistakesAreNamed() {
        assertMessage("place of item 1 must be in 0..1, got 2", () -> Permutation.of(0, 2));
        assertMessage("place 0 is given to both item 0 and item 1", () -> Permutation.of(0, 0));
        assertMessage("orders differ: 4 and 2", () -> p.then(Permutation.identity(2)));
        assertMessage("matrix must be 4 x 4", () -> p.toMatrix(new DMatrixRMaj(3, 4)));
        assertMessage("place 1 is given to both item 0 and item 2", () -> Matching.of(2, 1, -1, 1));
        assertMessage("or -1, got 5", () -> Matching.of(2, 5));
        assertThrows(IllegalStateException.class, () -> Matching.of(3, 0, -1, 1).toPermutation());
    }

    @Test
    void matchingsMayLeaveItemsOut() {
        Matching matching = Matching.of(4, 3, Matching.UNMATCHED, 0);
        assertEquals(3, matching.items());
        assertEquals(4, matching.placeCount());
        assertEquals(2, matching.size());
        DMatrixRMaj x = new DMatrixRMaj(3, 4);
        matching.toMatrix(x);
        assertArrayEquals(new double[] {0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0}, x.data);
        assertEquals(p, p.toMatching().toPermutation());
        assertEquals(matching, Matching.of(4, 3, -1, 0));
        assertFalse(matching.equals(Matching.of(5, 3, -1, 0)));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
