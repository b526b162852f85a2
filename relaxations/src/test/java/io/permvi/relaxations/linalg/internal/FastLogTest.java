package io.permvi.relaxations.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FastLogTest {
    @Test
    void agreesWithTheLibraryOverTheWholeRange() {
        SplittableRandom rng = new SplittableRandom(2);
        int length = 200_000;
        double[] x = new double[length];
        for (int i = 0; i < length; i++) {
            int exponent = i % 2 == 0 ? rng.nextInt(-1022, 1024) : rng.nextInt(-3, 3);
            x[i] = Math.scalb(1 + rng.nextDouble(), exponent);
        }
        x[0] = 1;
        x[1] = 0.75;
        x[2] = Math.nextDown(0.75);
        x[3] = Math.nextDown(1.5);
        x[4] = 1.5;
        x[5] = Math.nextDown(1.0);
        x[6] = Math.nextUp(1.0);
        x[7] = Double.MAX_VALUE;
        x[8] = Double.MIN_NORMAL;
        double[] log = x.clone();
        FastLog.log(log, 0, length - 1);
        for (int i = 0; i < length - 1; i++) {
            double expected = Math.log(x[i]);
            assertEquals(expected, log[i], 1e-14 * Math.abs(expected), "log of " + x[i]);
        }
        assertEquals(x[length - 1], log[length - 1]);
    }
}
