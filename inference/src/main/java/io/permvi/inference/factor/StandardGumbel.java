package io.permvi.inference.factor;

import io.permvi.relaxations.linalg.internal.FastLog;
import java.util.random.RandomGenerator;

/** Standard Gumbel noise, {@code -log(-log U)} with U uniform. */
final class StandardGumbel {
    private static final double STEP = 0x1.0p-52;

    private StandardGumbel() {}

    /** Fills {@code noise[from .. to - 1]}. */
    static void fill(double[] noise, int from, int to, RandomGenerator rng) {
        for (int k = from; k < to; k++) {
            noise[k] = ((rng.nextLong() >>> 12) + 0.5) * STEP;
        }
        for (int twice = 0; twice < 2; twice++) {
            FastLog.log(noise, from, to);
            for (int k = from; k < to; k++) {
                noise[k] = -noise[k];
            }
        }
    }
}
