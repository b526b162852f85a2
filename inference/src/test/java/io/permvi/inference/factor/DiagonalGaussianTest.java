package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.testkit.FactorContract;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class DiagonalGaussianTest extends FactorContract {
    private final RealLatent w = new RealLatent("w", SparsityPattern.where(3, 4, (i, j) -> (i + j) % 3 != 0));

    @Override
    protected PathwiseFactor factor() {
        return new DiagonalGaussian(w);
    }

    @Test
    void entropyIsThatOfIndependentGaussians() {
        DiagonalGaussian factor = new DiagonalGaussian(w).withStart(0, 0.3);
        double[] parameters = new double[factor.parameterCount()];
        factor.initialize(parameters, 0, new java.util.SplittableRandom(1));
        double[] noise = new double[factor.noiseCount()];
        double entropy = factor.newPass().forward(parameters, 0, noise, 0, new DMatrixRMaj(3, 4));
        double each = 0.5 * Math.log(2 * Math.PI * Math.E * 0.09);
        assertEquals(w.support().count() * each, entropy, 1e-12);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new DiagonalGaussian(w, -1, 0.1));
        assertThrows(IllegalArgumentException.class, () -> new DiagonalGaussian(w, 0, 0));
    }
}
