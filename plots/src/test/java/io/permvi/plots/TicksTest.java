package io.permvi.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Ticks are round, few, and never missing. */
class TicksTest {
    private static List<String> labels(Axis axis, double low, double high, int most) {
        Axis whole = axis.within(low, high);
        Range range = Range.of(whole, DoubleStream.empty());
        return Ticks.of(whole, range, most).stream()
                .map(Ticks.Tick::label)
                .filter(label -> !label.isEmpty())
                .toList();
    }

    @Test
    void linearStepsAreOneTwoOrFiveTimesAPowerOfTen() {
        assertEquals(List.of("0", "200", "400", "600", "800", "1,000"), labels(Axis.of("step"), 0, 1000, 6));
        assertEquals(List.of("-0.5", "0", "0.5", "1.0"), labels(Axis.of("x"), -0.7, 1.2, 4));
        assertEquals(List.of("-400,000", "-200,000", "0"), labels(Axis.of("ELBO"), -401772, 10, 4));
        assertEquals(List.of("0", "0.02", "0.04", "0.06", "0.08"), labels(Axis.of("x"), 0, 0.082, 6));
        assertEquals(List.of("0", "2e-7", "4e-7"), labels(Axis.of("x"), 0, 5e-7, 3));
    }

    @Test
    void aLogarithmicAxisHasLabelsWithinADecadeToo() {
        Axis seconds = Axis.logarithmic("seconds");
        assertEquals(List.of("20", "40", "60", "80"), labels(seconds, 13, 90, 6));
        assertEquals(List.of("10", "20", "50", "100"), labels(seconds, 10, 100, 6));
        assertEquals(List.of("0.001", "0.01", "0.1", "1"), labels(seconds, 1e-3, 1, 6));
        assertEquals(List.of("1e-8", "1e-6", "1e-4", "1e-2", "1e0"), labels(seconds, 1e-9, 1, 6));
    }

    @Test
    void everyRangeHasTwoLabelsAtLeastAndNotMoreThanWanted() {
        SplittableRandom rng = new SplittableRandom(1);
        for (int k = 0; k < 2000; k++) {
            double low = Math.pow(10, rng.nextDouble(-8, 6)) * (k % 2 == 0 ? 1 : rng.nextDouble(-1, 1));
            double high = low + Math.abs(low) * Math.pow(10, rng.nextDouble(-1, 4));
            List<String> linear = labels(Axis.of("x"), low, high, 7);
            assertTrue(linear.size() >= 2 && linear.size() <= 8, low + " to " + high + ": " + linear);
            assertEquals(linear.size(), linear.stream().distinct().count(), low + " to " + high + ": " + linear);
            if (low > 0) {
                List<String> logarithmic = labels(Axis.logarithmic("x"), low, high, 7);
                assertTrue(
                        logarithmic.size() >= 2 && logarithmic.size() <= 8, low + " to " + high + ": " + logarithmic);
            }
        }
    }

    @Test
    void namesAreThinnedToRoundNumbers() {
        Axis axis = Axis.numbered("item", 150);
        Range range = Range.of(axis, DoubleStream.empty());
        assertEquals(
                List.of("20", "40", "60", "80", "100", "120", "140"),
                Ticks.of(axis, range, 10).stream().map(Ticks.Tick::label).toList());
    }
}
