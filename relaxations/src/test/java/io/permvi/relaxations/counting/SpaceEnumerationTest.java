package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpaceEnumerationTest {
    private static List<List<Integer>> all(Space space) {
        List<List<Integer>> values = new ArrayList<>();
        SpaceEnumeration.forEach(
                space, places -> values.add(Arrays.stream(places).boxed().toList()));
        return values;
    }

    /** 4!, 5 4 3, the sum over k of C(3, k) C(4, k) k!, 4^3, and the derangements of 5. */
    @Test
    void everyValueIsVisitedOnce() {
        SparsityPattern deranged = SparsityPattern.where(5, 5, (i, j) -> i != j);
        Space[] spaces = {
            MatchingSpace.permutations(4),
            MatchingSpace.within(SparsityPattern.all(3, 5)),
            MatchingSpace.partial(SparsityPattern.all(3, 4)),
            Categories.of(3, 4),
            MatchingSpace.within(deranged)
        };
        int[] sizes = {24, 60, 73, 64, 44};
        for (int s = 0; s < spaces.length; s++) {
            List<List<Integer>> values = all(spaces[s]);
            assertEquals(sizes[s], values.size());
            assertEquals(sizes[s], new HashSet<>(values).size());
            assertEquals(sizes[s], SpaceEnumeration.count(spaces[s], 1000));
            assertEquals(sizes[s], SpaceEnumeration.count(spaces[s], sizes[s]));
            assertEquals(
                    sizes[s], SpaceEnumeration.count(spaces[s], sizes[s] - 1), "one more than what may be counted");
            assertEquals(11, SpaceEnumeration.count(spaces[s], 10));
        }
        all(MatchingSpace.within(deranged)).forEach(value -> {
            for (int i = 0; i < 5; i++) {
                assertTrue(value.get(i) != i, value.toString());
            }
        });
    }

    @Test
    void theOrderIsLexicographicWithUnmatchedFirst() {
        int none = Matching.UNMATCHED;
        assertEquals(
                List.of(
                        List.of(none, none),
                        List.of(none, 0),
                        List.of(none, 1),
                        List.of(0, none),
                        List.of(0, 1),
                        List.of(1, none),
                        List.of(1, 0)),
                all(MatchingSpace.partial(SparsityPattern.all(2, 2))));
        assertEquals(List.of(List.of(0, 0), List.of(0, 1), List.of(1, 0), List.of(1, 1)), all(Categories.of(2, 2)));
    }

    @Test
    void ofSeveralSpacesTheLastChangesFirst() {
        List<String> values = new ArrayList<>();
        SpaceEnumeration.forEach(
                List.of(MatchingSpace.permutations(2), Categories.of(1, 3)),
                places -> values.add(Arrays.deepToString(places)));
        assertEquals(
                List.of(
                        "[[0, 1], [0]]",
                        "[[0, 1], [1]]",
                        "[[0, 1], [2]]",
                        "[[1, 0], [0]]",
                        "[[1, 0], [1]]",
                        "[[1, 0], [2]]"),
                values);
    }
}
