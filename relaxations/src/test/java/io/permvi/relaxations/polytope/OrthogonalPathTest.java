package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.testkit.RelaxationContract;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

class OrthogonalPathTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new OrthogonalPath();
    }

    /** x is orthogonal; no sums are promised. */
    @Override
    protected double sumTolerance() {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    protected double[] temperatures() {
        return new double[] {0.3, 0.7, 1};
    }

    @Test
    void xIsOrthogonal() {
        for (int n = 1; n <= 20; n++) {
            DMatrixRMaj x = new DMatrixRMaj(n, n);
            DMatrixRMaj square = new DMatrixRMaj(n, n);
            Relaxation.Pass pass = relaxation().newPass(MatchingSpace.permutations(n));
            pass.forward(gaussian(n, n, new SplittableRandom(n)), 0.4, x);
            CommonOps_DDRM.multTransA(x, x, square);
            assertEquals(true, MatrixFeatures_DDRM.isIdentity(square, 1e-10), "order " + n);
        }
    }

    @Test
    void refusesMasks() {
        assertThrows(IllegalArgumentException.class, () -> relaxation()
                .newPass(MatchingSpace.within(SparsityPattern.all(2, 3))));
    }
}
