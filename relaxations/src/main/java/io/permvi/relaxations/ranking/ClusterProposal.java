package io.permvi.relaxations.ranking;

import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.math3.analysis.interpolation.SplineInterpolator;
import org.apache.commons.math3.analysis.polynomials.PolynomialFunction;
import org.apache.commons.math3.analysis.polynomials.PolynomialSplineFunction;

/**
 * The posterior of one cluster given its members, as a proposal with a density: log alpha normal, wider than the
 * posterior, and the consensus exactly that of its alpha. Without members it is the prior.
 */
final class ClusterProposal {
    private static final double WIDER = 1.2;
    private static final double REACH = 6;
    private static final int NODES = 25;
    private static final double QUADRATURE = 0.02;
    private static final double DEPTH = 9;

    private final SpreadPrior prior;
    private final int n;
    private final long size;
    private final TotalDistance totals;
    private final SubsetSums sums;
    private final PolynomialSplineFunction logSums;
    private final double center;
    private final double width;
    private final double logUniform;

    /** @param members no observation for a cluster without members */
    ClusterProposal(MixtureTask task, RankingData... members) {
        prior = task.prior;
        n = task.items;
        logUniform = -MallowsNormalizer.logFactorials(n)[n];
        if (members.length == 0) {
            size = 0;
            totals = new TotalDistance(task.distance, n);
            sums = new SubsetSums(StepCosts.of(task.distance, totals, 1));
            center = 0;
            width = 0;
            logSums = new PolynomialSplineFunction(
                    new double[] {0, 1}, new PolynomialFunction[] {new PolynomialFunction(new double[] {0})});
            return;
        }
        RankingData data = members[0];
        size = data.total();
        totals = TotalDistance.of(task.distance, data);
        sums = new SubsetSums(StepCosts.of(task.distance, totals, 1));
        SpreadQuadrature nodes = SpreadQuadrature.of(
                ExactMallows.start(task.distance, n, sums.leastTotal(), size),
                alpha ->
                        prior.logDensity(alpha) + sums.run(alpha / n) - size * task.normalizer.logNormalizer(alpha / n),
                QUADRATURE,
                DEPTH);
        double mean = 0;
        double square = 0;
        for (int k = 0; k < nodes.alphas().length; k++) {
            double t = Math.log(nodes.alphas()[k]);
            mean += nodes.weights()[k] * t;
            square += nodes.weights()[k] * t * t;
        }
        center = mean;
        width = WIDER * Math.sqrt(Math.max(1e-8, square - mean * mean));
        double[] at = IntStream.range(0, NODES)
                .mapToDouble(k -> center + width * REACH * (2.0 * k / (NODES - 1) - 1))
                .toArray();
        double[] logs = Arrays.stream(at)
                .map(t -> sums.run(Math.exp(t) / n) + Math.exp(t) / n * sums.leastTotal())
                .toArray();
        logSums = new SplineInterpolator().interpolate(at, logs);
    }

    long size() {
        return size;
    }

    /** Draws the places of the items of a consensus; returns alpha. */
    double draw(int[] places, RandomGenerator rng) {
        if (size == 0) {
            System.arraycopy(Permutation.random(n, rng).places(), 0, places, 0, n);
            return Math.max(1e-12, RandomGamma.draw(prior.shape(), rng) / prior.rate());
        }
        double t = rng.nextGaussian();
        while (Math.abs(t) > REACH - 0.01) {
            t = rng.nextGaussian();
        }
        double alpha = Math.exp(center + width * t);
        sums.run(alpha / n);
        System.arraycopy(sums.sample(rng), 0, places, 0, n);
        return alpha;
    }

    /** The log density of a consensus and an alpha. */
    double logDensity(int[] places, double alpha) {
        if (size == 0) {
            return prior.logDensity(alpha) + logUniform;
        }
        double t = Math.log(alpha);
        double z = (t - center) / width;
        if (Math.abs(z) >= REACH) {
            return Double.NEGATIVE_INFINITY;
        }
        return -0.5 * z * z
                - Math.log(width)
                - 0.5 * Math.log(2 * Math.PI)
                - t
                - alpha / n * (totals.total(places) - sums.leastTotal())
                - logSums.value(t);
    }
}
