package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.testkit.ModelContract;
import java.util.List;
import org.junit.jupiter.api.Test;

class TapeModelInPartsTest extends ModelContract {
    private final RealLatent w = new RealLatent("w", 2, 3);

    @Override
    protected TapeModelInParts model() {
        return TapeModelInParts.of(
                List.of(w),
                4,
                (tape, z) -> z.get(w).sumOfSquares().times(-0.5),
                (tape, z, k) -> z.get(w).times(k + 1.0).tanh().sum());
    }

    @Override
    protected long allocationAllowance() {
        return 20_000;
    }

    /** The mean over all choices of two of four parts is the whole. */
    @Test
    void choicesAreUnbiased() {
        LatentValues z = relaxedPoint(model(), new java.util.SplittableRandom(1));
        LatentValues gradient = new LatentValues(List.of(w));
        TapeModelInParts.Pass pass = model().newPass();
        double whole = pass.forward(z);
        pass.backward(gradient);
        double slope = gradient.get(w).get(1, 2);
        double sum = 0;
        double slopes = 0;
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < a; b++) {
                pass.choose(new int[] {a, b});
                sum += pass.forward(z) / 6;
                pass.backward(gradient);
                slopes += gradient.get(w).get(1, 2) / 6;
            }
        }
        assertEquals(whole, sum, 1e-12 * Math.abs(whole));
        assertEquals(slope, slopes, 1e-12);
        assertThrows(IllegalArgumentException.class, () -> pass.choose(new int[0]));
        assertThrows(
                IllegalArgumentException.class,
                () -> TapeModelInParts.of(List.of(w), 0, (tape, v) -> v.get(w).sum(), (tape, v, k) -> v.get(w)
                        .sum()));
    }
}
