package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.random.RandomGenerator;

/** A probability distribution over the permutations of a fixed order, with a normalized log probability and draws. */
public interface PermutationDistribution {
    /** The number of items. */
    int order();

    /**
     * log p(permutation).
     *
     * @throws IllegalArgumentException when the permutation has another order
     */
    double logProbability(Permutation permutation);

    /** One draw. */
    Permutation sample(RandomGenerator rng);
}
