package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.counting.BetheMarginals;
import io.permvi.relaxations.counting.GibbsTables;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.testkit.FactorContract;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleBiFunction;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class GibbsMatchingTest extends FactorContract {
    private static final int N = 5;
    private static final double STEP = 1e-5;

    private final RandomGenerator rng = new SplittableRandom(17);

    @Override
    protected VariationalFactor factor() {
        return new GibbsMatching(new MatchingLatent("x", 4));
    }

    private DMatrixRMaj gaussian() {
        DMatrixRMaj values = new DMatrixRMaj(N, N);
        Arrays.setAll(values.data, at -> rng.nextGaussian());
        return values;
    }

    private static double product(DMatrixRMaj a, DMatrixRMaj b) {
        double sum = 0;
        for (int at = 0; at < a.data.length; at++) {
            sum += a.data[at] * b.data[at];
        }
        return sum;
    }

    /** The entropy by exact sums, and the marginals. */
    private static double exact(DMatrixRMaj scores, DMatrixRMaj marginals) {
        GibbsTables tables = new GibbsTables(N);
        tables.load(scores);
        tables.marginals(marginals);
        return tables.logNormalizer() - product(scores, marginals);
    }

    /** The same by Bethe's. */
    private static double bethe(DMatrixRMaj scores, DMatrixRMaj marginals) {
        BetheMarginals bethe = new BetheMarginals(SparsityPattern.all(N, N), 10_000, 1e-13);
        double logNormalizer = bethe.load(scores).value();
        bethe.marginals(marginals);
        return logNormalizer - product(scores, marginals);
    }

    @Test
    void exactGradientsAreThoseOfExpectedEnergyAndEntropy() {
        checkGradient(true, GibbsMatchingTest::exact);
    }

    @Test
    void bethesGradientsAreThoseOfItsMarginalsAndEntropy() {
        checkGradient(false, GibbsMatchingTest::bethe);
    }

    private void checkGradient(boolean exact, ToDoubleBiFunction<DMatrixRMaj, DMatrixRMaj> entropy) {
        GibbsMatching factor = new GibbsMatching(new MatchingLatent("x", N), exact);
        DMatrixRMaj scores = gaussian();
        DMatrixRMaj energy = gaussian();
        DMatrixRMaj z = new DMatrixRMaj(N, N);
        DMatrixRMaj marginals = new DMatrixRMaj(N, N);
        double[] noise = new double[factor.noiseCount()];
        factor.drawNoise(noise, 0, rng);
        double[] gradient = new double[N * N];
        PathwiseFactor.Pass pass = factor.newPass();
        double term = pass.forward(scores.data, 0, noise, 0, z);
        pass.backward(energy, gradient, 0);
        double value = entropy.applyAsDouble(scores, marginals);
        // the entropy term of a draw is -log q, that of Bethe's its entropy
        double expected = exact ? value + product(scores, marginals) - product(scores, z) : value;
        assertEquals(expected, term, 1e-7);
        for (int at = 0; at < gradient.length; at++) {
            double here = scores.data[at];
            scores.data[at] = here + STEP;
            double above = entropy.applyAsDouble(scores, marginals) + product(energy, marginals);
            scores.data[at] = here - STEP;
            double below = entropy.applyAsDouble(scores, marginals) + product(energy, marginals);
            scores.data[at] = here;
            assertEquals((above - below) / (2 * STEP), gradient[at], 1e-5, "entry " + at);
        }
    }
}
