package io.permvi.examples.common;

import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.relaxations.permutation.Matching;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * What tables say of an item: its place and the next most probable ones, each with its probability.
 *
 * @param names of the places
 * @param number how a probability is written
 */
public record CandidateCells(MatchingMarginals marginals, List<String> names, DoubleFunction<Object> number) {
    private static final int CANDIDATES = 3;

    /** Six cells, empty where there is no place; the chosen one has a probability of 0 where it is none. */
    public List<Object> of(int item, int chosen) {
        boolean placed = chosen != Matching.UNMATCHED;
        List<Object> cells = new ArrayList<>();
        cells.add(placed ? names.get(chosen) : "");
        cells.add(number.apply(placed ? marginals.probability(item, chosen) : 0));
        marginals.candidates(item, CANDIDATES).stream()
                .filter(candidate -> candidate.place() != chosen)
                .limit(CANDIDATES - 1)
                .forEach(candidate -> {
                    cells.add(names.get(candidate.place()));
                    cells.add(number.apply(candidate.probability()));
                });
        while (cells.size() < 2 * CANDIDATES) {
            cells.add("");
        }
        return cells;
    }
}
