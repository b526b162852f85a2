package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.models.MatchingLatent;
import io.permvi.testkit.FactorContract;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class PerturbedMatchingTest extends FactorContract {
    private static final double EULER = 0.5772156649015329;

    @Override
    protected VariationalFactor factor() {
        return new PerturbedMatching(new GumbelMatching(new MatchingLatent("x", 4)));
    }

    /** The score of centered Gumbel noise, {@code 1 - exp(-(g + gamma))}, and what the entropy term owes to the scores. */
    @Test
    void gradientsAreTheScoreOfTheNoise() {
        RandomGenerator rng = new SplittableRandom(23);
        GumbelMatching gumbel = new GumbelMatching(new MatchingLatent("x", 4));
        PerturbedMatching factor = new PerturbedMatching(gumbel);
        double[] scores = rng.doubles(16, -2, 2).toArray();
        double[] noise = new double[factor.noiseCount()];
        factor.drawNoise(noise, 0, rng);
        DMatrixRMaj z = new DMatrixRMaj(4, 4);
        double[] gradient = new double[16];
        ScoredFactor.Pass pass = factor.newPass();
        double term = pass.forward(scores, 0, noise, 0, z);
        pass.backward(3, gradient, 0);
        double perturbation = 0;
        for (int at = 0; at < 16; at++) {
            double score = 1 - Math.exp(-(noise[at] + EULER));
            assertEquals(3 * score - gumbel.entropyWeight() * z.data[at], gradient[at], 1e-12);
            perturbation += z.data[at] * noise[at];
        }
        assertEquals(gumbel.entropyWeight() * perturbation, term, 1e-12);
    }
}
