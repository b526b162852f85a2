package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.counting.SpaceEnumeration;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SequentialSearchTest {
    private final RandomGenerator rng = new SplittableRandom(3);

    private static List<MatchingSpace> spaces() {
        return List.of(
                MatchingSpace.permutations(4),
                MatchingSpace.within(SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) <= 1)),
                MatchingSpace.within(SparsityPattern.all(2, 4)),
                MatchingSpace.partial(SparsityPattern.where(3, 3, (i, j) -> i + j != 4)));
    }

    private static List<int[]> sorted(SequentialMatching matching, double[] parameters) {
        List<int[]> all = new ArrayList<>();
        SpaceEnumeration.forEach(matching.latent().space(), places -> all.add(places.clone()));
        DiscreteFactor.Pass pass = matching.newPass();
        all.sort(Comparator.comparingDouble(places -> -pass.logProbability(parameters, 0, places)));
        return all;
    }

    @Test
    void aWideBeamFindsTheMostProbable() {
        for (MatchingSpace space : spaces()) {
            for (int components : new int[] {1, 3}) {
                SequentialMatching matching =
                        new SequentialMatching(new MatchingLatent("x", space)).withComponents(components);
                double[] parameters =
                        rng.doubles(matching.parameterCount(), -2, 2).toArray();
                List<int[]> all = sorted(matching, parameters);
                SequentialSearch.Found found = new SequentialSearch(matching).mostProbable(parameters, 0, all.size());
                assertTrue(found.certain());
                assertEquals(all.size(), found.leaves().size());
                DiscreteFactor.Pass pass = matching.newPass();
                for (int k = 0; k < all.size(); k++) {
                    SequentialSearch.Leaf leaf = found.leaves().get(k);
                    double expected = pass.logProbability(parameters, 0, all.get(k));
                    assertEquals(expected, leaf.logProbability(), 1e-12);
                    assertEquals(expected, pass.logProbability(parameters, 0, leaf.places()), 1e-12);
                }
            }
        }
    }

    @Test
    void whatANarrowBeamIsCertainOfIsRight() {
        SequentialMatching matching = new SequentialMatching(new MatchingLatent("x", 5));
        int certain = 0;
        for (int trial = 0; trial < 100; trial++) {
            double[] parameters = rng.doubles(25, -2, 2).toArray();
            SequentialSearch.Found found = new SequentialSearch(matching).mostProbable(parameters, 0, 8);
            if (found.certain()) {
                certain++;
                List<int[]> all = sorted(matching, parameters);
                DiscreteFactor.Pass pass = matching.newPass();
                for (int k = 0; k < 8; k++) {
                    assertEquals(
                            pass.logProbability(parameters, 0, all.get(k)),
                            found.leaves().get(k).logProbability(),
                            1e-12);
                }
            }
        }
        assertTrue(certain > 5, certain + " of 100 are certain");
    }

    /** The first is a draw and the second one among the others: shares within five standard errors. */
    @Test
    void distinctDrawsAreDrawsWithoutReplacement() {
        SequentialMatching matching = new SequentialMatching(new MatchingLatent("x", 3));
        double[] parameters = {0.5, -0.4, 0.2, 0.9, 0, -1, 0.3, 0.3, 0.1};
        List<int[]> all = sorted(matching, parameters);
        DiscreteFactor.Pass pass = matching.newPass();
        double[] q = all.stream()
                .mapToDouble(places -> Math.exp(pass.logProbability(parameters, 0, places)))
                .toArray();
        int draws = 20_000;
        double[][] share = new double[6][6];
        for (int s = 0; s < draws; s++) {
            List<SequentialSearch.Leaf> leaves = new SequentialSearch(matching).distinct(parameters, 0, 2, rng);
            share[index(all, leaves.get(0))][index(all, leaves.get(1))] += 1.0 / draws;
        }
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b < 6; b++) {
                double expected = a == b ? 0 : q[a] * q[b] / (1 - q[a]);
                assertEquals(expected, share[a][b], 5 * Math.sqrt(expected / draws) + 1e-12);
            }
        }
    }

    private static int index(List<int[]> all, SequentialSearch.Leaf leaf) {
        for (int k = 0; k < all.size(); k++) {
            if (Arrays.equals(all.get(k), leaf.places())) {
                return k;
            }
        }
        throw new AssertionError("no matching: " + Arrays.toString(leaf.places()));
    }

    @Test
    void moreThanThereAreAreAll() {
        SequentialMatching matching = new SequentialMatching(new MatchingLatent("x", 3));
        List<SequentialSearch.Leaf> leaves = new SequentialSearch(matching).distinct(new double[9], 0, 10, rng);
        Set<String> different = new HashSet<>();
        leaves.forEach(leaf -> different.add(Arrays.toString(leaf.places())));
        assertEquals(6, different.size());
        assertThrows(
                IllegalArgumentException.class, () -> new SequentialSearch(matching).mostProbable(new double[9], 0, 0));
    }
}
