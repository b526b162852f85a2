package io.permvi.relaxations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.testkit.GradientCheck;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class GradientCheckTest {
    private static double f(double[] x) {
        return Math.sin(x[0]) * Math.exp(x[1]) + x[2] * x[2] * x[2];
    }

    private static final double[] POINT = {0.4, -0.2, 1.1};

    private static double[] gradient() {
        return new double[] {
            Math.cos(0.4) * Math.exp(-0.2), Math.sin(0.4) * Math.exp(-0.2), 3 * 1.1 * 1.1,
        };
    }

    @Test
    void aCorrectGradientPassesByFar() {
        double error = GradientCheck.relativeError(GradientCheckTest::f, POINT, gradient(), new SplittableRandom(1));
        assertTrue(error < 1e-10, "error " + error);
    }

    @Test
    void aWrongCoordinateIsFound() {
        double[] wrong = gradient();
        wrong[1] += 1e-4;
        double error = GradientCheck.relativeError(GradientCheckTest::f, POINT, wrong, new SplittableRandom(1));
        assertTrue(error > 1e-5, "error " + error);
        double missing =
                GradientCheck.relativeError(GradientCheckTest::f, POINT, new double[3], new SplittableRandom(1));
        assertEquals(1, missing, 1e-12);
    }

    @Test
    void aMatrixFunctionIsCheckedInTheSameWay() {
        var point = new DMatrixRMaj(new double[][] {{1, 2}, {3, 4}});
        var gradient = new DMatrixRMaj(new double[][] {{4, 3}, {2, 1}});
        double error = GradientCheck.relativeError(
                m -> m.get(0, 0) * m.get(1, 1) + m.get(0, 1) * m.get(1, 0), point, gradient, new SplittableRandom(2));
        assertTrue(error < 1e-10, "error " + error);
    }

    @Test
    void constantsAndNonFiniteFunctions() {
        var rng = new SplittableRandom(3);
        assertEquals(0, GradientCheck.relativeError((double[] x) -> 5.0, new double[2], new double[2], rng));
        assertTrue(Double.isNaN(
                GradientCheck.relativeError((double[] x) -> Double.NaN, new double[2], new double[2], rng)));
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.relativeError((double[] x) -> 0.0, new double[2], new double[3], rng));
        assertThrows(
                IllegalArgumentException.class,
                () -> GradientCheck.relativeError(
                        (DMatrixRMaj m) -> 0.0, new DMatrixRMaj(1, 2), new DMatrixRMaj(2, 1), rng));
    }
}
