package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.function.DoubleUnaryOperator;
import org.ejml.data.DMatrixRMaj;

/**
 * The exact posterior of Bayesian Mallows. Complete rankings of up to 20 items under Kendall, footrule, Spearman and
 * Hamming: sums over subsets, whatever the number of rankings. Any data of up to 7 items, under all six distances:
 * enumeration. In both the spread is integrated out by a quadrature.
 */
public final class ExactMallows {
    /** Weights below this do not move a marginal. */
    private static final double LEAST_WEIGHT = 1e-10;

    private ExactMallows() {}

    /** Whether {@link #posterior} serves these data, within seconds. */
    public static boolean serves(PermutationDistance distance, RankingData data) {
        return servesSubsets(distance, data) || EnumeratedMallows.serves(data);
    }

    private static boolean servesSubsets(PermutationDistance distance, RankingData data) {
        return data.isComplete() && distance.hasCosts() && data.items() <= SubsetSums.LARGEST;
    }

    /**
     * The posterior; O(2^n n) for each of some forty values of the spread, or O(n!^2) and O(n!) times the number of
     * different observations. Ulam compares the sequences of items.
     *
     * @throws IllegalArgumentException when the data are too large, see {@link #serves}
     */
    public static MallowsPosterior posterior(PermutationDistance distance, RankingData data, SpreadPrior prior) {
        if (servesSubsets(distance, data)) {
            return bySubsets(distance, data, prior);
        }
        if (EnumeratedMallows.serves(data)) {
            return new EnumeratedMallows(distance, data).posterior(prior);
        }
        throw new IllegalArgumentException("an exact posterior needs complete rankings of at most " + SubsetSums.LARGEST
                + " items under Kendall, footrule, Spearman or Hamming, or at most " + EnumeratedMallows.LARGEST
                + " items and few different observations; got " + data.items() + " items under " + distance + ", "
                + data.sets().size() + " different observations");
    }

    private static MallowsPosterior bySubsets(PermutationDistance distance, RankingData data, SpreadPrior prior) {
        int n = data.items();
        SubsetSums sums = new SubsetSums(StepCosts.of(distance, data));
        MallowsNormalizer normalizer = new MallowsNormalizer(distance, n);
        double logUniform = -MallowsNormalizer.logFactorials(n)[n];
        DoubleUnaryOperator density = alpha -> prior.logDensity(alpha)
                + logUniform
                + sums.run(alpha / n)
                - data.total() * normalizer.at(alpha / n).logNormalizer();
        SpreadQuadrature nodes = SpreadQuadrature.of(start(distance, n, sums.leastTotal(), data.total()), density);
        DMatrixRMaj places = new DMatrixRMaj(n, n);
        DMatrixRMaj before = new DMatrixRMaj(n, n);
        for (int k = 0; k < nodes.alphas().length; k++) {
            if (nodes.weights()[k] > LEAST_WEIGHT) {
                sums.run(nodes.alphas()[k] / n);
                sums.addMarginals(nodes.weights()[k], places, before);
            }
        }
        return new MallowsPosterior(
                distance,
                data.total(),
                SpreadPosterior.of(nodes),
                places,
                before,
                Permutation.of(sums.best()),
                nodes.logIntegral(),
                nodes.error() * nodes.error(),
                "exact: sums over subsets");
    }

    /** An alpha near the peak: where the mean distance of spread rankings is about that of the best consensus. */
    static double start(PermutationDistance distance, int n, double leastTotal, double rankings) {
        double mean = Math.max(leastTotal / rankings, 0.1);
        return n * n / mean * (distance == PermutationDistance.SPEARMAN ? 0.5 : 1);
    }
}
