package io.permvi.relaxations.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;

class RowUpdatesTest {
    private static final int LONGEST = 70;

    /** Calls after which the compiler has replaced the loop by one on vectors, with its own first and last elements. */
    private static final int REPETITIONS = 8;

    /** What the virtual machine puts into a caller at most, in bytes of code ({@code FreqInlineSize}). */
    private static final int INLINED = 325;

    @Test
    void threeRowsAddedToThreeAreThePlainSumForEveryLength() {
        RandomGenerator rng = new SplittableRandom(17);
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            for (int from = 0; from < LONGEST; from++) {
                for (int to = from; to <= LONGEST; to++) {
                    requirePlainSums(from, to, rng);
                }
            }
        }
    }

    private static void requirePlainSums(int from, int to, RandomGenerator rng) {
        double[][] b = new double[3][];
        double[][] sum = new double[3][];
        for (int k = 0; k < 3; k++) {
            b[k] = rng.doubles(LONGEST, -1, 1).toArray();
            sum[k] = rng.doubles(LONGEST, -1, 1).toArray();
        }
        double[] a = rng.doubles(11, -1, 1).toArray();
        double[][] expected = {sum[0].clone(), sum[1].clone(), sum[2].clone()};
        for (int r = 0; r < 3; r++) {
            for (int j = from; j < to; j++) {
                for (int k = 0; k < 3; k++) {
                    expected[r][j] = Math.fma(a[2 + 3 * k + r], b[k][j], expected[r][j]);
                }
            }
        }
        RowUpdates.addThreeRowsToThree(sum[0], sum[1], sum[2], a, 2, b[0], b[1], b[2], from, to);
        for (int r = 0; r < 3; r++) {
            assertArrayEquals(expected[r], sum[r], 0, "elements " + from + " to " + to);
        }
    }

    @Test
    void threeRowsAddedToThreeIsTooLargeToBePutIntoItsCallers() {
        Optional<ToolProvider> javap = ToolProvider.findFirst("javap");
        assumeTrue(javap.isPresent(), "no javap in this Java");
        StringWriter text = new StringWriter();
        String file = RowUpdates.class.getResource("RowUpdates.class").toString();
        PrintWriter out = new PrintWriter(text);
        assertEquals(0, javap.get().run(out, out, "-c", file), text::toString);
        String code = text.toString();
        code = code.substring(code.indexOf("addThreeRowsToThree("), code.indexOf("void fourDots("));
        int last = Integer.parseInt(code.lines()
                .filter(line -> line.endsWith(": return"))
                .findFirst()
                .orElseThrow()
                .split(":")[0]
                .strip());
        assertTrue(last > INLINED, last + " bytes of code");
    }
}
