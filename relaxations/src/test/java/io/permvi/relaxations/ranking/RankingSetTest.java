package io.permvi.relaxations.ranking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.random.DrawRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingSetTest {
    private static long size(RankingSet set) {
        return new PermutationEnumeration(set.order())
                .stream().filter(p -> set.allows(p.places())).count();
    }

    private static int[] items(int... items) {
        return items;
    }

    @Test
    void countsTheRankingsThatAgree() {
        assertEquals(1, size(RankingSet.complete(Permutation.of(2, 0, 1))));
        assertEquals(6, size(RankingSet.groups(5, List.of(items(3), items(1)), true)), "the first two of five");
        assertEquals(60, size(RankingSet.groups(5, List.of(items(3), items(1)), false)), "one pair of five");
        assertEquals(4, size(RankingSet.groups(4, List.of(items(0, 2), items(1, 3)), true)), "two ties");
        assertEquals(2, size(RankingSet.places(-1, 2, -1, 0)), "two blanks");
        assertTrue(RankingSet.places(-1, 2, 1, 0).isComplete(), "one blank");
        assertEquals(20, size(RankingSet.pairs(5, List.of(items(0, 1), items(1, 2)))), "a chain of three");
    }

    @Test
    void anyRankingAgrees() {
        DrawRandom random = DrawRandom.of(1, 0, 0);
        List<RankingSet> sets = List.of(
                RankingSet.groups(6, List.of(items(3), items(1, 2)), true),
                RankingSet.groups(6, List.of(items(3, 5), items(1, 2), items(0)), false),
                RankingSet.places(-1, 2, -1, 0, -1, -1),
                RankingSet.pairs(6, List.of(items(5, 0), items(0, 4), items(4, 2), items(1, 2))));
        for (RankingSet set : sets) {
            for (int k = 0; k < 50; k++) {
                assertTrue(set.allows(set.any(random).places()), set.toString());
            }
        }
        assertFalse(sets.get(3).allows(0, 1, 2, 3, 4, 5));
    }

    @Test
    void refusesWhatNoRankingAgreesWith() {
        assertThrows(
                IllegalArgumentException.class,
                () -> RankingSet.pairs(3, List.of(items(0, 1), items(1, 2), items(2, 0))));
        assertThrows(IllegalArgumentException.class, () -> RankingSet.groups(3, List.of(items(0), items(0)), true));
        assertThrows(IllegalArgumentException.class, () -> RankingSet.places(0, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> RankingSet.places(3, 0, -1));
        assertThrows(IllegalArgumentException.class, () -> RankingSet.groups(3, List.of(items(3)), true));
    }

    @Test
    void equalObservationsAreJoined() {
        RankingSet a = RankingSet.groups(3, List.of(items(1), items(0)), true);
        RankingSet b = RankingSet.complete(Permutation.of(1, 0, 2));
        RankingData data = RankingData.of(3, List.of(a, b), List.of(2L, 3L));
        assertEquals(List.of(5L), data.counts());
        assertEquals(5, data.total());
        assertThrows(IllegalArgumentException.class, () -> new RankingData(3, List.of(a), List.of(0L)));
        assertThrows(IllegalArgumentException.class, () -> new RankingData(4, List.of(a), List.of(1L)));
    }
}
