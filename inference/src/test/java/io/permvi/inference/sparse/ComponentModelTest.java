package io.permvi.inference.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sparse.SparseGibbs;
import io.permvi.relaxations.sparse.SparseMarginals;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ComponentModelTest {
    // two components: a square with a diagonal, and a path
    private static final SparseScores SCORES =
            SparseScores.ofPairs(4, 4, new int[] {0, 0, 1, 1, 2, 3, 3}, new int[] {0, 1, 0, 1, 2, 2, 3}, new double[] {
                1.5, 0.2, -0.3, 0.8, 2, 1, -0.5
            });

    private static SparseMarginals exact() {
        try (Workers workers = new Workers(1)) {
            return SparseGibbs.withDefaults().solve(SCORES, 1, workers);
        }
    }

    @Test
    void theEnumeratedPosteriorIsThatOfTheSums() {
        ComponentModel components = new ComponentModel(SCORES);
        assertEquals(2, components.latents().size());
        ExactPosterior posterior = ExactPosterior.of(components.model());
        double[] probability = components.probabilities(posterior);
        SparseMarginals sums = exact();
        for (int e = 0; e < SCORES.pairs(); e++) {
            assertEquals(sums.probability(e), probability[e], 1e-9);
        }
        assertEquals(sums.logPartition(), posterior.evidence().value(), 1e-9);
    }

    @Test
    void sequentialMatchingsServeItByComponent() {
        ComponentModel components = new ComponentModel(SCORES);
        MeanField q = MeanField.of(
                components.latents().stream().map(SequentialMatching::new).toArray(SequentialMatching[]::new));
        FitResult fit = VariationalInference.withDefaults()
                .withDraws(16)
                .fit(components.model(), q, components.starts(), new SplittableRandom(4));
        double[] probability = components.probabilities(fit.posterior());
        SparseMarginals sums = exact();
        for (int e = 0; e < SCORES.pairs(); e++) {
            // shares of 2000 draws: standard error 0.011
            assertEquals(sums.probability(e), probability[e], 0.07);
        }
        assertTrue(fit.evidence().value() <= sums.logPartition() + 0.05);
    }

    @Test
    void refusesAProblemWithoutPairs() {
        SparseScores none = SparseScores.ofPairs(2, 2, new int[0], new int[0], new double[0]);
        assertThrows(IllegalArgumentException.class, () -> new ComponentModel(none));
    }
}
