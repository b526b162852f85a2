package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.List;

/**
 * A Mallows distribution fitted by maximum likelihood: the center has the least total distance to the data, and theta
 * makes the expected distance equal to the mean one.
 *
 * @param model the fitted distribution; theta is 0 when the data lie no closer to the center than uniform draws
 * @param totalDistance from the center to all the data
 * @param meanLogLikelihood of one permutation of the data
 * @param exactCenter whether no center is better for certain; otherwise it is the best that local search found
 */
public record MallowsFit(Mallows model, double totalDistance, double meanLogLikelihood, boolean exactCenter) {
    /**
     * Fits center and theta. The center is exact for Kendall up to order 20 (dynamic programming over subsets, 2^n n),
     * for footrule, Spearman and Hamming at every order (linear assignment) and for Cayley and Ulam up to order 8 (all
     * are tried); otherwise exchanges and moves improve the best of the data.
     *
     * @param data at least one permutation, all of the same order
     * @param counts how often each occurs, above 0
     * @throws IllegalArgumentException when data and counts do not fit, all data are equal (no finite theta), or the
     *     order is too large for an exact normalizer
     */
    public static MallowsFit of(PermutationDistance distance, List<Permutation> data, double[] counts) {
        double total = requireData(data, counts);
        MallowsConsensus.Center center = MallowsConsensus.of(distance, data, counts);
        if (center.totalDistance() == 0) {
            throw new IllegalArgumentException("all rankings are equal, so theta has no finite maximum");
        }
        double mean = center.totalDistance() / total;
        double theta = Mallows.thetaAt(distance, center.permutation().order(), mean);
        Mallows model = Mallows.of(distance, center.permutation(), theta);
        return new MallowsFit(model, center.totalDistance(), -theta * mean - model.logNormalizer(), center.exact());
    }

    /**
     * The permutation with the least total distance to the data, as {@link #of} finds it.
     *
     * @throws IllegalArgumentException when data and counts do not fit
     */
    public static Permutation consensus(PermutationDistance distance, List<Permutation> data, double[] counts) {
        requireData(data, counts);
        return MallowsConsensus.of(distance, data, counts).permutation();
    }

    private static double requireData(List<Permutation> data, double[] counts) {
        if (data.isEmpty() || data.size() != counts.length) {
            throw new IllegalArgumentException("a fit needs at least one permutation and a count for each, got "
                    + data.size() + " and " + counts.length);
        }
        double total = 0;
        for (int k = 0; k < counts.length; k++) {
            if (!(counts[k] > 0 && counts[k] < Double.POSITIVE_INFINITY)
                    || data.get(k).order() != data.get(0).order()) {
                throw new IllegalArgumentException(
                        "permutation " + k + " must have order " + data.get(0).order()
                                + " and a positive finite count, got " + data.get(k) + " and " + counts[k]);
            }
            total += counts[k];
        }
        return total;
    }
}
