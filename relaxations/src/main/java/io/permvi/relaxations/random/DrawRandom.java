package io.permvi.relaxations.random;

import java.util.random.RandomGenerator;

/**
 * A generator that can be put at the start of any {@link RandomStream} without allocation, so that every draw of every step
 * has a stream of its own and results do not depend on which thread makes it. The algorithm is SplitMix64 with a mixed
 * increment (Steele, Lea and Flood 2014).
 */
public final class DrawRandom implements RandomGenerator {
    static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;
    private long gamma = GOLDEN_GAMMA;

    DrawRandom() {}

    /** At the start of the stream of (seed, step, draw). */
    public static DrawRandom of(long seed, long step, long draw) {
        DrawRandom random = new DrawRandom();
        random.seed(seed, step, draw);
        return random;
    }

    /** Starts the stream of (seed, step, draw) in place. */
    public void seed(long seed, long step, long draw) {
        start(mix(seed + GOLDEN_GAMMA), step, draw);
    }

    /** Starts the stream of a draw of a step below another stream, in place. */
    public void start(RandomStream stream, long step, long draw) {
        start(stream.key(), step, draw);
    }

    private void start(long key, long step, long draw) {
        start(mix(below(key, step) ^ mix(draw + 0xabc98388fb8fac03L)));
    }

    void start(long key) {
        state = key;
        gamma = mix(key + GOLDEN_GAMMA) | 1;
        if (Long.bitCount(gamma ^ (gamma >>> 1)) < 24) {
            gamma ^= 0xaaaaaaaaaaaaaaaaL;
        }
    }

    @Override
    public long nextLong() {
        state += gamma;
        return mix(state);
    }

    static long below(long key, long number) {
        return mix(key ^ mix(number + 0xd1b54a32d192ed03L));
    }

    static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        y = (y ^ (y >>> 27)) * 0x94d049bb133111ebL;
        return y ^ (y >>> 31);
    }
}
