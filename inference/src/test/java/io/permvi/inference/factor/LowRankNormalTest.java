package io.permvi.inference.factor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.models.RealLatent;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.testkit.FactorContract;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class LowRankNormalTest extends FactorContract {
    private final RealLatent w = new RealLatent("w", SparsityPattern.where(2, 3, (i, j) -> (i + j) % 3 != 0));

    @Override
    protected PathwiseFactor factor() {
        return new LowRankNormal(w, 2);
    }

    @Test
    void densityAndEntropyAreThoseOfTheCovariance() {
        LowRankNormal factor = new LowRankNormal(w, 2);
        var rng = new SplittableRandom(3);
        double[] parameters = rng.doubles(factor.parameterCount(), -1, 1).toArray();
        double[] noise = rng.doubles(factor.noiseCount(), -1, 1).toArray();
        DMatrixRMaj z = new DMatrixRMaj(2, 3);
        DensityFactor.Pass pass = factor.newPass();
        double entropy = pass.forward(parameters, 0, noise, 0, z);
        int n = w.support().count();
        DMatrixRMaj loadings = new DMatrixRMaj(n, 2, true, java.util.Arrays.copyOfRange(parameters, 2 * n, 4 * n));
        DMatrixRMaj covariance = new DMatrixRMaj(n, n);
        CommonOps_DDRM.multTransB(loadings, loadings, covariance);
        DMatrixRMaj difference = new DMatrixRMaj(n, 1);
        w.support().gather(z, difference.data, 0);
        for (int k = 0; k < n; k++) {
            covariance.add(k, k, Math.exp(2 * parameters[n + k]));
            difference.data[k] -= parameters[k];
        }
        double logDeterminant = Math.log(CommonOps_DDRM.det(covariance));
        DMatrixRMaj solved = difference.createLike();
        CommonOps_DDRM.solve(covariance, difference, solved);
        double constant = n * Math.log(2 * Math.PI) + logDeterminant;
        assertEquals(0.5 * (constant + n), entropy, 1e-10);
        assertEquals(-0.5 * (constant + CommonOps_DDRM.dot(difference, solved)), pass.logDensity(), 1e-10);
    }

    @Test
    void mistakesAreNamed() {
        assertThrows(IllegalArgumentException.class, () -> new LowRankNormal(w, 0));
        assertThrows(IllegalArgumentException.class, () -> new LowRankNormal(w, 1, 0));
    }
}
