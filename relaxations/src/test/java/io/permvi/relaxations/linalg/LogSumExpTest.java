package io.permvi.relaxations.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LogSumExpTest {
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    @Test
    void sumsWithinTheRange() {
        double[] values = {50, Math.log(2), Math.log(3), 70};
        assertEquals(Math.log(5), LogSumExp.of(values, 1, 3), 1e-15);
        assertEquals(NEVER, LogSumExp.of(values, 1, 1));
        assertEquals(NEVER, LogSumExp.of(new double[] {NEVER, NEVER}, 0, 2));
        assertEquals(1e300 + 0, LogSumExp.of(new double[] {1e300, -1e300}, 0, 2));
    }

    @Test
    void addsTwo() {
        assertEquals(Math.log(5), LogSumExp.add(Math.log(2), Math.log(3)), 1e-15);
        assertEquals(1000 + Math.log(2), LogSumExp.add(1000, 1000), 1e-12);
        assertEquals(7, LogSumExp.add(7, NEVER));
        assertEquals(7, LogSumExp.add(NEVER, 7));
        assertEquals(NEVER, LogSumExp.add(NEVER, NEVER));
    }

    /** Of v_0 p_0 + v_1 p_1: p_0 p_1 (v_0 - v_1) / temperature for the first score, its negative for the second. */
    @Test
    void thePullbackIsTheDerivative() {
        double[] adjoint = {3, 1, 9};
        LogSumExp.softmaxPullback(new double[] {0.25, 0.75, 9}, adjoint, 2, 0.5);
        assertArrayEquals(new double[] {0.75, -0.75, 9}, adjoint, 1e-15);
    }

    @Test
    void softmaxIsStableAndReturnsTheSum() {
        double[] values = {9, 1000 + Math.log(2), 1000, NEVER, 9};
        assertEquals(1000 + Math.log(3), LogSumExp.softmax(values, 1, 4, 1), 1e-12);
        assertArrayEquals(new double[] {9, 2. / 3, 1. / 3, 0, 9}, values, 1e-13);
        double[] cold = {2, 1};
        assertEquals(1000 + Math.log1p(Math.exp(-500)), LogSumExp.softmax(cold, 0, 2, 0.002), 1e-12);
        assertArrayEquals(new double[] {1, Math.exp(-500)}, cold, 1e-200);
    }
}
