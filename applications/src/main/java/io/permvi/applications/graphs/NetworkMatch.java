package io.permvi.applications.graphs;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.graphs.NetworkMatching;
import io.permvi.relaxations.permutation.Matching;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What is known of a match of two networks.
 *
 * @param problem that was solved
 * @param model with the tables that were learned, tempered
 * @param scaleFrom where the scale comes from: {@code given}, {@code seeds} or {@code match}
 * @param marginals probability of every pair
 * @param matching of largest expected share right
 * @param modes that the searches ended in, the largest first
 * @param chains how the samplers moved, the two of each mode whose weight counts together
 */
public record NetworkMatch(
        NetworkProblem problem,
        NetworkMatching model,
        String scaleFrom,
        MatchingMarginals marginals,
        Matching matching,
        List<Mode> modes,
        List<Diagnostics.Chains> chains) {

    /**
     * A group of optima of which each agrees with the first in at least half of the nodes.
     *
     * @param matching the best of the group
     * @param logOdds of it under the tables of its own counts, not tempered
     * @param found how many searches ended in the group
     * @param weight of the mode: how probable it is that nodes drawn anew would speak for it rather than for the best
     */
    public record Mode(Matching matching, double logOdds, int found, double weight) {}

    /** Copies the lists. */
    public NetworkMatch {
        modes = List.copyOf(modes);
        chains = List.copyOf(chains);
    }

    /** The probability of the match of a node, or that it has none. */
    public double probability(int i) {
        int place = matching.place(i);
        return place == Matching.UNMATCHED ? marginals.unmatchedProbability(i) : marginals.probability(i, place);
    }

    /** The name of a node of the second network, empty where there is none. */
    String nameOf(int place) {
        return place == Matching.UNMATCHED ? "" : problem.b().nodes().get(place);
    }

    /** The expected share of right matches among the nodes that were not fixed. */
    public double expectedRight() {
        return IntStream.of(problem.free())
                .mapToDouble(this::probability)
                .average()
                .orElse(1);
    }
}
