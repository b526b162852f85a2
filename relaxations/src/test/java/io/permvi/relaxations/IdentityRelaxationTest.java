package io.permvi.relaxations;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The identity promises nothing of sums or low temperatures, but the rest of the contract. */
class IdentityRelaxationTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new IdentityRelaxation();
    }

    @Override
    protected List<Space> spaces() {
        return List.copyOf(allKindsOfSpaces());
    }

    @Override
    protected double sumTolerance() {
        return 100;
    }

    @Override
    protected double matchingTolerance() {
        return 100;
    }

    @Test
    void copiesWhatIsAllowed() {
        SparsityPattern lower = SparsityPattern.where(2, 2, (i, j) -> j <= i);
        Relaxation.Pass pass = relaxation().newPass(MatchingSpace.within(lower));
        DMatrixRMaj x = new DMatrixRMaj(2, 2);
        pass.forward(new DMatrixRMaj(2, 2, true, 1, 2, 3, 4), 0.1, x);
        assertArrayEquals(new double[] {1, 0, 3, 4}, x.data);
        pass.backward(new DMatrixRMaj(2, 2, true, 5, 6, 7, 8), x);
        assertArrayEquals(new double[] {5, 0, 7, 8}, x.data);
    }
}
