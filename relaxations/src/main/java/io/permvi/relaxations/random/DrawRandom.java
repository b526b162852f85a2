package io.permvi.relaxations.random;

import java.util.random.RandomGenerator;

/**
 * A generator that is seeded in place from (seed, step, draw), so that each Monte-Carlo draw has a stream of its own and
 * results do not depend on which thread makes it. The algorithm is SplitMix64 with a mixed increment (Steele, Lea and
 * Flood 2014). Unlike {@link java.util.SplittableRandom} it can be seeded anew without allocation.
 */
public final class DrawRandom implements RandomGenerator {
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private long gamma = GOLDEN_GAMMA;

    /** A stream that depends on all three numbers. */
    public static DrawRandom of(long seed, long step, long draw) {
        DrawRandom random = new DrawRandom();
        random.seed(seed, step, draw);
        return random;
    }

    /** Starts the stream of (seed, step, draw) in place. */
    public void seed(long seed, long step, long draw) {
        long mixed = mix(seed + GOLDEN_GAMMA);
        mixed = mix(mixed ^ mix(step + 0xd1b54a32d192ed03L));
        mixed = mix(mixed ^ mix(draw + 0xabc98388fb8fac03L));
        state = mixed;
        gamma = mix(mixed + GOLDEN_GAMMA) | 1;
        if (Long.bitCount(gamma ^ (gamma >>> 1)) < 24) {
            gamma ^= 0xaaaaaaaaaaaaaaaaL;
        }
    }

    @Override
    public long nextLong() {
        state += gamma;
        return mix(state);
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }
}
