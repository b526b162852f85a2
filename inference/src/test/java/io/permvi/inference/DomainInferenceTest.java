package io.permvi.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.sampling.EnsembleSampler;
import io.permvi.models.Domain;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Priors;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.models.UniformPrior;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class DomainInferenceTest {
    @Test
    void aPositiveLatentIsSampledAndFittedInItsOwnTerms() {
        var x = new MatchingLatent("x", 3);
        var rate = new RealLatent("rate", 1, 1, Domain.positive());
        var scores = new DMatrixRMaj(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        var model = TapeModel.of(List.of(x, rate), (tape, z) -> z.get(x)
                .dot(tape.constant(scores))
                .plus(Priors.gamma(z.get(rate), 3, 2))
                .plus(UniformPrior.logProbability(x.space())));
        Answer answer = Inference.of(model)
                .withSampler(EnsembleSampler.withDefaults().withSeconds(1e6).withMaxRounds(6))
                .run(new SplittableRandom(4));
        // gamma(3, 2) has mean 1.5 and standard deviation .87; hundreds of nearly independent draws
        assertEquals(1.5, answer.mean(rate).get(0, 0), 0.25);
        assertTrue(answer.quantile(rate, 0, 0, 0) > 0);
        assertTrue(answer.fit().isPresent());
        assertEquals(1.5, answer.fit().get().posterior().mean(rate).get(0, 0), 0.3);
    }
}
