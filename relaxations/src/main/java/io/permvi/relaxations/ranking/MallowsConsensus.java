package io.permvi.relaxations.ranking;

import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.counting.PermutationEnumeration;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.ejml.data.DMatrixRMaj;

/** The permutation with the least total distance to weighted data. */
final class MallowsConsensus {
    private static final int LARGEST_ENUMERATION = 8;
    /** Weights are rounded to this share of their sum before sums over subsets. */
    private static final double FINENESS = 0x1p-40;

    private final PermutationDistance distance;
    private final List<Permutation> data;
    private final double[] counts;
    private final int n;

    private MallowsConsensus(PermutationDistance distance, List<Permutation> data, double[] counts) {
        this.distance = distance;
        this.data = data;
        this.counts = counts;
        n = data.get(0).order();
    }

    record Center(Permutation permutation, double totalDistance, boolean exact) {}

    static Center of(PermutationDistance distance, List<Permutation> data, double[] counts) {
        return new MallowsConsensus(distance, data, counts).center();
    }

    private Center center() {
        boolean pairs = distance == PermutationDistance.KENDALL;
        boolean exact = distance.isByPlaces() || n <= (pairs ? SubsetSums.LARGEST : LARGEST_ENUMERATION);
        PermutationEnumeration all = new PermutationEnumeration(exact && !distance.hasCosts() ? n : 1);
        Permutation best = !exact
                ? byLocalSearch()
                : distance.hasCosts()
                        ? byCosts()
                        : best(IntStream.range(0, all.size()).mapToObj(all::permutation));
        return new Center(best, total(best), exact);
    }

    static double total(PermutationDistance distance, Permutation center, List<Permutation> data, double[] counts) {
        return new MallowsConsensus(distance, data, counts).total(center);
    }

    private double total(Permutation center) {
        double sum = 0;
        for (int k = 0; k < counts.length; k++) {
            sum += counts[k] * distance.between(data.get(k), center);
        }
        return sum;
    }

    /** By an assignment of places, or by sums over the sets of the items placed first. */
    private Permutation byCosts() {
        TotalDistance totals = new TotalDistance(distance, n);
        for (int k = 0; k < counts.length; k++) {
            totals.add(data.get(k).places(), counts[k]);
        }
        if (distance == PermutationDistance.KENDALL) {
            double weight = Arrays.stream(counts).sum();
            boolean whole = Arrays.stream(counts).allMatch(c -> c == Math.rint(c));
            double scale = whole ? 1 : 1 / (FINENESS * weight);
            return Permutation.of(new SubsetSums(StepCosts.of(distance, totals, scale)).best());
        }
        DMatrixRMaj score = new DMatrixRMaj(totals.table());
        for (int at = 0; at < score.data.length; at++) {
            score.data[at] = -score.data[at];
        }
        return LinearAssignment.best(score);
    }

    private Permutation best(Stream<Permutation> candidates) {
        return candidates.min(Comparator.comparingDouble(this::total)).orElseThrow();
    }

    /** From the best of the data: the best exchange of two places, or move of one, until none helps. */
    private Permutation byLocalSearch() {
        Permutation now = best(data.stream());
        for (Permutation next = best(neighbors(now)); total(next) < total(now); next = best(neighbors(now))) {
            now = next;
        }
        return now;
    }

    private Stream<Permutation> neighbors(Permutation center) {
        int[] places = center.places();
        return IntStream.range(0, 2 * n * n)
                .mapToObj(k -> k < n * n ? exchanged(places, k / n, k % n) : moved(places, k / n - n, k % n))
                .map(Permutation::of);
    }

    private static int[] exchanged(int[] places, int a, int b) {
        int[] changed = places.clone();
        changed[a] = places[b];
        changed[b] = places[a];
        return changed;
    }

    /** The item at place {@code from} goes to place {@code to}; those between close the gap. */
    private static int[] moved(int[] places, int from, int to) {
        return Arrays.stream(places)
                .map(place -> place == from
                        ? to
                        : place > from && place <= to ? place - 1 : place < from && place >= to ? place + 1 : place)
                .toArray();
    }
}
