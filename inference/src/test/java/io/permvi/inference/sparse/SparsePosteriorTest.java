package io.permvi.inference.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.SparseGibbs;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SparsePosteriorTest {
    private static final int[] ROWS = {0, 0, 1, 1, 2, 3};
    private static final int[] COLUMNS = {0, 1, 0, 1, 1, 2};
    private static final double[] VALUES = {1.2, -0.4, 0.3, 0.9, 2, -1};

    private static SparsePosterior posterior(SparseGibbs settings) {
        SparseScores scores = SparseScores.ofPairs(4, 3, ROWS, COLUMNS, VALUES);
        try (Workers workers = new Workers(1)) {
            return new SparsePosterior("links", settings.solve(scores, 1, workers));
        }
    }

    @Test
    void agreesWithTheEnumeratedPosteriorOfTheModel() {
        SparsePosterior posterior = posterior(SparseGibbs.withDefaults());
        MatchingLatent latent = posterior.latent();
        DMatrixRMaj scores = new DMatrixRMaj(4, 3);
        for (int e = 0; e < VALUES.length; e++) {
            scores.set(ROWS[e], COLUMNS[e], VALUES[e]);
        }
        ExactPosterior exact = ExactPosterior.of(
                TapeModel.of(List.of(latent), (tape, z) -> z.get(latent).dot(tape.constant(scores))));
        assertEquals(exact.evidence().value(), posterior.evidence().value(), 1e-9);
        assertEquals(Evidence.Kind.EXACT, posterior.evidence().kind());
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(
                        exact.marginals(latent).probability(i, j),
                        posterior.marginals(latent).probability(i, j),
                        1e-9);
            }
        }
        LatentValues draw = posterior.draw(DrawRandom.of(5, 0, 0));
        assertEquals(
                exact.logDensity().orElseThrow().applyAsDouble(draw),
                posterior.logDensity().orElseThrow().applyAsDouble(draw),
                1e-9);
    }

    @Test
    void drawsHaveTheMarginals() {
        SparsePosterior posterior = posterior(SparseGibbs.withDefaults());
        int draws = 20_000;
        DMatrixRMaj share = posterior.mean(posterior.latent(), draws, DrawRandom.of(1, 0, 0));
        for (int e = 0; e < VALUES.length; e++) {
            // five standard errors at most
            assertEquals(
                    posterior.packed().probability(posterior.packed().scores().pair(ROWS[e], COLUMNS[e])),
                    share.get(ROWS[e], COLUMNS[e]),
                    5 * 0.5 / Math.sqrt(draws));
        }
    }

    @Test
    void saysThatBetheIsAnEstimate() {
        SparsePosterior posterior = posterior(SparseGibbs.withDefaults().withWidth(0));
        assertEquals(Evidence.Kind.ESTIMATE, posterior.evidence().kind());
        assertTrue(posterior.logDensity().isEmpty());
        assertThrows(IllegalArgumentException.class, () -> posterior.mean(new MatchingLatent("other", 3)));
    }
}
