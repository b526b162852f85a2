package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.posterior.FittedPosterior;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.FactorContract;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GumbelMatchingTest extends FactorContract {
    @Override
    protected PathwiseFactor factor() {
        return new GumbelMatching(new MatchingLatent("x", 4))
                .withSinkhorn(new SinkhornOperator(2000, 1e-13))
                .withEntropyWeight(0.7);
    }

    /** The contract within a mask, with places that stay empty. */
    @Nested
    class Masked extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            SparsityPattern allowed = SparsityPattern.where(4, 5, (i, j) -> (i + j) % 4 != 0);
            return new GumbelMatching(new MatchingLatent("x", allowed))
                    .withSinkhorn(new SinkhornOperator(5000, 1e-13))
                    .withEntropyWeight(1);
        }
    }

    private static PointMatching problem(long seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        DMatrixRMaj centers = new DMatrixRMaj(5, 2);
        Arrays.setAll(centers.data, e -> rng.nextGaussian());
        DMatrixRMaj observations = centers.copy();
        Arrays.setAll(observations.data, e -> observations.data[e] + 0.5 * rng.nextGaussian());
        return PointMatching.of(new MatchingLatent("x", 5), observations, centers, 0.5);
    }

    /** The optimum is L / w up to row and column constants, and with w = sqrt(1/2) it is close to the posterior. */
    @Test
    void fitFromZeroComesCloserThanTheLogLikelihoodItself() {
        PointMatching model = problem(3);
        ExactPosterior exact = ExactPosterior.of(model);
        GumbelMatching factor = new GumbelMatching(model.latent());
        MeanField q = MeanField.of(factor);
        FitResult fit = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.2, 0.01, 400)))
                .withSteps(400)
                .fit(model, q, new SplittableRandom(4));
        double[] unscaled = model.scores().data.clone();
        double fitted = exact.bhattacharyyaDistance(fit.posterior(), 10_000, new SplittableRandom(5));
        double start =
                exact.bhattacharyyaDistance(new FittedPosterior(q, unscaled, 1), 10_000, new SplittableRandom(5));
        // a histogram of 10,000 exact draws of 120 permutations is about 0.03 away
        assertTrue(fitted < 0.07 && fitted < start, fitted + " against " + start);
    }

    /** At zero scores the entropy term estimates log n!; within 12 % up to n = 6, and ever less beyond. */
    @Test
    void entropyTermOfTheUniformDistributionIsCloseToLogFactorial() {
        RandomGenerator rng = new SplittableRandom(6);
        double logFactorial = 0;
        for (int n = 2; n <= 6; n++) {
            logFactorial += Math.log(n);
            GumbelMatching factor =
                    new GumbelMatching(new MatchingLatent("x", n)).withTemperature(Schedule.constant(1e-3));
            VariationalFactor.Pass pass = factor.newPass();
            double[] noise = new double[n * n];
            DMatrixRMaj z = new DMatrixRMaj(n, n);
            double sum = 0;
            int draws = 5_000;
            for (int s = 0; s < draws; s++) {
                factor.drawNoise(noise, 0, rng);
                sum += pass.forward(new double[n * n], 0, noise, 0, z);
            }
            assertEquals(1, sum / draws / logFactorial, 0.125, "n = " + n);
        }
    }

    @Test
    void refusesABadWeight() {
        assertThrows(IllegalArgumentException.class, () -> new GumbelMatching(new MatchingLatent("x", 2))
                .withEntropyWeight(0));
    }
}
