package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VectorExpTest {
    private static final int LENGTH = 4096;

    @BeforeEach
    void needsVectors() {
        assumeTrue(VectorApi.isPresent(), "no explicit vectors here");
    }

    @Test
    void agreesWithTheLibraryToRounding() {
        double[] x = new SplittableRandom(3)
                .doubles(LENGTH, FastExp.LOWEST, FastExp.HIGHEST)
                .toArray();
        x[0] = FastExp.LOWEST;
        x[1] = FastExp.HIGHEST;
        x[2] = 0;
        double[] y = x.clone();
        VectorExp.exp(y, 0, LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            assertEquals(1, y[i] / Math.exp(x[i]), 2e-15 + 4e-17 * Math.abs(x[i]), "exp(" + x[i] + ")");
        }
        assertEquals(1, y[2]);
    }

    @Test
    void argumentsOutOfRangeAreClamped() {
        double[] x = new double[8];
        Arrays.fill(x, 0, 4, -1e6);
        Arrays.fill(x, 4, 8, Double.NEGATIVE_INFINITY);
        VectorExp.exp(x, 0, 8);
        for (double y : x) {
            assertEquals(1, y / 1e-200, 1e-12);
        }
    }

    @Test
    void moderateArgumentsReportTheirLargest() {
        double[] x = new SplittableRandom(4).doubles(LENGTH, -39, 39).toArray();
        x[17] = -39.5;
        double[] y = x.clone();
        assertEquals(19.75, VectorExp.expModerate(y, 0, 0.5, LENGTH));
        for (int i = 0; i < LENGTH; i++) {
            assertEquals(1, y[i] / Math.exp(0.5 * x[i]), 3e-15, "exp(" + 0.5 * x[i] + ")");
        }
        x[40] = Double.NaN;
        assertTrue(Double.isNaN(VectorExp.expModerate(x, 0, 0.5, LENGTH)));
    }
}
