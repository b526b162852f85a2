package io.permvi.examples.rankings;

import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.ranking.Mallows;
import io.permvi.relaxations.ranking.PermutationDistance;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.RankingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Rankings drawn from a Mallows distribution around a random consensus, whole or in part.
 *
 * @param distance of the distribution
 * @param items how many
 * @param rankings how many
 * @param alpha the spread, theta times items
 * @param kind what is seen of each
 */
record SimulatedRankings(PermutationDistance distance, int items, int rankings, double alpha, Kind kind) {
    /** What is seen of a ranking. */
    public enum Kind {
        /** All places. */
        COMPLETE,
        /** The first three items in order. */
        TOP3,
        /** Four pairs of items drawn at random. */
        PAIRS
    }

    private static final int FIRST = 3;
    private static final int COMPARISONS = 4;

    /** @throws IllegalArgumentException when there are fewer than 4 items or 1 ranking, or alpha is not above 0 */
    public SimulatedRankings {
        if (items < FIRST + 1 || rankings < 1 || !(alpha > 0)) {
            throw new IllegalArgumentException("a simulation needs 4 items or more, a ranking, and alpha above 0; got "
                    + items + ", " + rankings + " and " + alpha);
        }
    }

    /**
     * Drawn rankings with their truth.
     *
     * @param consensus the places of the items
     * @param complete the rankings as drawn
     * @param data what is seen of them
     */
    public record Drawn(Permutation consensus, List<Permutation> complete, RankingData data) {}

    /** Draws a consensus and rankings. */
    public Drawn draw(RandomGenerator rng) {
        Permutation consensus = Permutation.random(items, rng);
        // Ulam compares sequences of items
        boolean sequences = distance == PermutationDistance.ULAM;
        Mallows model = Mallows.of(distance, sequences ? consensus.inverse() : consensus, alpha / items);
        List<Permutation> complete = new ArrayList<>();
        List<RankingSet> sets = new ArrayList<>();
        List<Long> counts = new ArrayList<>();
        for (int k = 0; k < rankings; k++) {
            Permutation drawn = model.sample(rng);
            Permutation ranking = sequences ? drawn.inverse() : drawn;
            complete.add(ranking);
            sets.add(seen(ranking, rng));
            counts.add(1L);
        }
        return new Drawn(consensus, complete, RankingData.of(items, sets, counts));
    }

    private RankingSet seen(Permutation ranking, RandomGenerator rng) {
        int[] byPlace = ranking.inverse().places();
        return switch (kind) {
            case COMPLETE -> RankingSet.complete(ranking);
            case TOP3 ->
                RankingSet.groups(
                        items, List.of(new int[] {byPlace[0]}, new int[] {byPlace[1]}, new int[] {byPlace[2]}), true);
            case PAIRS -> RankingSet.pairs(items, pairs(byPlace, rng));
        };
    }

    private List<int[]> pairs(int[] byPlace, RandomGenerator rng) {
        List<int[]> pairs = new ArrayList<>();
        for (int k = 0; k < COMPARISONS; k++) {
            int one = rng.nextInt(items);
            int two = (one + 1 + rng.nextInt(items - 1)) % items;
            pairs.add(new int[] {byPlace[Math.min(one, two)], byPlace[Math.max(one, two)]});
        }
        return pairs;
    }
}
