package io.permvi.inference.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.Family;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.autodiff.Var;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.sinkhorn.EntropicTransport;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Draws of a step that run as one batch give what each gives by itself. */
class SharedDrawsTest {
    private static final int DRAWS = 11;

    private final MatchingLatent x = new MatchingLatent("x", 5);
    private final MatchingLatent y = new MatchingLatent("y", 4);
    private final RealLatent w = new RealLatent("w", 5, 4);

    private final Model model = TapeModel.of(List.of(x, y, w), (tape, z) -> {
        Var data = tape.constant(new DMatrixRMaj(5, 4));
        Var error = z.get(x).mult(z.get(w)).mult(z.get(y).transpose()).minus(data);
        return error.sumOfSquares()
                .plus(z.get(w).minus(tape.constant(ramp())).sumOfSquares())
                .times(-0.5);
    });

    private static DMatrixRMaj ramp() {
        DMatrixRMaj ramp = new DMatrixRMaj(5, 4);
        IntStream.range(0, 20).forEach(k -> ramp.data[k] = 0.2 * k - 1);
        return ramp;
    }

    private double[][] noise(Family q) {
        SplittableRandom rng = new SplittableRandom(3);
        double[][] noise = new double[DRAWS][q.noiseCount()];
        for (double[] row : noise) {
            q.drawNoise(row, rng);
        }
        return noise;
    }

    private void compare(Family q, boolean shares) {
        double[] parameters =
                new SplittableRandom(4).doubles(q.parameterCount(), -0.5, 0.5).toArray();
        double[][] noise = noise(q);
        double[] gradient = new double[parameters.length];
        double[] onTwo = new double[parameters.length];
        double[] alone = new double[parameters.length];
        double[] expected = new double[parameters.length];
        double energy = 0;
        double entropy = 0;
        try (Workers one = new Workers(1);
                Workers two = new Workers(2)) {
            Elbo all = new Elbo(model, q, DRAWS);
            assertEquals(shares, all.shared().isPresent());
            double value = all.valueAndGradient(parameters, noise, 0, gradient, one);
            assertEquals(value, new Elbo(model, q, DRAWS).valueAndGradient(parameters, noise, 0, onTwo, two));
            assertArrayEquals(gradient, onTwo);
            assertEquals(value, all.value(parameters, noise, 0, one), 1e-12 * Math.abs(value));
            Elbo single = new Elbo(model, q, 1);
            for (double[] row : noise) {
                single.valueAndGradient(parameters, new double[][] {row}, 0, alone, one);
                energy += single.energy() / DRAWS;
                entropy += single.entropy() / DRAWS;
                for (int k = 0; k < expected.length; k++) {
                    expected[k] += alone[k] / DRAWS;
                }
            }
            assertEquals(energy, all.energy(), 1e-10);
            assertEquals(entropy, all.entropy(), 1e-10);
            if (q.pathwise().size() == q.latents().size()) {
                assertArrayEquals(expected, gradient, 1e-9);
            }
        }
    }

    @Test
    void aBatchOfDrawsGivesTheirMean() {
        DiagonalGaussian real = new DiagonalGaussian(w);
        compare(
                MeanField.of(new GumbelMatching(x), real, new PreimagePermutation(y, new SinkhornOperator(15, 0))),
                true);
        compare(
                MeanField.of(
                        new GumbelMatching(x).withSinkhorn(EntropicTransport.withDefaults()),
                        new PreimagePermutation(y, new SinkhornOperator(15, 1e-6)),
                        real),
                false);
        compare(
                MeanField.of(
                        new GumbelMatching(x), new PreimagePermutation(y, EntropicTransport.converged(1e-12)), real),
                true);
        compare(MeanField.of(new SequentialMatching(x), real, new GumbelMatching(y)), true);
    }

    @Test
    void anAscentGoesUphillWithSharedDraws() {
        Family q = MeanField.of(new GumbelMatching(x), new DiagonalGaussian(w), new GumbelMatching(y));
        FitResult fit = VariationalInference.withDefaults()
                .withDraws(DRAWS)
                .withSteps(200)
                .fit(model, q, new SplittableRandom(5));
        assertTrue(fit.trace().meanElbo(190, 200) > fit.trace().meanElbo(0, 10), fit.toString());
    }
}
