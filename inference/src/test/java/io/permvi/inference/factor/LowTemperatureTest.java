package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.optimize.Adam;
import io.permvi.inference.optimize.Schedule;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.models.MatchingLatent;
import io.permvi.models.PointMatching;
import io.permvi.relaxations.assignment.LinearAssignment;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.testkit.FactorContract;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Relaxed factors with the converged transport, at a temperature that iterations do not reach. */
class LowTemperatureTest {
    private static final EntropicTransport CONVERGED = EntropicTransport.converged(1e-12);

    @Nested
    class GumbelSinkhorn extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new PreimagePermutation(new MatchingLatent("x", 5), CONVERGED);
        }

        @Override
        protected double temperature() {
            return 0.05;
        }
    }

    @Nested
    class Matching extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            SparsityPattern allowed = SparsityPattern.where(4, 5, (i, j) -> (i + j) % 4 != 0);
            return new GumbelMatching(new MatchingLatent("x", allowed)).withSinkhorn(CONVERGED);
        }

        @Override
        protected double temperature() {
            return 0.05;
        }
    }

    /**
     * 30 points seen with little noise: the fit names nearly all as the best matching does, and its relaxed draws are
     * near vertices.
     */
    @Test
    void aShortFitFindsTheMatching() {
        int n = 30;
        RandomGenerator rng = new SplittableRandom(7);
        DMatrixRMaj centers = new DMatrixRMaj(n, 2);
        Arrays.setAll(centers.data, e -> 3 * rng.nextGaussian());
        DMatrixRMaj observations = centers.copy();
        Arrays.setAll(observations.data, e -> observations.data[e] + 0.1 * rng.nextGaussian());
        PointMatching model = PointMatching.of(new MatchingLatent("x", n), observations, centers, 0.3);
        MeanField q = MeanField.of(new GumbelMatching(model.latent())
                .withSinkhorn(EntropicTransport.withDefaults())
                .withTemperature(Schedule.geometric(1, 0.05, 150)));
        FitResult fit = VariationalInference.withDefaults()
                .withOptimizer(new Adam(Schedule.cosine(0.5, 0.05, 150)))
                .withSteps(150)
                .fit(model, q, new SplittableRandom(8));
        int[] best = new int[n];
        new LinearAssignment(n, n).maximize(model.scores(), best);
        MatchingMarginals marginals = fit.posterior().marginals(model.latent());
        int same = 0;
        for (int i = 0; i < n; i++) {
            same += marginals.probability(i, best[i]) > 0.5 ? 1 : 0;
        }
        assertTrue(same >= 27, same + " of 30");
        fit.posterior().forEachRelaxedDraw(20, rng, (s, z) -> {
            DMatrixRMaj x = z.get(model.latent());
            double squares = Arrays.stream(x.data).map(entry -> entry * entry).sum();
            assertEquals(n, Arrays.stream(x.data).sum(), 1e-7);
            assertTrue(squares > 0.85 * n, squares + " of 30");
        });
    }
}
