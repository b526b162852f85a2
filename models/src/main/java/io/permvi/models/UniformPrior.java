package io.permvi.models;

import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.Space;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * The uniform prior over the n! / (n - m)! ways to give m items distinct places (n^m for categories). Allowed entries
 * do not enter: a window or a known identity is an observation that has probability one where it holds, so the log
 * joint stays normalized without the permanent of the mask.
 */
public final class UniformPrior {
    private UniformPrior() {}

    /**
     * The log probability of each matching.
     *
     * @throws IllegalArgumentException for partial matchings, whose prior needs a rate of unmatched items
     */
    public static double logProbability(Space space) {
        if (space.partial()) {
            throw new IllegalArgumentException("a partial matching has no uniform prior; give it one in the model");
        }
        if (space instanceof Categories) {
            return -space.items() * Math.log(space.places());
        }
        return CombinatoricsUtils.factorialLog(space.places() - space.items())
                - CombinatoricsUtils.factorialLog(space.places());
    }
}
