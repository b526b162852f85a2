package io.permvi.relaxations.counting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class BetheMarginalsTest {
    private static final double STEP = 1e-4;

    private static DMatrixRMaj gaussian(int n, double scale, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        Arrays.setAll(matrix.data, e -> scale * rng.nextGaussian());
        return matrix;
    }

    @Test
    void theDerivativeIsThatOfFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(3);
        List<SparsityPattern> masks = List.of(
                SparsityPattern.all(4, 4),
                SparsityPattern.all(7, 7),
                SparsityPattern.where(6, 6, (i, j) -> Math.abs(i - j) <= 2 || i + j == 5));
        for (SparsityPattern allowed : masks) {
            int n = allowed.rows();
            BetheMarginals bethe = new BetheMarginals(allowed, 20_000, 1e-14);
            for (double scale : new double[] {0.1, 1}) {
                DMatrixRMaj theta = gaussian(n, scale, rng);
                DMatrixRMaj direction = gaussian(n, 1, rng);
                DMatrixRMaj above = new DMatrixRMaj(n, n);
                DMatrixRMaj below = new DMatrixRMaj(n, n);
                DMatrixRMaj derivative = new DMatrixRMaj(n, n);
                marginalsAt(STEP, theta, direction, bethe, above);
                marginalsAt(-STEP, theta, direction, bethe, below);
                assertTrue(bethe.load(theta).converged());
                bethe.derivative(direction, derivative);
                for (int e = 0; e < n * n; e++) {
                    double difference = (above.data[e] - below.data[e]) / (2 * STEP);
                    assertEquals(difference, derivative.data[e], 1e-6, allowed + " scale " + scale);
                }
            }
        }
    }

    private static void marginalsAt(
            double step, DMatrixRMaj theta, DMatrixRMaj direction, BetheMarginals bethe, DMatrixRMaj marginals) {
        DMatrixRMaj moved = theta.copy();
        CommonOps_DDRM.addEquals(moved, step, direction);
        bethe.load(moved);
        bethe.marginals(marginals);
    }
}
