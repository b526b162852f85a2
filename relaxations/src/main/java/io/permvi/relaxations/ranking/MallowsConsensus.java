package io.permvi.relaxations.ranking;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;

/** The permutation with the least total distance to weighted data. */
final class MallowsConsensus {
    private static final int LARGEST_SUBSETS = 20;
    private static final int LARGEST_ENUMERATION = 8;

    private MallowsConsensus() {}

    record Center(Permutation permutation, double totalDistance, boolean exact) {}

    static Center of(PermutationDistance distance, List<Permutation> data, double[] counts) {
        int n = data.get(0).order();
        return switch (distance) {
            case FOOTRULE, SPEARMAN, HAMMING -> exact(distance, byAssignment(distance, data, counts), data, counts);
            case KENDALL ->
                n <= LARGEST_SUBSETS
                        ? exact(distance, bySubsets(data, counts), data, counts)
                        : byLocalSearch(distance, data, counts);
            case CAYLEY, ULAM ->
                n <= LARGEST_ENUMERATION
                        ? byEnumeration(distance, data, counts)
                        : byLocalSearch(distance, data, counts);
        };
    }

    private static Center exact(
            PermutationDistance distance, Permutation center, List<Permutation> data, double[] counts) {
        return new Center(center, total(distance, center, data, counts), true);
    }

    static double total(PermutationDistance distance, Permutation center, List<Permutation> data, double[] counts) {
        double sum = 0;
        for (int k = 0; k < counts.length; k++) {
            sum += counts[k] * distance.between(data.get(k), center);
        }
        return sum;
    }

    private static Permutation byAssignment(PermutationDistance distance, List<Permutation> data, double[] counts) {
        int n = data.get(0).order();
        DMatrixRMaj score = new DMatrixRMaj(n, n);
        for (int k = 0; k < counts.length; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    score.data[i * n + j] -=
                            counts[k] * cost(distance, data.get(k).place(i) - j);
                }
            }
        }
        return LinearAssignment.best(score);
    }

    private static double cost(PermutationDistance distance, int difference) {
        return switch (distance) {
            case FOOTRULE -> Math.abs(difference);
            case SPEARMAN -> (double) difference * difference;
            default -> difference == 0 ? 0 : 1;
        };
    }

    /** least[S] = the least weight of disagreeing pairs when the items of S come first, in the best order. */
    private static Permutation bySubsets(List<Permutation> data, double[] counts) {
        int n = data.get(0).order();
        double[][] disagreement = disagreement(data, counts, n);
        double[] least = new double[1 << n];
        byte[] last = new byte[1 << n];
        Arrays.fill(least, Double.POSITIVE_INFINITY);
        least[0] = 0;
        for (int set = 1; set < least.length; set++) {
            for (int left = set; left != 0; left &= left - 1) {
                int i = Integer.numberOfTrailingZeros(left);
                int before = set & ~(1 << i);
                double cost = least[before];
                for (int rest = before; rest != 0 && cost < least[set]; rest &= rest - 1) {
                    cost += disagreement[Integer.numberOfTrailingZeros(rest)][i];
                }
                if (cost < least[set]) {
                    least[set] = cost;
                    last[set] = (byte) i;
                }
            }
        }
        int[] places = new int[n];
        int set = least.length - 1;
        for (int place = n - 1; place >= 0; place--) {
            places[last[set]] = place;
            set &= ~(1 << last[set]);
        }
        return Permutation.of(places);
    }

    /** disagreement[a][b]: the weight of the data in which b comes before a. */
    private static double[][] disagreement(List<Permutation> data, double[] counts, int n) {
        double[][] weight = new double[n][n];
        for (int k = 0; k < counts.length; k++) {
            for (int a = 0; a < n; a++) {
                for (int b = 0; b < n; b++) {
                    weight[a][b] += data.get(k).place(b) < data.get(k).place(a) ? counts[k] : 0;
                }
            }
        }
        return weight;
    }

    private static Center byEnumeration(PermutationDistance distance, List<Permutation> data, double[] counts) {
        PermutationEnumeration all = new PermutationEnumeration(data.get(0).order());
        Permutation best = all.permutation(0);
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < all.size(); k++) {
            Permutation candidate = all.permutation(k);
            double sum = total(distance, candidate, data, counts);
            if (sum < least) {
                least = sum;
                best = candidate;
            }
        }
        return new Center(best, least, true);
    }

    /** From the best of the data: the best exchange of two places, or move of one, until none helps. */
    private static Center byLocalSearch(PermutationDistance distance, List<Permutation> data, double[] counts) {
        Permutation best = data.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (Permutation candidate : data) {
            double sum = total(distance, candidate, data, counts);
            if (sum < least) {
                least = sum;
                best = candidate;
            }
        }
        int n = best.order();
        boolean improved = true;
        while (improved) {
            improved = false;
            int[] places = best.places();
            for (int k = 0; k < 2 * n * n; k++) {
                int[] changed = k < n * n ? exchanged(places, k / n, k % n) : moved(places, k / n - n, k % n);
                Permutation candidate = Permutation.of(changed);
                double sum = total(distance, candidate, data, counts);
                if (sum < least) {
                    least = sum;
                    best = candidate;
                    improved = true;
                }
            }
        }
        return new Center(best, least, false);
    }

    private static int[] exchanged(int[] places, int a, int b) {
        int[] changed = places.clone();
        changed[a] = places[b];
        changed[b] = places[a];
        return changed;
    }

    /** The item at place {@code from} goes to place {@code to}; those between close the gap. */
    private static int[] moved(int[] places, int from, int to) {
        int[] changed = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            int place = places[i];
            if (place == from) {
                changed[i] = to;
            } else if (place > from && place <= to) {
                changed[i] = place - 1;
            } else if (place < from && place >= to) {
                changed[i] = place + 1;
            } else {
                changed[i] = place;
            }
        }
        return changed;
    }
}
