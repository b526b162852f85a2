package io.permvi.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.posterior.Comparison;
import io.permvi.inference.posterior.ExactPosterior;
import io.permvi.inference.sampling.EnsembleSampler;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.autodiff.Var;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The consensus rankings of two groups near a shared one, as docs/rankings.md has them. */
class TwoGroupsTest {
    private final MatchingLatent shared = new MatchingLatent("shared", 4);
    private final MatchingLatent first = new MatchingLatent("consensus of the young", 4);
    private final MatchingLatent second = new MatchingLatent("consensus of the old", 4);

    private Model model() {
        DMatrixRMaj young = new DMatrixRMaj(new double[][] {{0, 2, 3, 3}, {1, 0, 3, 3}, {0, 0, 0, 2}, {0, 0, 1, 0}});
        DMatrixRMaj old = new DMatrixRMaj(new double[][] {{0, 1, 2, 3}, {2, 0, 1, 2}, {1, 2, 0, 3}, {0, 1, 0, 0}});
        DMatrixRMaj above = new DMatrixRMaj(4, 4);
        for (int i = 0; i < 4; i++) {
            for (int j = i + 1; j < 4; j++) {
                above.set(i, j, 1);
            }
        }
        return TapeModel.of(List.of(shared, first, second), (tape, z) -> {
            Var u = tape.constant(above);
            Var s = z.get(shared).mult(u).mult(z.get(shared).transpose());
            Var a = z.get(first).mult(u).mult(z.get(first).transpose());
            Var b = z.get(second).mult(u).mult(z.get(second).transpose());
            return a.dot(tape.constant(young))
                    .plus(b.dot(tape.constant(old)))
                    .times(0.8)
                    .plus(a.plus(b).dot(s).times(1.2));
        });
    }

    @Test
    void chainsAgreeWithEnumeration() {
        ExactPosterior exact = ExactPosterior.of(model());
        Answer answer = Inference.of(model())
                .withMostEnumerated(0)
                .withFitting(false)
                .withSampler(EnsembleSampler.withDefaults()
                        .withSeconds(1e6)
                        .withTolerance(0)
                        .withMaxRounds(6))
                .run(new SplittableRandom(1));
        double variation = Comparison.totalVariation(exact, answer.posterior());
        assertTrue(variation < 0.03, "total variation " + variation);
    }
}
