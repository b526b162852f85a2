package io.permvi.relaxations.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RandomStreamTest {
    @Test
    void theSamePlaceHasTheSameNumbers() {
        RandomStream stream = RandomStream.of(7).named("annealing").part(3);
        DrawRandom one = stream.generator();
        DrawRandom other = RandomStream.of(7).named("annealing").part(3).generator();
        for (int k = 0; k < 10; k++) {
            assertEquals(one.nextLong(), other.nextLong());
        }
    }

    @Test
    void everyPlaceOfTheTreeHasAStreamOfItsOwn() {
        Set<Long> first = new HashSet<>();
        int places = 0;
        for (long seed : new long[] {0, 1, -1}) {
            RandomStream root = RandomStream.of(seed);
            for (String name : new String[] {"", "a", "b", "ab", "ba"}) {
                for (int part = -2; part < 100; part++) {
                    first.add(root.named(name).part(part).seed());
                    first.add(root.part(part).named(name).seed());
                    places += 2;
                }
                first.add(root.named(name).seed());
                places++;
            }
        }
        assertEquals(places, first.size());
        assertNotEquals(
                RandomStream.of(1).named("a").named("b").key(),
                RandomStream.of(1).named("ab").key());
    }

    @Test
    void aGeneratorIsPutInPlaceWithoutAllocation() {
        RandomStream stream = RandomStream.of(3).named("draws");
        DrawRandom random = stream.generator();
        random.start(stream, 4, 5);
        long value = random.nextLong();
        random.start(stream, 5, 4);
        assertNotEquals(value, random.nextLong());
        random.start(stream, 4, 5);
        assertEquals(value, random.nextLong());
        // a plain seed is the root of its tree
        random.start(RandomStream.of(9), 4, 5);
        assertEquals(DrawRandom.of(9, 4, 5).nextLong(), random.nextLong());
    }

    /** The mean of 100,000 first numbers of neighbors is within five standard errors: false alarm in 1.7 million runs. */
    @Test
    void neighborsAreUnrelated() {
        double sum = 0;
        int count = 100_000;
        RandomStream root = RandomStream.of(1).named("neighbors");
        for (int part = 0; part < count; part++) {
            sum += root.part(part).generator().nextDouble() - 0.5;
        }
        assertTrue(Math.abs(sum) < 5 * Math.sqrt(count / 12.0), "sum " + sum);
    }
}
