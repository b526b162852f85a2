package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.testkit.FactorContract;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class FullGaussianTest extends FactorContract {
    private final RealLatent w = new RealLatent("w", SparsityPattern.where(2, 3, (i, j) -> (i + j) % 3 != 0));

    @Override
    protected PathwiseFactor factor() {
        return new FullGaussian(w);
    }

    @Test
    void drawsHaveTheCovarianceThatWasWritten() {
        FullGaussian factor = new FullGaussian(new RealLatent("v", 2, 1));
        DMatrixRMaj root = new DMatrixRMaj(new double[][] {{2, 0}, {-1, 0.5}});
        double[] parameters = new double[factor.parameterCount()];
        factor.write(new double[] {3, 4}, root, parameters, 0);
        SplittableRandom rng = new SplittableRandom(7);
        double[] noise = new double[2];
        DMatrixRMaj z = new DMatrixRMaj(2, 1);
        DensityFactor.Pass pass = factor.newPass();
        double entropy = 0;
        double cross = 0;
        double surprise = 0;
        int draws = 100_000;
        for (int s = 0; s < draws; s++) {
            factor.drawNoise(noise, 0, rng);
            entropy = pass.forward(parameters, 0, noise, 0, z);
            cross += (z.get(0) - 3) * (z.get(1) - 4) / draws;
            surprise -= pass.logDensity() / draws;
        }
        // standard errors below 0.01 and 0.004: a false alarm has a chance below 1e-6
        assertEquals(-2, cross, 0.05);
        assertEquals(entropy, surprise, 0.02);
        assertEquals(Math.log(2 * 0.5) + Math.log(2 * Math.PI * Math.E), entropy, 1e-12);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new FullGaussian(w, 0));
    }
}
