package io.permvi.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.Diagnostics;
import io.permvi.inference.posterior.Evidence;
import io.permvi.inference.posterior.WeightedPosterior;
import io.permvi.inference.sampling.SmallModels;
import io.permvi.models.DiscreteLatent;
import io.permvi.models.Model;
import io.permvi.relaxations.random.DrawRandom;
import org.junit.jupiter.api.Test;

class InferenceTest {
    @Test
    void visitsAllValuesWhereTheyAreFew() {
        Answer answer =
                Inference.of(SmallModels.partial(3, 3, 2)).withFitting(false).run(DrawRandom.of(1, 0, 0));
        assertEquals(Evidence.Kind.EXACT, answer.evidence().kind());
        assertTrue(answer.verdict().trusted());
        assertTrue(answer.toString().contains("all values are visited"), answer.toString());
    }

    /** Draws of 4 x 256 sweeps and the exact marginals: total variation about .01. */
    @Test
    void drawsAgreeWithAllValuesAndAFitIsBesideThem() {
        Model model = SmallModels.partial(3, 4, 2);
        Answer exact = Inference.of(model).withFitting(false).run(DrawRandom.of(1, 0, 0));
        Inference sampling = Inference.of(model).withMostEnumerated(0);
        Answer drawn = sampling.withSampler(
                        sampling.sampler().withSeconds(1e6).withTolerance(0).withMaxRounds(5))
                .run(DrawRandom.of(2, 0, 0));
        var x = (DiscreteLatent) model.latents().get(0);
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 4; j++) {
                assertEquals(
                        exact.marginals(x).probability(i, j), drawn.marginals(x).probability(i, j), 0.06);
            }
        }
        assertEquals(exact.evidence().value(), drawn.evidence().value(), 0.15);
        assertTrue(drawn.verdict().trusted(), drawn.toString());
        assertTrue(drawn.fit().orElseThrow().elbo() < exact.evidence().value() + 0.1);
        assertTrue(drawn.fitDistance() < 0.2, drawn.toString());
        assertEquals(
                exact.evidence().value(),
                drawn.corrected().orElseThrow().evidence().value(),
                0.1);
        assertTrue(drawn.toString().contains("k-hat"), drawn.toString());
        assertFalse(drawn.evidenceIsTooLow());
        assertTrue(withEvidence(drawn, exact.evidence().value() - 3).toString().contains("too low"));
    }

    private static Answer withEvidence(Answer answer, double value) {
        var estimate = new Evidence(value, 0.1, Evidence.Kind.ESTIMATE);
        var posterior = new WeightedPosterior(answer.posterior().values(), estimate, new Diagnostics.None());
        return new Answer(
                posterior, answer.verdict(), answer.fit(), answer.corrected(), answer.fitDistance(), answer.choice());
    }
}
