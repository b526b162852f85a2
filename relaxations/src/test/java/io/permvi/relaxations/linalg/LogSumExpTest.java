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
    void softmaxIsStableAndReturnsTheSum() {
        double[] values = {9, 1000 + Math.log(2), 1000, NEVER, 9};
        assertEquals(1000 + Math.log(3), LogSumExp.softmax(values, 1, 4, 1), 1e-12);
        assertArrayEquals(new double[] {9, 2. / 3, 1. / 3, 0, 9}, values, 1e-13);
        double[] cold = {2, 1};
        assertEquals(1000 + Math.log1p(Math.exp(-500)), LogSumExp.softmax(cold, 0, 2, 0.002), 1e-12);
        assertArrayEquals(new double[] {1, Math.exp(-500)}, cold, 1e-200);
    }
}
