package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;

/**
 * Distances between permutations of n items (Diaconis 1988, chapter 6). The first four compare the places of the same
 * item, so with places as ranks they do not depend on how the items are numbered. Cayley does not depend on any
 * numbering. Ulam compares the two as sequences of places.
 */
public enum PermutationDistance {
    /** The number of pairs of items in a different order; 0 .. n (n - 1) / 2. O(n log n). */
    KENDALL {
        @Override
        long fromIdentity(int[] p) {
            // seen[k] counts the values met so far in a range that ends at k (Fenwick 1994)
            int[] seen = new int[p.length + 1];
            long inversions = 0;
            for (int i = 0; i < p.length; i++) {
                inversions += i;
                for (int k = p[i]; k > 0; k &= k - 1) {
                    inversions -= seen[k];
                }
                for (int k = p[i] + 1; k < seen.length; k += k & -k) {
                    seen[k]++;
                }
            }
            return inversions;
        }
    },
    /** The least number of transpositions between them, n minus the number of cycles; 0 .. n - 1. O(n). */
    CAYLEY {
        @Override
        long fromIdentity(int[] p) {
            boolean[] seen = new boolean[p.length];
            int cycles = 0;
            for (int i = 0; i < p.length; i++) {
                cycles += seen[i] ? 0 : 1;
                for (int k = i; !seen[k]; k = p[k]) {
                    seen[k] = true;
                }
            }
            return p.length - cycles;
        }
    },
    /** The number of items in different places; 0, 2 .. n. O(n). */
    HAMMING {
        @Override
        long cost(int difference) {
            return Math.min(difference, 1);
        }
    },
    /** The sum of |differences of places|; 0, 2 .. n^2 / 2. O(n). */
    FOOTRULE {
        @Override
        long cost(int difference) {
            return difference;
        }
    },
    /** The sum of squared differences of places; 0, 2 .. n (n^2 - 1) / 3. O(n). */
    SPEARMAN {
        @Override
        long cost(int difference) {
            return (long) difference * difference;
        }
    },
    /**
     * n minus the longest common subsequence of the two sequences place(0), place(1) .. : the least number of places to
     * take out and put back elsewhere; 0 .. n - 1. Give inverses to compare rankings as sequences of items. O(n log n).
     */
    ULAM {
        @Override
        long fromIdentity(int[] p) {
            int[] lastOfLength = new int[p.length];
            int longest = 0;
            for (int value : p) {
                int at = Arrays.binarySearch(lastOfLength, 0, longest, value);
                lastOfLength[-at - 1] = value;
                longest = Math.max(longest, -at);
            }
            return p.length - longest;
        }
    };

    /** What an item adds whose places differ by so much, where the distance is a sum over items. */
    long cost(int difference) {
        throw new IllegalArgumentException(this + " is no sum over items");
    }

    /** Whether it is a sum of costs of the places of single items. */
    boolean isByPlaces() {
        return this == HAMMING || this == FOOTRULE || this == SPEARMAN;
    }

    /** Whether sums of it over rankings are sums of costs of places or of pairs. */
    boolean hasCosts() {
        return isByPlaces() || this == KENDALL;
    }

    /** The distance of the permutation with these places from the identity. */
    long fromIdentity(int[] p) {
        long sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += cost(Math.abs(p[i] - i));
        }
        return sum;
    }

    /**
     * The distance between two permutations.
     *
     * @throws IllegalArgumentException when the orders differ
     */
    public long between(Permutation a, Permutation b) {
        return fromIdentity(relative(a, b).places());
    }

    /** The permutation whose distance from the identity is that between a and b. */
    Permutation relative(Permutation a, Permutation b) {
        return this == ULAM ? a.then(b.inverse()) : b.inverse().then(a);
    }

    /** The permutation at this relative position from a center: the inverse of {@link #relative}. */
    Permutation from(Permutation center, Permutation relative) {
        return this == ULAM ? relative.then(center) : center.then(relative);
    }
}
