package io.permvi.applications.link;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Links at a stated error rate: the most probable pairs, as many as keep the expected share of false ones below it. */
public final class Decisions {
    private final int[] links;
    private final double expectedFalse;

    private Decisions(int[] links, double expectedFalse) {
        this.links = links;
        this.expectedFalse = expectedFalse;
    }

    /**
     * The links at a rate.
     *
     * @param rate the share of false links to be expected, in [0, 1]; pairs of probability up to 1/2 are never linked
     * @throws IllegalArgumentException when the rate is out of its range
     */
    public static Decisions at(LinkResult result, double rate) {
        if (!(rate >= 0 && rate <= 1)) {
            throw new IllegalArgumentException("an error rate must be in [0, 1], got " + rate);
        }
        int[] links = IntStream.of(result.links())
                .boxed()
                .sorted(Comparator.comparingDouble((Integer e) -> -result.probability(e)))
                .mapToInt(e -> e)
                .toArray();
        double wrong = 0;
        int kept = 0;
        double expected = 0;
        for (int k = 0; k < links.length; k++) {
            wrong += 1 - result.probability(links[k]);
            if (wrong <= rate * (k + 1)) {
                kept = k + 1;
                expected = wrong;
            }
        }
        return new Decisions(Arrays.copyOf(links, kept), expected);
    }

    /** The candidate pairs that are linked, most probable first; a fresh array. */
    public int[] links() {
        return links.clone();
    }

    /** The number of false links to be expected among them. */
    public double expectedFalse() {
        return expectedFalse;
    }
}
