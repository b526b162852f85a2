package io.permvi.spark;

import io.permvi.applications.link.LinkLaw;
import java.io.ByteArrayOutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Pairs of records and how these agree. A pair is a number, the record of the first file in its upper half.
 *
 * @param pairs in any order. Shared: not to be modified.
 * @param levels by pair, then by comparison. Shared: not to be modified.
 */
record LeveledPairs(long[] pairs, byte[] levels) implements Serializable {
    static long pair(long a, long b) {
        return a << Integer.SIZE | b;
    }

    static long first(long pair) {
        return pair >>> Integer.SIZE;
    }

    static long second(long pair) {
        return pair & 0xffff_ffffL;
    }

    int size() {
        return pairs.length;
    }

    private int width() {
        return levels.length / Math.max(1, pairs.length);
    }

    /** The levels of a pair, a fresh array. */
    byte[] levels(int e) {
        return Arrays.copyOfRange(levels, e * width(), (e + 1) * width());
    }

    /** The levels of all pairs in one comparison, a fresh array. */
    byte[] levelsOf(int comparison) {
        byte[] own = new byte[pairs.length];
        for (int e = 0; e < own.length; e++) {
            own[e] = levels[e * width() + comparison];
        }
        return own;
    }

    /** Some of the pairs, in the order of their numbers here. */
    LeveledPairs select(int[] chosen) {
        int width = width();
        long[] some = new long[chosen.length];
        byte[] theirs = new byte[chosen.length * width];
        for (int k = 0; k < chosen.length; k++) {
            some[k] = pairs[chosen[k]];
            System.arraycopy(levels, chosen[k] * width, theirs, k * width, width);
        }
        return new LeveledPairs(some, theirs);
    }

    /** The pairs of those records of the first file whose numbers a step divides. */
    LeveledPairs every(long step) {
        return select(IntStream.range(0, size())
                .filter(e -> first(pairs[e]) % step == 0)
                .toArray());
    }

    /** The pairs whose odds by a law reach some. */
    LeveledPairs above(double odds, LinkLaw law) {
        IntPredicate likely = e -> law.logOdds(levels(e)) >= Math.log(odds);
        return select(IntStream.range(0, size()).filter(likely).toArray());
    }

    /** These and others. */
    LeveledPairs plus(LeveledPairs others) {
        return all(List.of(this, others));
    }

    /** All of several. */
    static LeveledPairs all(List<LeveledPairs> several) {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        several.forEach(each -> levels.writeBytes(each.levels));
        return new LeveledPairs(
                several.stream()
                        .flatMapToLong(each -> Arrays.stream(each.pairs))
                        .toArray(),
                levels.toByteArray());
    }

    /** The same in the order of the pairs. */
    LeveledPairs sorted() {
        return select(IntStream.range(0, size())
                .boxed()
                .sorted((x, y) -> Long.compare(pairs[x], pairs[y]))
                .mapToInt(e -> e)
                .toArray());
    }
}
