package io.permvi.relaxations.ranking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A Plackett-Luce distribution fitted by maximum likelihood to full or partial orders, by Newton's method; the log
 * likelihood is concave in the utilities. Cost a few times O(orders length^3 + items^3).
 *
 * @param model the fitted distribution, its utilities of mean zero
 * @param logLikelihood of all the data
 * @param gradientNorm the largest entry of the gradient at the end, relative to the number of choices
 */
public record PlackettLuceFit(PlackettLuce model, double logLikelihood, double gradientNorm) {
    /**
     * Fits the utilities.
     *
     * @param items how many there are
     * @param orders each lists distinct items, the best first; those that an order leaves out took no part in it
     * @param counts how often each order occurs, above 0
     * @throws IllegalArgumentException when data and counts do not fit, an order names an item twice or one that is out of
     *     range, a count is not above 0 and finite, or the maximum is not finite because some
     *     items never lost to the rest (Ford 1957): the message names them
     */
    public static PlackettLuceFit of(int items, List<int[]> orders, double[] counts) {
        if (orders.size() != counts.length || orders.isEmpty()) {
            throw new IllegalArgumentException(
                    "a fit needs orders and a count for each, got " + orders.size() + " and " + counts.length);
        }
        requireData(items, orders, counts);
        requireFiniteMaximum(items, orders);
        List<Choice> choices = new ArrayList<>();
        for (int k = 0; k < counts.length; k++) {
            List<int[]> single = Arrays.stream(orders.get(k))
                    .mapToObj(item -> new int[] {item})
                    .toList();
            choices.addAll(Choice.ofRanking(single, new int[0], counts[k]));
        }
        if (choices.isEmpty()) {
            return new PlackettLuceFit(PlackettLuce.of(new double[items]), 0, 0);
        }
        TiedPlackettLuce.Fit fit =
                TiedPlackettLuce.of(items, 1, Double.POSITIVE_INFINITY).fit(choices);
        double mean = Arrays.stream(fit.logWorths()).average().orElse(0);
        double[] utilities = Arrays.stream(fit.logWorths()).map(u -> u - mean).toArray();
        return new PlackettLuceFit(PlackettLuce.of(utilities), fit.logLikelihood(), fit.gradientNorm());
    }

    private static void requireData(int items, List<int[]> orders, double[] counts) {
        if (items < 1) {
            throw new IllegalArgumentException("orders need at least one item, got " + items);
        }
        for (int k = 0; k < counts.length; k++) {
            if (!(counts[k] > 0 && counts[k] < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the count of order " + k + " must be above 0 and finite, got " + counts[k]);
            }
            PlackettLuce.requireOrder(orders.get(k), items);
        }
    }

    /** Every item must beat every other through some chain of orders. */
    private static void requireFiniteMaximum(int items, List<int[]> orders) {
        List<List<Integer>> beats = new ArrayList<>();
        List<List<Integer>> loses = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            beats.add(new ArrayList<>());
            loses.add(new ArrayList<>());
        }
        for (int[] order : orders) {
            // neighbors are enough: the others follow by chains
            for (int k = 1; k < order.length; k++) {
                beats.get(order[k - 1]).add(order[k]);
                loses.get(order[k]).add(order[k - 1]);
            }
        }
        requireAllReached(items, beats, "is never beaten by the others");
        requireAllReached(items, loses, "never beats the others");
    }

    private static void requireAllReached(int items, List<List<Integer>> next, String fault) {
        boolean[] seen = new boolean[items];
        Deque<Integer> open = new ArrayDeque<>(List.of(0));
        seen[0] = true;
        while (!open.isEmpty()) {
            for (int other : next.get(open.pop())) {
                if (!seen[other]) {
                    seen[other] = true;
                    open.push(other);
                }
            }
        }
        List<Integer> unreached = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            if (!seen[i]) {
                unreached.add(i);
            }
        }
        if (!unreached.isEmpty()) {
            throw new IllegalArgumentException("Plackett-Luce has no finite maximum likelihood: the group of items "
                    + unreached + " " + fault + "; drop these items or the orders that involve them");
        }
    }
}
