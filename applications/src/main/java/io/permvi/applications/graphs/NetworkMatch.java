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
 * @param marginals probability of every pair
 * @param matching of largest expected share right
 * @param modes that the searches ended in, the largest first
 * @param chains how the sampler of the first mode moved
 */
public record NetworkMatch(
        NetworkProblem problem,
        NetworkMatching model,
        MatchingMarginals marginals,
        Matching matching,
        List<Mode> modes,
        Diagnostics.Chains chains) {

    /**
     * A group of optima of which each agrees with the first in at least half of the nodes.
     *
     * @param matching the best of the group
     * @param logOdds of it, not tempered
     * @param found how many searches ended in the group
     * @param weight of the mode in the marginals, from the tempered log odds at the optima alone
     */
    public record Mode(Matching matching, double logOdds, int found, double weight) {}

    /** Copies the list. */
    public NetworkMatch {
        modes = List.copyOf(modes);
    }

    /** The probability of the match of a node. */
    public double probability(int i) {
        return marginals.probability(i, matching.place(i));
    }

    /** The expected share of right matches among the nodes that were not fixed. */
    public double expectedRight() {
        return IntStream.of(problem.free())
                .mapToDouble(this::probability)
                .average()
                .orElse(1);
    }
}
