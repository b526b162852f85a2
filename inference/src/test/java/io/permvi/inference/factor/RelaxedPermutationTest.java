package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.MatchingLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.polytope.Rounding;
import io.permvi.relaxations.polytope.StickBreaking;
import io.permvi.testkit.FactorContract;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class RelaxedPermutationTest extends FactorContract {
    private final MatchingLatent x =
            new MatchingLatent("x", SparsityPattern.where(5, 5, (i, j) -> Math.abs(i - j) <= 2));

    @Override
    protected PathwiseFactor factor() {
        return new RelaxedPermutation(x, new Rounding());
    }

    @Nested
    class WithStickBreaking extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new RelaxedPermutation(new MatchingLatent("x", 4), new StickBreaking()).withVertexWidth(0.5);
        }
    }

    @Nested
    class WithoutVertexPrior extends FactorContract {
        @Override
        protected PathwiseFactor factor() {
            return new RelaxedPermutation(x, new Rounding()).withVertexWidth(0);
        }
    }

    /**
     * At n = 2 stick-breaking has one coordinate, so the evidence of the relaxed model is a quadrature over it, and the
     * average ELBO may not exceed it: standard error below .01 with 20,000 draws, five of them allowed.
     */
    @Test
    void elboBoundsTheRelaxedEvidenceAtTwoItems() {
        MatchingLatent two = new MatchingLatent("two", 2);
        RelaxedPermutation factor = new RelaxedPermutation(two, new StickBreaking())
                .withScales(0.2, 1.5)
                .withVertexWidth(0.3);
        DMatrixRMaj slope = new DMatrixRMaj(new double[][] {{0.4, -0.3}, {0.1, 0.8}});
        double evidence = logEvidence(slope);
        double[] parameters = new double[factor.parameterCount()];
        RandomGenerator rng = new SplittableRandom(8);
        DMatrixRMaj z = new DMatrixRMaj(2, 2);
        double[] noise = new double[factor.noiseCount()];
        VariationalFactor.Pass pass = factor.newPass();
        double sum = 0;
        int draws = 20_000;
        for (int s = 0; s < draws; s++) {
            factor.drawNoise(noise, 0, rng);
            sum += pass.forward(parameters, 0, noise, 0, z) + energy(slope, z.get(0, 0));
        }
        double gap = evidence - sum / draws;
        org.junit.jupiter.api.Assertions.assertTrue(gap > -0.05 && gap < 3, "evidence minus ELBO " + gap);
    }

    private static double energy(DMatrixRMaj slope, double b) {
        return b * (slope.get(0, 0) + slope.get(1, 1)) + (1 - b) * (slope.get(0, 1) + slope.get(1, 0));
    }

    private static double logEvidence(DMatrixRMaj slope) {
        int cells = 20_000;
        double mass = 0;
        for (int k = 0; k < cells; k++) {
            double b = (k + 0.5) / cells;
            double vertex = 0;
            for (double entry : List.of(b, 1 - b, 1 - b, b)) {
                double atZero = Math.exp(-0.5 * entry * entry / 0.09);
                double atOne = Math.exp(-0.5 * (entry - 1) * (entry - 1) / 0.09);
                vertex += Math.log((atZero + atOne) / (2 * 0.3 * Math.sqrt(2 * Math.PI)));
            }
            mass += Math.exp(energy(slope, b) + vertex) / cells;
        }
        return Math.log(mass);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(
                IllegalArgumentException.class, () -> new RelaxedPermutation(x, new Rounding()).withScales(0.5, 0.1));
        assertThrows(
                IllegalArgumentException.class, () -> new RelaxedPermutation(x, new Rounding()).withVertexWidth(-1));
        assertEquals(2 * x.space().allowed().count(), factor().parameterCount());
    }
}
