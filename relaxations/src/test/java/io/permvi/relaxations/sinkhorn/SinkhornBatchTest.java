package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class SinkhornBatchTest {
    @Test
    void agreesWithOneMatrixAtATime() {
        RandomGenerator rng = new SplittableRandom(41);
        List<TransportProblem> problems = List.of(
                TransportProblem.doublyStochastic(1),
                TransportProblem.doublyStochastic(3),
                TransportProblem.doublyStochastic(6),
                TransportProblem.doublyStochastic(20),
                TransportProblem.doublyStochastic(23),
                TransportProblem.doublyStochastic(70),
                TransportProblem.uniform(3, 7),
                TransportProblem.uniform(21, 2),
                TransportProblem.of(MatchingSpace.partial(SparsityPattern.all(4, 5))));
        for (TransportProblem problem : problems) {
            for (double temperature : new double[] {1, 0.02, 1e-3}) {
                compare(problem, problem.rowCount() > 50 ? 11 : 150, temperature, 1, rng);
            }
        }
    }

    @Test
    void manyMatricesOfWhichSomeAreFarOffAgreeWithOneAtATime() {
        RandomGenerator rng = new SplittableRandom(43);
        compare(TransportProblem.doublyStochastic(2), 300, 0.5, 1e3, rng);
        compare(TransportProblem.doublyStochastic(3), 4000, 0.5, 1e3, rng);
        compare(TransportProblem.doublyStochastic(6), 1000, 0.5, 1e3, rng);
        compare(TransportProblem.doublyStochastic(20), 300, 0.5, 1e3, rng);
    }

    /** @param far by what the scores of every seventh matrix are multiplied */
    private static void compare(
            TransportProblem problem, int batch, double temperature, double far, RandomGenerator rng) {
        int size = problem.rowCount() * problem.columnCount();
        double[] psi = new double[batch * size];
        double[] weights = new double[batch * size];
        Arrays.setAll(psi, at -> (at / size % 7 == 6 ? far : 1) * rng.nextGaussian());
        Arrays.setAll(weights, at -> rng.nextGaussian());
        double[] x = new double[psi.length];
        double[] gradient = new double[psi.length];
        SinkhornBatch sinkhorn = new SinkhornBatch(problem, batch, 15, 0);
        sinkhorn.forward(psi, temperature, x);
        sinkhorn.backward(weights, gradient);
        UnrolledPass alone = new UnrolledPass(problem, 15, 0);
        DMatrixRMaj one = new DMatrixRMaj(problem.rowCount(), problem.columnCount());
        DMatrixRMaj expected = one.createLike();
        for (int s = 0; s < batch; s++) {
            System.arraycopy(psi, s * size, one.data, 0, size);
            alone.forward(one, temperature, expected);
            for (int e = 0; e < size; e++) {
                assertEquals(expected.data[e], x[s * size + e], 1e-10);
            }
            System.arraycopy(weights, s * size, one.data, 0, size);
            alone.backward(one, expected);
            for (int e = 0; e < size; e++) {
                assertEquals(expected.data[e], gradient[s * size + e], 1e-8 / temperature);
            }
        }
    }

    @Test
    void documentedFailures() {
        TransportProblem problem = TransportProblem.doublyStochastic(3);
        assertThrows(IllegalArgumentException.class, () -> new SinkhornBatch(problem, 0, 5, 0));
        SinkhornBatch sinkhorn = new SinkhornBatch(problem, 2, 5, 0);
        double[] x = new double[18];
        assertThrows(IllegalStateException.class, () -> sinkhorn.backward(x, x));
        assertThrows(IllegalArgumentException.class, () -> sinkhorn.forward(new double[17], 1, x));
        assertThrows(IllegalArgumentException.class, () -> sinkhorn.forward(x, 0, x));
    }
}
