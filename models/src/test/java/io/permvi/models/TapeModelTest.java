package io.permvi.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.testkit.ModelContract;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class TapeModelTest extends ModelContract {
    private final MatchingLatent x = new MatchingLatent("x", 4);
    private final RealLatent w = new RealLatent("w", SparsityPattern.where(4, 2, (i, j) -> i != j));
    private final DMatrixRMaj observed = new DMatrixRMaj(new double[][] {{1, 2}, {0, 1}, {-1, 0.5}, {2, 2}});

    @Override
    protected DifferentiableModel model() {
        return TapeModel.of(List.of(x, w), (tape, z) -> tape.constant(observed)
                .minus(z.get(x).mult(z.get(w)))
                .sumOfSquares()
                .times(-0.5)
                .plus(new GaussianPrior(0.7).logDensity(z.get(w), w.support().count())));
    }

    @Override
    protected long allocationAllowance() {
        return 4000;
    }

    @Test
    void priorOnTheTapeEqualsThePlainOne() {
        LatentValues z = relaxedPoint(model(), new java.util.SplittableRandom(5));
        GaussianPrior prior = new GaussianPrior(0.7);
        TapeModel alone = TapeModel.of(
                List.of(w),
                (tape, values) -> prior.logDensity(values.get(w), w.support().count()));
        double plain = prior.logDensity(z.get(w), w.support());
        assertEquals(plain, alone.newPass().forward(z), 1e-12 * Math.abs(plain));
    }

    @Test
    void gaussianPriorIntegratesToOne() {
        GaussianPrior prior = new GaussianPrior(0.3);
        SparsityPattern one = SparsityPattern.all(1, 1);
        double step = 1e-3;
        double mass = 0;
        for (double value = -3; value <= 3; value += step) {
            mass += step * Math.exp(prior.logDensity(new DMatrixRMaj(new double[][] {{value}}), one));
        }
        assertEquals(1, mass, 1e-9);
    }

    @Test
    void uniformPriorCountsInjections() {
        assertEquals(-Math.log(24), UniformPrior.logProbability(x.space()), 1e-12);
        MatchingLatent injection = new MatchingLatent("injection", SparsityPattern.all(2, 4));
        assertEquals(-Math.log(12), UniformPrior.logProbability(injection.space()), 1e-12);
    }

    @Test
    void mistakesAreNamed() {
        assertMessage(
                "listed twice",
                () -> TapeModel.of(List.of(x, x), (tape, z) -> z.get(x).sum()));
        assertMessage(
                "log joint must be 1 x 1",
                () -> TapeModel.of(List.of(x), (tape, z) -> z.get(x)).newPass().forward(new LatentValues(List.of(x))));
        assertMessage(
                "not among the model's latents",
                () -> TapeModel.of(List.of(x), (tape, z) -> z.get(w)).newPass().forward(new LatentValues(List.of(x))));
        assertMessage("no values for latent", () -> new LatentValues(List.of(x)).get(w));
        assertMessage("listed twice", () -> new LatentValues(List.of(x, x)));
        assertMessage("must be positive", () -> new GaussianPrior(0));
        assertMessage(
                "no uniform prior",
                () -> UniformPrior.logProbability(
                        io.permvi.relaxations.permutation.MatchingSpace.partial(SparsityPattern.all(2, 2))));
    }

    private static void assertMessage(String part, org.junit.jupiter.api.function.Executable action) {
        String message = assertThrows(IllegalArgumentException.class, action).getMessage();
        assertTrue(message.contains(part), message);
    }
}
