package io.permvi.relaxations.sparse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SparseSinkhornTest {
    private final SparseScores scores = SparseProblems.random(9, 7, 0.5, 2, DrawRandom.of(1, 0, 0));

    @Test
    void isTheOperatorOfPartialMatchings() {
        DMatrixRMaj psi = new DMatrixRMaj(9, 7);
        for (int e = 0; e < scores.pairs(); e++) {
            psi.set(scores.row(e), scores.column(e), scores.value(e));
        }
        SparsityPattern pattern = SparsityPattern.where(9, 7, (i, j) -> scores.pair(i, j) >= 0);
        for (int iterations : new int[] {5, 2000}) {
            DMatrixRMaj x = new DMatrixRMaj(9, 7);
            new SinkhornOperator(iterations, 0)
                    .newPass(MatchingSpace.partial(pattern))
                    .forward(psi, 0.7, x);
            double[] packed = new double[scores.pairs()];
            new SparseSinkhorn(iterations, 0).newPass(scores).forward(scores.values(), 0.7, packed);
            for (int e = 0; e < packed.length; e++) {
                assertEquals(x.get(scores.row(e), scores.column(e)), packed[e], 1e-12);
            }
        }
    }

    @Test
    void gradientIsThatOfDifferences() {
        SparseSinkhorn.Pass pass = new SparseSinkhorn(7, 0).newPass(scores);
        DrawRandom random = DrawRandom.of(2, 0, 0);
        int n = scores.pairs();
        double[] adjoint = random.doubles(n).toArray();
        double[] direction = random.doubles(n).map(u -> u - 0.5).toArray();
        double[] x = new double[n];
        double[] gradient = new double[n];
        pass.forward(scores.values(), 0.6, x);
        pass.backward(adjoint, gradient);
        double step = 1e-5;
        double[] value = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] moved = scores.values();
            for (int e = 0; e < n; e++) {
                moved[e] += (2 * side - 1) * step * direction[e];
            }
            pass.forward(moved, 0.6, x);
            for (int e = 0; e < n; e++) {
                value[side] += adjoint[e] * x[e];
            }
        }
        double slope = 0;
        for (int e = 0; e < n; e++) {
            slope += gradient[e] * direction[e];
        }
        assertEquals((value[1] - value[0]) / (2 * step), slope, 1e-8);
    }

    @Test
    void refusesWhatIsOutOfRange() {
        assertThrows(IllegalArgumentException.class, () -> new SparseSinkhorn(0, 0));
        SparseSinkhorn.Pass pass = new SparseSinkhorn(1, 0).newPass(scores);
        double[] x = new double[scores.pairs()];
        assertThrows(IllegalStateException.class, () -> pass.backward(x, x.clone()));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(x, 0, x.clone()));
    }
}
