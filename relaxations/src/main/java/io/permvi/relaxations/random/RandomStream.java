package io.permvi.relaxations.random;

/**
 * The place of a stream of random numbers in a tree of names: {@code RandomStream.of(seed).named("annealing").part(3)}.
 * Every piece of work has a name and a number instead of a constant that must not meet another's, so the same seed
 * gives the same bits whichever thread does the work, and new work does not disturb old. Two different places have
 * streams that have nothing to do with each other. Immutable.
 *
 * @param key the hash of seed, names and numbers
 */
public record RandomStream(long key) {
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    /** The root of the streams of a seed. */
    public static RandomStream of(long seed) {
        return new RandomStream(DrawRandom.mix(seed + DrawRandom.GOLDEN_GAMMA));
    }

    /** The stream of that name below this one. */
    public RandomStream named(String name) {
        long hash = FNV_OFFSET;
        for (int k = 0; k < name.length(); k++) {
            hash = (hash ^ name.charAt(k)) * FNV_PRIME;
        }
        return new RandomStream(DrawRandom.mix(key ^ DrawRandom.mix(hash)));
    }

    /** The stream of that number below this one. */
    public RandomStream part(long number) {
        return new RandomStream(DrawRandom.below(key, number));
    }

    /** A generator at the start of this stream. */
    public DrawRandom generator() {
        DrawRandom random = new DrawRandom();
        random.start(key);
        return random;
    }

    /** The first value of this stream: a seed for what takes one. */
    public long seed() {
        return generator().nextLong();
    }
}
