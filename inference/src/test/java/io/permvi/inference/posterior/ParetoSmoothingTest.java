package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.junit.jupiter.api.Test;

class ParetoSmoothingTest {
    private static final int COUNT = 1000;

    /**
     * k-hat of log ratios sigma z, where z are the quantiles (s + 1/2) / 1000 of the normal distribution. Computed with
     * NumPy 2.4 from the definition (Vehtari et al. 2024, section 3 and appendix; Zhang and Stephens 2009).
     */
    private static final double[][] REFERENCE = {
        {1, 0.290753024475596}, {2, 0.6664972902740932}, {4, 1.4443162989989657}, {8, 3.0664771352446585},
        {15, 5.4206745702422845}, {30, 9.8420134155689}, {60, 18.83790992788801}, {100, 30.879279124473754},
        {1000, 87.8635174720451}, {10_000, Double.POSITIVE_INFINITY}
    };

    private static double[] logRatios(double sigma) {
        NormalDistribution normal = new NormalDistribution();
        double[] ratios = new double[COUNT];
        // in an order that is not sorted
        Arrays.setAll(ratios, s -> sigma * normal.inverseCumulativeProbability((s * 7 % COUNT + 0.5) / COUNT));
        return ratios;
    }

    @Test
    void kHatGrowsWithTheSpreadHoweverFarTheTailReaches() {
        double last = 0;
        for (double[] reference : REFERENCE) {
            double kHat = ParetoSmoothing.smooth(logRatios(reference[0]));
            assertEquals(reference[1], kHat, 1e-4 * reference[1], "deviation " + reference[0]);
            assertTrue(kHat > last);
            last = kHat;
        }
    }

    @Test
    void theTailIsReplacedInOrderAndTheRestStays() {
        double[] ratios = logRatios(0.8);
        double[] smoothed = ratios.clone();
        ParetoSmoothing.smooth(smoothed);
        double largest = Arrays.stream(ratios).max().orElseThrow();
        double[] body = Arrays.stream(ratios)
                .map(r -> r - largest)
                .sorted()
                .limit(COUNT - 95)
                .toArray();
        assertArrayEquals(
                body, Arrays.stream(smoothed).sorted().limit(COUNT - 95).toArray());
        assertTrue(Arrays.stream(smoothed).max().orElseThrow() <= 0);
        for (int s = 0; s < COUNT; s++) {
            for (int t = 0; t < COUNT; t += 97) {
                assertTrue(ratios[s] < ratios[t] == smoothed[s] < smoothed[t] || smoothed[s] == 0 || s == t);
            }
        }
    }

    @Test
    void equalLargestRatiosHaveNoTailAndAFewHaveNoShape() {
        double[] equal = new double[COUNT];
        Arrays.fill(equal, 0, 500, -3);
        assertEquals(Double.NEGATIVE_INFINITY, ParetoSmoothing.smooth(equal));
        double[] four = new double[COUNT];
        Arrays.setAll(four, s -> s < 4 ? s + 1 : 0);
        assertEquals(Double.POSITIVE_INFINITY, ParetoSmoothing.smooth(four));
        assertEquals(Double.POSITIVE_INFINITY, ParetoSmoothing.smooth(new double[20]));
    }
}
