package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The Plackett-Luce distribution: places are filled from the first on, each by an item chosen among those left with
 * probability proportional to {@code exp(utility)}:
 *
 * <pre>  log p(order) = sum_k [ u(order_k) - log sum_(l &gt;= k) exp u(order_l) ].</pre>
 *
 * <p>Draws are exact: the items sorted by utility plus Gumbel noise, O(n log n). As a distribution over permutations,
 * place(i) is the rank of item i, 0 the best. Immutable. Luce 1959; Plackett 1975; Yellott 1977 for the draws.
 */
public final class PlackettLuce implements PermutationDistribution {
    private final double[] utilities;

    private PlackettLuce(double[] utilities) {
        this.utilities = utilities;
    }

    /**
     * The distribution with these utilities; adding a constant to all changes nothing.
     *
     * @param utilities one for each item; copied
     * @throws IllegalArgumentException when there is none or one is not finite
     */
    public static PlackettLuce of(double... utilities) {
        if (utilities.length == 0) {
            throw new IllegalArgumentException("Plackett-Luce needs at least one item");
        }
        for (int i = 0; i < utilities.length; i++) {
            if (!Double.isFinite(utilities[i])) {
                throw new IllegalArgumentException("utility of item " + i + " must be finite, got " + utilities[i]);
            }
        }
        return new PlackettLuce(utilities.clone());
    }

    @Override
    public int order() {
        return utilities.length;
    }

    /** The utility of item {@code i}. */
    public double utility(int i) {
        return utilities[i];
    }

    @Override
    public double logProbability(Permutation permutation) {
        if (permutation.order() != order()) {
            throw new IllegalArgumentException(
                    "permutation must have order " + order() + ", got " + permutation.order());
        }
        return logProbabilityOfOrder(permutation.inverse().places());
    }

    /**
     * The log probability that these items, among themselves, come in this order; O(length).
     *
     * @param bestFirst distinct items, all of them or some. Not modified.
     */
    public double logProbabilityOfOrder(int... bestFirst) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        double scaled = 0;
        for (int k = bestFirst.length - 1; k >= 0; k--) {
            double u = utilities[bestFirst[k]];
            if (u > largest) {
                scaled = scaled * Math.exp(largest - u) + 1;
                largest = u;
            } else {
                scaled += Math.exp(u - largest);
            }
            sum += u - largest - Math.log(scaled);
        }
        return sum;
    }

    /**
     * Adds the gradient of {@link #logProbabilityOfOrder} with respect to the utilities, times a weight; O(length).
     *
     * @param gradient one entry for each item, added to. Modified.
     */
    public void addGradient(int[] bestFirst, double weight, double[] gradient) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int item : bestFirst) {
            largest = Math.max(largest, utilities[item]);
        }
        double[] tail = new double[bestFirst.length];
        double sum = 0;
        for (int k = bestFirst.length - 1; k >= 0; k--) {
            sum += Math.exp(utilities[bestFirst[k]] - largest);
            tail[k] = sum;
        }
        double chosen = 0;
        for (int k = 0; k < bestFirst.length; k++) {
            chosen += 1 / tail[k];
            gradient[bestFirst[k]] += weight * (1 - Math.exp(utilities[bestFirst[k]] - largest) * chosen);
        }
    }

    /** One exact draw. */
    @Override
    public Permutation sample(RandomGenerator rng) {
        double[] noisy = new double[utilities.length];
        Arrays.setAll(noisy, i -> utilities[i] - Math.log(rng.nextExponential()));
        int[] places = new int[noisy.length];
        Integer[] bestFirst = new Integer[noisy.length];
        Arrays.setAll(bestFirst, i -> i);
        Arrays.sort(bestFirst, (a, b) -> Double.compare(noisy[b], noisy[a]));
        for (int k = 0; k < places.length; k++) {
            places[bestFirst[k]] = k;
        }
        return Permutation.of(places);
    }

    @Override
    public String toString() {
        return "PlackettLuce" + Arrays.toString(utilities);
    }
}
