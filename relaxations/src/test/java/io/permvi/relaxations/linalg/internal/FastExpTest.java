package io.permvi.relaxations.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FastExpTest {
    @Test
    void isTheExponentialWithinItsLimits() {
        double[] a = new double[5003];
        Arrays.setAll(a, i -> -460 + 500.0 * i / a.length);
        double[] exact = Arrays.stream(a).map(Math::exp).toArray();
        FastExp.exp(a, a.length);
        for (int i = 0; i < a.length; i++) {
            assertEquals(1, a[i] / exact[i], 1e-12);
        }
        double[] beyond = {-1e300, 1e300, Double.NaN};
        FastExp.exp(beyond, 3);
        assertEquals(1e-200, beyond[0], 1e-212);
        assertEquals(Math.exp(40), beyond[1], 1e-12 * Math.exp(40));
        assertEquals(Double.NaN, beyond[2]);
    }

    @Test
    void moderateArgumentsGiveTheSameSooner() {
        double[] a = new double[5003];
        Arrays.setAll(a, i -> -10 + 20.0 * i / (a.length - 1));
        double[] exact = Arrays.stream(a).map(x -> Math.exp(2 * x)).toArray();
        FastExp.expModerate(a, 2, a.length);
        for (int i = 0; i < a.length; i++) {
            assertEquals(1, a[i] / exact[i], 3e-14);
        }
    }
}
