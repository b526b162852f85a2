package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SimplexStickBreakingTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new SimplexStickBreaking();
    }

    @Override
    protected List<Space> spaces() {
        return List.of(Categories.of(1, 2), Categories.of(3, 4), Categories.of(5, 3));
    }

    @Override
    protected double sumTolerance() {
        return 1e-12;
    }

    @Test
    void zeroIsUniform() {
        DMatrixRMaj x = new DMatrixRMaj(2, 5);
        new SimplexStickBreaking().newPass(Categories.of(2, 5)).forward(new DMatrixRMaj(2, 4), 0.3, x);
        for (double entry : x.data) {
            assertEquals(0.2, entry, 1e-15);
        }
    }

    @Test
    void documentedFailures() {
        SimplexStickBreaking relaxation = new SimplexStickBreaking();
        assertThrows(IllegalArgumentException.class, () -> relaxation.newPass(MatchingSpace.permutations(3)));
        InvertibleRelaxation.Pass pass = relaxation.newPass(Categories.of(1, 3));
        assertThrows(IllegalStateException.class, pass::logAbsDetJacobian);
        DMatrixRMaj psi = new DMatrixRMaj(1, 2);
        DMatrixRMaj corner = new DMatrixRMaj(new double[][] {{1, 0, 0}});
        assertThrows(IllegalArgumentException.class, () -> pass.inverse(corner, 1, psi));
        DMatrixRMaj wrongSum = new DMatrixRMaj(new double[][] {{0.5, 0.2, 0.2}});
        assertThrows(IllegalArgumentException.class, () -> pass.inverse(wrongSum, 1, psi));
    }
}
