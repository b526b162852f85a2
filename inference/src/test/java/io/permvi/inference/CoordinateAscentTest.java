package io.permvi.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CoordinateAscentTest {
    /** Mean-field of a bivariate Gaussian with correlation 0.8: means shrink by 0.64 a round towards (1, -2). */
    private static final class Bivariate implements CoordinateAscent.Target {
        private double x;
        private double y;
        private double poison;

        @Override
        public void update(double heat) {
            x = 1 + 0.8 * (y + 2) + poison;
            y = -2 + 0.8 * (x - 1);
        }

        @Override
        public double energy() {
            double u = x - 1;
            double v = y + 2;
            return -0.5 * (u * u - 1.6 * u * v + v * v) / 0.36;
        }

        @Override
        public double entropy() {
            return 0;
        }
    }

    @Test
    void findsTheMeanAndSaysSo() {
        Bivariate target = new Bivariate();
        CoordinateAscent.Result result = new CoordinateAscent(0, 200, 1e-14).ascend(target);
        assertEquals(StopReason.CONVERGED, result.stopReason());
        assertEquals(1, target.x, 1e-5);
        assertEquals(-2, target.y, 1e-5);
        for (int step = 1; step < result.trace().length(); step++) {
            assertTrue(result.trace().elbo(step) >= result.trace().elbo(step - 1) - 1e-15, "step " + step);
        }
    }

    @Test
    void heatFallsToZero() {
        CoordinateAscent.Result result = new CoordinateAscent(4, 2, 0).ascend(new Bivariate());
        assertEquals(StopReason.MAX_STEPS, result.stopReason());
        assertEquals(6, result.trace().length());
        assertEquals(1, result.trace().temperature(0));
        assertEquals(0.25, result.trace().temperature(3));
        assertEquals(0, result.trace().temperature(4));
    }

    @Test
    void stopsWhereTheBoundIsNoNumber() {
        Bivariate target = new Bivariate();
        target.poison = Double.NaN;
        assertEquals(
                StopReason.NON_FINITE,
                new CoordinateAscent(3, 3, 0).ascend(target).stopReason());
    }

    @Test
    void refusesImpossibleNumbers() {
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(-1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new CoordinateAscent(0, 1, Double.NaN));
    }
}
