package io.permvi.applications.link;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Pairs worth a look by a person, and what looking is expected to change. */
public final class Review {
    private Review() {}

    /**
     * The pairs whose decision is the least certain, those nearest 1/2 first: a person who looks at a pair corrects it
     * with probability min(p, 1 - p).
     */
    public static int[] list(LinkResult result, int count) {
        return IntStream.range(0, result.pairs())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer e) -> Math.abs(result.probability(e) - 0.5)))
                .limit(count)
                .mapToInt(e -> e)
                .toArray();
    }

    /** The number of decisions that looking at some pairs is expected to change. */
    public static double expectedGain(LinkResult result, int[] pairs) {
        return IntStream.of(pairs)
                .mapToDouble(e -> Math.min(result.probability(e), 1 - result.probability(e)))
                .sum();
    }
}
