package io.permvi.applications.link;

import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.SparseGibbs;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.IntStream;

/** Pairs worth a look by a person, and what the answers change. */
public final class Review {
    /** The score of a pair that a person accepted; the negative of it where it was rejected. */
    private static final double CERTAIN = 50;

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

    /**
     * The posterior with some answers.
     *
     * @param answers by candidate pair, whether it is a link
     */
    public static LinkResult answered(
            LinkResult result, Map<Integer, Boolean> answers, LinkSettings settings, Workers workers) {
        double[] values = result.scores().values();
        answers.forEach((e, link) -> values[e] = link ? CERTAIN : -CERTAIN);
        SparseScores scores = result.scores().withValues(values);
        SparseGibbs posterior = settings.posterior();
        SparseMarginals marginals = posterior.solve(scores, settings.seed(), workers);
        return result.with(marginals);
    }
}
