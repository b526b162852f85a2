package io.permvi.relaxations.ranking;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;

/**
 * Exact sums {@code sum_P exp(-theta D(P))} over all n! rankings, their marginals and draws, by sums over the 2^n sets of
 * the items placed first. Every sum is kept relative to the best ranking of its set, so it is at least one whatever
 * theta and the number of rankings, and costs are whole numbers, so exponentials come from a table. O(2^n n) a
 * pass, 2^n numbers four times.
 */
final class SubsetSums {
    /** The largest order: 2^20 sets. */
    static final int LARGEST = 20;

    /** A term this many nats below the best is below the last digit of a sum of 20! terms. */
    private static final double NEGLIGIBLE = 90;

    private static final int LEAST_BITS = 10;

    private final StepCosts costs;
    private final int n;
    private final int full;
    private final long[] least;
    private final long[] leastAfter;
    private final double[] sums;
    private final double[] rest;
    private double[] fine = {};
    private double[] coarse = {};
    private int bits;
    private long cut;
    private double theta;

    SubsetSums(StepCosts costs) {
        this.costs = costs;
        n = costs.items;
        if (n > LARGEST) {
            throw new IllegalArgumentException("sums over subsets serve up to " + LARGEST + " items, got " + n);
        }
        full = (1 << n) - 1;
        least = new long[full + 1];
        leastAfter = new long[full + 1];
        sums = new double[full + 1];
        rest = new double[full + 1];
        findLeast();
    }

    private void findLeast() {
        Arrays.fill(least, 1, full + 1, Long.MAX_VALUE);
        for (int set = 0; set < full; set++) {
            int place = Integer.bitCount(set);
            for (int free = full ^ set; free != 0; free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                int next = set | (1 << j);
                least[next] = Math.min(least[next], least[set] + costs.cost(j, set, place));
            }
        }
        for (int set = full - 1; set >= 0; set--) {
            int place = Integer.bitCount(set);
            long best = Long.MAX_VALUE;
            for (int free = full ^ set; free != 0; free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                best = Math.min(best, costs.cost(j, set, place) + leastAfter[set | (1 << j)]);
            }
            leastAfter[set] = best;
        }
    }

    /** The least total distance of a ranking. */
    long leastTotal() {
        return least[full];
    }

    /** Sums over the sets for one theta; returns the log of the sum over all rankings. */
    double run(double newTheta) {
        setTheta(newTheta);
        sums[0] = 1;
        for (int set = 1; set <= full; set++) {
            int place = Integer.bitCount(set) - 1;
            long base = least[set];
            double sum = 0;
            for (int left = set; left != 0; left &= left - 1) {
                int j = Integer.numberOfTrailingZeros(left);
                int before = set ^ (1 << j);
                long gap = least[before] + costs.cost(j, before, place) - base;
                if (gap < cut) {
                    sum += sums[before] * power(gap);
                }
            }
            sums[set] = sum;
        }
        return Math.log(sums[full]) - theta * least[full];
    }

    private void setTheta(double newTheta) {
        theta = newTheta;
        cut = (long) Math.min(costs.most() + 1, Math.ceil(NEGLIGIBLE / Math.max(theta, 1e-300))) + 1;
        bits = Math.max(LEAST_BITS, (Long.SIZE - Long.numberOfLeadingZeros(cut)) / 2);
        fine = new double[1 << bits];
        coarse = new double[(int) (cut >> bits) + 1];
        Arrays.setAll(coarse, k -> Math.exp(-theta * ((long) k << bits)));
        Arrays.setAll(fine, k -> Math.exp(-theta * k));
    }

    /** exp(-theta gap). */
    private double power(long gap) {
        return coarse[(int) (gap >> bits)] * fine[(int) (gap & (fine.length - 1))];
    }

    /** Told the probability that an item comes right behind a set of items. */
    interface Steps {
        void add(int item, int set, double probability);
    }

    /**
     * Adds a weight times the probability of each item at each place, and of each item before each other, after {@link
     * #run}.
     *
     * @param places n by n. Modified.
     * @param before n by n. Modified.
     */
    void addMarginals(double weight, DMatrixRMaj places, DMatrixRMaj before) {
        addMarginals(weight, places, before, (item, set, probability) -> {});
    }

    void addMarginals(double weight, DMatrixRMaj places, DMatrixRMaj before, Steps steps) {
        int half = n / 2;
        double[][] low = new double[n][1 << half];
        double[][] high = new double[n][1 << (n - half)];
        rest[full] = 1;
        for (int set = full - 1; set >= 0; set--) {
            int place = Integer.bitCount(set);
            double sum = 0;
            for (int free = full ^ set; free != 0; free &= free - 1) {
                int j = Integer.numberOfTrailingZeros(free);
                int next = set | (1 << j);
                long onward = costs.cost(j, set, place) + leastAfter[next];
                long gap = onward - leastAfter[set];
                sum += gap < cut ? rest[next] * power(gap) : 0;
                long total = least[set] + onward - least[full];
                if (total < cut) {
                    double p = weight * sums[set] * rest[next] * power(total) / sums[full];
                    places.data[j * n + place] += p;
                    steps.add(j, set, p);
                    low[j][set & ((1 << half) - 1)] += p;
                    high[j][set >>> half] += p;
                }
            }
            rest[set] = sum;
        }
        addBefore(low, 0, before);
        addBefore(high, half, before);
    }

    /** An item whose bit is set when another is placed stands before it. */
    private void addBefore(double[][] byHalf, int shift, DMatrixRMaj before) {
        for (int j = 0; j < n; j++) {
            for (int set = 1; set < byHalf[j].length; set++) {
                for (int left = set; left != 0; left &= left - 1) {
                    int i = Integer.numberOfTrailingZeros(left) + shift;
                    before.data[i * n + j] += byHalf[j][set];
                }
            }
        }
    }

    /** A ranking of least total distance, by the places of the items. */
    int[] best() {
        return backward((set, j, gap) -> gap == 0 ? 1 : 0, 0.5);
    }

    /** An exact draw at the theta of the last {@link #run}: the places of the items. */
    int[] sample(RandomGenerator rng) {
        int[] places = new int[n];
        int set = full;
        while (set != 0) {
            double left = rng.nextDouble() * sums[set];
            set = stepBack(set, left, places, (from, j, gap) -> gap < cut ? sums[from] * power(gap) : 0);
        }
        return places;
    }

    /** The weight of having placed an item last, in front of it a set. */
    private interface StepWeight {
        double of(int set, int item, long gap);
    }

    private int[] backward(StepWeight weight, double left) {
        int[] places = new int[n];
        int set = full;
        while (set != 0) {
            set = stepBack(set, left, places, weight);
        }
        return places;
    }

    private int stepBack(int set, double drawn, int[] places, StepWeight weight) {
        int place = Integer.bitCount(set) - 1;
        double left = drawn;
        int chosen = -1;
        for (int items = set; items != 0 && left >= 0; items &= items - 1) {
            int j = Integer.numberOfTrailingZeros(items);
            int before = set ^ (1 << j);
            double w = weight.of(before, j, least[before] + costs.cost(j, before, place) - least[set]);
            if (w > 0) {
                left -= w;
                chosen = j;
            }
        }
        places[chosen] = place;
        return set ^ (1 << chosen);
    }
}
