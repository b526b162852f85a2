package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.permvi.inference.optimize.Schedule;
import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import io.permvi.testkit.FactorContract;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreimagePermutationTest extends FactorContract {
    /** What a factor of a single entry charges. */
    private static double divergence(double score, double temperature, double priorTemperature) {
        var single = new PreimagePermutation(new MatchingLatent("single", 1), new SinkhornOperator(1, 0))
                .withPriorTemperature(priorTemperature)
                .withTemperature(Schedule.constant(temperature));
        return -single.newPass().forward(new double[] {score}, 0, new double[1], 0, new DMatrixRMaj(1, 1));
    }

    private final MatchingLatent x =
            new MatchingLatent("x", SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) <= 2));

    @Override
    protected PathwiseFactor factor() {
        return new PreimagePermutation(x, new SinkhornOperator(15, 0)).withPriorTemperature(1.3);
    }

    @Nested
    class ForInjections extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            MatchingLatent injection = new MatchingLatent("injection", SparsityPattern.all(3, 5));
            return new PreimagePermutation(injection, new SinkhornOperator(15, 0));
        }
    }

    @Test
    void divergenceAgreesWithQuadrature() throws Exception {
        try (Reader reader = new InputStreamReader(
                PreimagePermutationTest.class.getResourceAsStream("/golden/gumbel_kl.json"), StandardCharsets.UTF_8)) {
            JsonArray cases = JsonParser.parseReader(reader).getAsJsonArray();
            assertEquals(6, cases.size());
            for (JsonElement element : cases) {
                JsonObject golden = element.getAsJsonObject();
                double expected = golden.get("kl").getAsDouble();
                double divergence = divergence(
                        golden.get("x").getAsDouble(),
                        golden.get("temperature").getAsDouble(),
                        golden.get("prior_temperature").getAsDouble());
                assertEquals(expected, divergence, 1e-9 * Math.max(1, expected));
            }
        }
    }

    @Test
    void entropyTermIsMinusTheSumOfDivergences() {
        VariationalFactor factor = new PreimagePermutation(x, new SinkhornOperator(5, 0))
                .withPriorTemperature(1.3)
                .withTemperature(Schedule.constant(0.7));
        double[] parameters = new double[factor.parameterCount()];
        java.util.Arrays.setAll(parameters, k -> 0.1 * k - 0.7);
        double expected = 0;
        for (double score : parameters) {
            expected -= divergence(score, 0.7, 1.3);
        }
        double[] noise = new double[factor.noiseCount()];
        assertEquals(expected, factor.newPass().forward(parameters, 0, noise, 0, new DMatrixRMaj(5, 5)), 1e-10);
    }

    /** Gamma(1 + 1000) is out of range and what it is multiplied by too small, so that nothing of it is left. */
    @Test
    void lowTemperaturesHaveTheirDivergence() {
        double euler = 0.5772156649015329;
        assertEquals(1000 * 20 + 1000 * euler - Math.log(1000) - 1 - euler, divergence(20, 1e-3, 1), 1e-6);
        // equal scores go to where gamma(1 + r) exp(-r X) is one
        MatchingLatent two = new MatchingLatent("two", 2);
        double[] parameters = new double[4];
        new PreimagePermutation(two, new SinkhornOperator(5, 0))
                .withTemperature(Schedule.constant(1e-3))
                .startAt(Start.scores(two, new DMatrixRMaj(2, 2)), parameters, 0);
        assertEquals(5912.128178, 1000 * parameters[0], 1e-5);
    }

    /** The noise is standard Gumbel: Kolmogorov-Smirnov on 10,000 draws at level 1e-6. */
    @Test
    void noiseIsStandardGumbel() {
        VariationalFactor factor = factor();
        double[] sample = new double[10_000];
        double[] noise = new double[factor.noiseCount()];
        java.util.SplittableRandom rng = new java.util.SplittableRandom(3);
        for (int k = 0; k < sample.length; k++) {
            factor.drawNoise(noise, 0, rng);
            sample[k] = noise[k % noise.length];
        }
        double level = new org.apache.commons.math3.stat.inference.KolmogorovSmirnovTest()
                .kolmogorovSmirnovTest(new org.apache.commons.math3.distribution.GumbelDistribution(0, 1), sample);
        org.junit.jupiter.api.Assertions.assertTrue(level > 1e-6, "level " + level);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new PreimagePermutation(x, new SinkhornOperator(5, 0))
                .withPriorTemperature(0));
        assertThrows(IllegalArgumentException.class, () -> new PreimagePermutation(x, new SinkhornOperator(5, 0))
                .withInitialSpread(-1));
    }
}
