package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a match before it is made: pairs that are fixed, and sides that nodes keep to.
 *
 * @param seeds the node of the second network for each node of the first that is fixed
 * @param sidesA of each node of the first network, or empty
 * @param sidesB of each node of the second, or empty
 */
public record Known(Map<Integer, Integer> seeds, List<String> sidesA, List<String> sidesB) {

    /**
     * Copies, and compares seeds with sides.
     *
     * @throws InputException when a seed contradicts the sides, or a side has more nodes in the first network
     */
    public Known {
        seeds = Map.copyOf(seeds);
        sidesA = List.copyOf(sidesA);
        sidesB = List.copyOf(sidesB);
        if (sidesA.isEmpty() || sidesB.isEmpty()) {
            sidesA = List.of();
            sidesB = List.of();
        }
        requireSides(seeds, sidesA, sidesB);
    }

    private static void requireSides(Map<Integer, Integer> seeds, List<String> sidesA, List<String> sidesB) {
        for (Map.Entry<Integer, Integer> seed :
                sidesA.isEmpty() ? Set.<Map.Entry<Integer, Integer>>of() : seeds.entrySet()) {
            String first = sidesA.get(seed.getKey());
            String second = sidesB.get(seed.getValue());
            if (!first.equals(second)) {
                throw new InputException("the seed of nodes " + seed.getKey() + " and " + seed.getValue()
                        + " is of side " + first + " in one network and " + second + " in the other");
            }
        }
        for (String side : new HashSet<>(sidesA)) {
            long ofA = sidesA.stream().filter(side::equals).count();
            long ofB = sidesB.stream().filter(side::equals).count();
            if (ofA > ofB) {
                throw new InputException("side '" + side + "' has " + ofA + " nodes in the first network and " + ofB
                        + " in the second: not all can be matched");
            }
        }
    }

    /** Nothing. */
    public static Known nothing() {
        return ofSeeds(Map.of());
    }

    /** Pairs alone. */
    public static Known ofSeeds(Map<Integer, Integer> seeds) {
        return new Known(seeds, List.of(), List.of());
    }

    /** The same without the seeds of some nodes. */
    Known without(Set<Integer> released) {
        Map<Integer, Integer> kept = new HashMap<>(seeds);
        kept.keySet().removeAll(released);
        return new Known(kept, sidesA, sidesB);
    }

    /** Which of m nodes may be which of n, or at one of some more places, that are for those without a partner. */
    SparsityPattern allowed(int m, int n, int apart) {
        if (seeds.isEmpty() && sidesA.isEmpty()) {
            return SparsityPattern.all(m, n + apart);
        }
        int[] seed = new int[m];
        boolean[] taken = new boolean[n];
        for (int i = 0; i < m; i++) {
            seed[i] = seeds.getOrDefault(i, -1);
            if (seed[i] >= 0) {
                taken[seed[i]] = true;
            }
        }
        return SparsityPattern.where(
                m,
                n + apart,
                (i, k) -> seed[i] >= 0
                        ? seed[i] == k
                        : k >= n
                                || !taken[k]
                                        && (sidesA.isEmpty() || sidesA.get(i).equals(sidesB.get(k))));
    }
}
