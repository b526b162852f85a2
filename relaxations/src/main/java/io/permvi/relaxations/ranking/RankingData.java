package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Observed rankings of the same items, equal ones counted together.
 *
 * @param items the number of items
 * @param sets the different observations, each the set of rankings that agree with it
 * @param counts how many gave each
 */
public record RankingData(int items, List<RankingSet> sets, List<Long> counts) {
    /** @throws IllegalArgumentException when there is no observation, a count below 1, or another number of items */
    public RankingData {
        sets = List.copyOf(sets);
        counts = List.copyOf(counts);
        if (sets.isEmpty() || sets.size() != counts.size()) {
            throw new IllegalArgumentException(
                    "data need observations and a count for each, got " + sets.size() + " and " + counts.size());
        }
        for (int k = 0; k < sets.size(); k++) {
            if (sets.get(k).order() != items || counts.get(k) < 1) {
                throw new IllegalArgumentException("observation " + k + " must rank " + items
                        + " items with a count of at least 1, got "
                        + sets.get(k).order() + " items, count "
                        + counts.get(k));
            }
        }
    }

    /** Joins equal observations. */
    public static RankingData of(int items, List<RankingSet> sets, List<Long> counts) {
        Map<RankingSet, Long> joined = new LinkedHashMap<>();
        for (int k = 0; k < sets.size(); k++) {
            joined.merge(sets.get(k), counts.get(k), Long::sum);
        }
        return new RankingData(items, List.copyOf(joined.keySet()), List.copyOf(joined.values()));
    }

    /** Complete rankings, each by the places of the items. */
    public static RankingData complete(List<Permutation> rankings) {
        List<RankingSet> sets = rankings.stream().map(RankingSet::complete).toList();
        return of(
                rankings.get(0).order(),
                sets,
                IntStream.range(0, sets.size()).mapToObj(k -> 1L).toList());
    }

    /** The number of rankings. */
    public long total() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /** Whether all are complete. */
    public boolean isComplete() {
        return sets.stream().allMatch(RankingSet::isComplete);
    }

    /**
     * The places of the items in a complete observation.
     *
     * @throws IllegalStateException when it is not complete
     */
    int[] completePlaces(int set) {
        RankingSet ranking = sets.get(set);
        if (!ranking.isComplete()) {
            throw new IllegalStateException("observation " + set + " is not complete");
        }
        int[] places = new int[items];
        Arrays.setAll(places, ranking::low);
        return places;
    }
}
