package io.permvi.inference.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.relaxations.random.DrawRandom;
import org.junit.jupiter.api.Test;

class BridgeSamplingTest {
    /** Unnormalized normals of deviations 1 and 2: the ratio of their integrals is 2; standard error about .01. */
    @Test
    void findsTheRatioOfTwoNormals() {
        DrawRandom rng = DrawRandom.of(1, 0, 0);
        double[] first = new double[20_000];
        double[] second = new double[20_000];
        for (int s = 0; s < first.length; s++) {
            double x = rng.nextGaussian();
            double y = 2 * rng.nextGaussian();
            first[s] = 0.5 * x * x - 0.125 * x * x;
            second[s] = 0.5 * y * y - 0.125 * y * y;
        }
        assertEquals(Math.log(2), BridgeSampling.logRatio(first, second), 0.04);
    }
}
