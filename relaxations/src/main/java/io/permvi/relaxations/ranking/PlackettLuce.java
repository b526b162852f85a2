package io.permvi.relaxations.ranking;

import io.permvi.relaxations.linalg.LogSumExp;
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
        return logProbability(utilities, permutation.inverse().places());
    }

    /**
     * The log probability that these items, among themselves, come in this order; O(length).
     *
     * @param bestFirst distinct items, all of them or some. Not modified.
     * @throws IllegalArgumentException when an item is out of range or named twice
     */
    public double logProbabilityOfOrder(int... bestFirst) {
        requireOrder(bestFirst, order());
        return logProbability(utilities, bestFirst);
    }

    /**
     * Adds the gradient of {@link #logProbabilityOfOrder} with respect to the utilities, times a weight; O(length).
     *
     * @param gradient one entry for each item, added to. Modified.
     * @throws IllegalArgumentException when an item is out of range or named twice
     */
    public void addGradient(int[] bestFirst, double weight, double[] gradient) {
        requireOrder(bestFirst, order());
        addGradient(utilities, bestFirst, weight, gradient);
    }

    static void requireOrder(int[] bestFirst, int items) {
        boolean[] seen = new boolean[items];
        for (int item : bestFirst) {
            if (item < 0 || item >= items || seen[item]) {
                throw new IllegalArgumentException("an order must name distinct items in 0.." + (items - 1) + ", got "
                        + item + (item < 0 || item >= items ? "" : " twice") + " in " + Arrays.toString(bestFirst));
            }
            seen[item] = true;
        }
    }

    static double logProbability(double[] utilities, int[] bestFirst) {
        double[] logTails = logTails(utilities, bestFirst);
        double sum = 0;
        for (int k = 0; k < bestFirst.length; k++) {
            sum += utilities[bestFirst[k]] - logTails[k];
        }
        return sum;
    }

    static void addGradient(double[] utilities, int[] bestFirst, double weight, double[] gradient) {
        double[] logTails = logTails(utilities, bestFirst);
        double logChosen = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < bestFirst.length; k++) {
            logChosen = LogSumExp.add(logChosen, -logTails[k]);
            gradient[bestFirst[k]] += weight * (1 - Math.exp(utilities[bestFirst[k]] + logChosen));
        }
    }

    /** The log sums of what is left at each choice, {@code log sum_(l >= k) exp u(order_l)}. */
    static double[] logTails(double[] utilities, int[] bestFirst) {
        double[] logTails = new double[bestFirst.length];
        double logTail = Double.NEGATIVE_INFINITY;
        for (int k = bestFirst.length - 1; k >= 0; k--) {
            logTail = LogSumExp.add(logTail, utilities[bestFirst[k]]);
            logTails[k] = logTail;
        }
        return logTails;
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
