package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.random.DrawRandom;
import java.util.Arrays;
import org.apache.commons.math3.distribution.GumbelDistribution;
import org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

class StandardGumbelTest {
    @Test
    void followsTheGumbelDistribution() {
        double[] noise = new double[20_002];
        StandardGumbel.fill(noise, 1, noise.length - 1, DrawRandom.of(5, 0, 0));
        assertEquals(0, noise[0]);
        assertEquals(0, noise[noise.length - 1]);
        double[] drawn = Arrays.copyOfRange(noise, 1, noise.length - 1);
        assertTrue(Arrays.stream(drawn).allMatch(Double::isFinite));
        // one fixed seed; for a random one the chance of a false alarm would be 1e-4
        double p = new KolmogorovSmirnovTest().kolmogorovSmirnovTest(new GumbelDistribution(0, 1), drawn);
        assertTrue(p > 1e-4, "p = " + p);
    }

    @Test
    void extremeUniformsStayFinite() {
        for (long bits : new long[] {0, -1}) {
            double[] noise = new double[3];
            StandardGumbel.fill(noise, 0, 3, () -> bits);
            double u = bits == 0 ? 0x1.0p-53 : 1 - 0x1.0p-53;
            assertEquals(-Math.log(-Math.log(u)), noise[0], 1e-13 * Math.abs(noise[0]));
        }
    }
}
