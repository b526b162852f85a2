package io.permvi.relaxations.permutation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SpaceTest {
    private final SparsityPattern wide = SparsityPattern.all(2, 3);
    private final SparsityPattern square = SparsityPattern.all(3, 3);
    private final SparsityPattern gap = SparsityPattern.where(2, 2, (i, j) -> i == 0);

    @Test
    void theShapeSaysWhetherPlacesStayEmpty() {
        assertEquals(MatchingSpace.permutations(3), MatchingSpace.within(square));
        assertInstanceOf(Injections.class, MatchingSpace.within(wide));
        assertEquals(3, MatchingSpace.within(wide).places());
        assertEquals(2, MatchingSpace.within(wide).items());
    }

    @Test
    void onlyPartialMatchingsLeaveItemsOut() {
        assertTrue(MatchingSpace.partial(gap).partial());
        assertFalse(MatchingSpace.within(wide).partial());
        assertFalse(MatchingSpace.within(square).partial());
        assertFalse(Categories.of(4, 2).partial());
    }

    @Test
    void mistakesAreNamed() {
        assertMessage("as many places as items, got 3 items and 2", () -> MatchingSpace.within(wide.transpose()));
        assertMessage("as many places as items, got 2 items and 3", () -> new Permutations(wide));
        assertMessage("use permutations", () -> new Injections(square));
        assertMessage("item 1 has no allowed place", () -> MatchingSpace.within(gap));
        assertMessage("item 1 has no allowed place", () -> new Categories(gap));
    }

    private static void assertMessage(String part, Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
