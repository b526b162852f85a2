package io.permvi.relaxations.polytope;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import io.permvi.relaxations.InvertibleRelaxation;
import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import io.permvi.relaxations.permutation.Space;
import io.permvi.testkit.RelaxationContract;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;

class StickBreakingTest extends RelaxationContract {
    @Override
    protected Relaxation relaxation() {
        return new StickBreaking(Permutation.identity(0), Permutation.identity(0));
    }

    @Override
    protected double sumTolerance() {
        return 1e-12;
    }

    private record Case(
            int n, double[][] b, double[][] w, double[][] x, double log_det, double[][] grad_b_of_wx_plus_log_det) {}

    private static Case[] golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                StickBreakingTest.class.getResourceAsStream("/golden/stick_breaking.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    private static DMatrixRMaj square(int n, double scale, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(n, n);
        for (int e = 0; e < n * n; e++) {
            matrix.data[e] = scale * rng.nextGaussian();
        }
        return matrix;
    }

    private static InvertibleRelaxation.Pass pass(int n) {
        return new StickBreaking().newPass(MatchingSpace.permutations(n));
    }

    /** The psi whose fractions are b, at temperature 1. */
    private static DMatrixRMaj psiOf(Case c) {
        DMatrixRMaj psi = new DMatrixRMaj(c.n - 1, c.n - 1);
        pass(c.n).inverse(new DMatrixRMaj(c.x), 1, psi);
        return psi;
    }

    @Test
    void agreesWithTheReferenceNumbers() throws IOException {
        for (Case c : golden()) {
            InvertibleRelaxation.Pass pass = pass(c.n);
            DMatrixRMaj x = new DMatrixRMaj(c.n, c.n);
            DMatrixRMaj gradient = new DMatrixRMaj(c.n - 1, c.n - 1);
            pass.forward(psiOf(c), 1, x);
            assertArrayEquals(new DMatrixRMaj(c.x).data, x.data, 1e-12);
            double logSlopes = 0;
            for (double[] row : c.b) {
                for (double b : row) {
                    logSlopes += Math.log(b * (1 - b));
                }
            }
            assertEquals(c.log_det + logSlopes, pass.logAbsDetJacobian(), 1e-9 * (1 + Math.abs(logSlopes)));
            pass.backward(new DMatrixRMaj(c.w), 1, gradient);
            for (int k = 0; k < c.n - 1; k++) {
                for (int l = 0; l < c.n - 1; l++) {
                    double b = c.b[k][l];
                    double expected = c.grad_b_of_wx_plus_log_det[k][l] * b * (1 - b) + 1 - 2 * b;
                    assertEquals(expected, gradient.get(k, l), 1e-9 * (1 + Math.abs(expected)));
                }
            }
        }
    }

    @Test
    void zeroIsTheUniformMatrixAtEveryTemperature() {
        DMatrixRMaj x = new DMatrixRMaj(7, 7);
        for (double temperature : new double[] {0.01, 1, 5}) {
            pass(7).forward(new DMatrixRMaj(6, 6), temperature, x);
            for (double entry : x.data) {
                assertEquals(1.0 / 7, entry, 1e-12);
            }
        }
    }

    @Test
    void logDeterminantIsThatOfTheNumericalJacobian() {
        RandomGenerator rng = new SplittableRandom(5);
        for (int n = 2; n <= 4; n++) {
            Permutation rows = Permutation.random(n, rng);
            StickBreaking relaxation = new StickBreaking(rows, Permutation.random(n, rng));
            InvertibleRelaxation.Pass pass = relaxation.newPass(MatchingSpace.permutations(n));
            DMatrixRMaj psi = square(n - 1, 1, rng);
            pass.forward(psi, 0.7, new DMatrixRMaj(n, n));
            double logDet = pass.logAbsDetJacobian();
            assertEquals(numericalLogDet(pass, psi, 0.7), logDet, 1e-6);
        }
    }

    private static double numericalLogDet(InvertibleRelaxation.Pass pass, DMatrixRMaj psi, double temperature) {
        int k = psi.numRows;
        int n = k + 1;
        double step = 1e-6;
        DMatrixRMaj jacobian = new DMatrixRMaj(k * k, k * k);
        DMatrixRMaj up = new DMatrixRMaj(n, n);
        DMatrixRMaj down = new DMatrixRMaj(n, n);
        for (int e = 0; e < k * k; e++) {
            double kept = psi.data[e];
            psi.data[e] = kept + step;
            pass.forward(psi, temperature, up);
            psi.data[e] = kept - step;
            pass.forward(psi, temperature, down);
            psi.data[e] = kept;
            for (int f = 0; f < k * k; f++) {
                int entry = f / k * n + f % k;
                jacobian.set(f, e, (up.data[entry] - down.data[entry]) / (2 * step));
            }
        }
        return Math.log(Math.abs(CommonOps_DDRM.det(jacobian)));
    }

    @Test
    void gradientAgreesWithFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(6);
        for (int n : new int[] {2, 3, 5, 8}) {
            Permutation columns = Permutation.random(n, rng);
            StickBreaking relaxation = new StickBreaking().withColumnOrder(columns);
            InvertibleRelaxation.Pass pass = relaxation.newPass(MatchingSpace.permutations(n));
            DMatrixRMaj psi = square(n - 1, 1, rng);
            DMatrixRMaj direction = square(n - 1, 1, rng);
            DMatrixRMaj weights = square(n, 1, rng);
            DMatrixRMaj gradient = new DMatrixRMaj(n - 1, n - 1);
            double step = 1e-6;
            double up = value(pass, psi, direction, step, weights);
            double down = value(pass, psi, direction, -step, weights);
            value(pass, psi, direction, 0, weights);
            pass.backward(weights, 1.5, gradient);
            assertEquals((up - down) / (2 * step), dot(gradient, direction), 1e-6);
        }
    }

    private static double value(
            InvertibleRelaxation.Pass pass, DMatrixRMaj psi, DMatrixRMaj direction, double step, DMatrixRMaj weights) {
        DMatrixRMaj x = weights.createLike();
        DMatrixRMaj moved = psi.createLike();
        CommonOps_DDRM.add(1, psi, step, direction, moved);
        pass.forward(moved, 0.8, x);
        return dot(weights, x) + 1.5 * pass.logAbsDetJacobian();
    }

    @Test
    void inverseReturnsPsiForEveryOrder() {
        RandomGenerator rng = new SplittableRandom(7);
        for (int n : new int[] {2, 3, 6, 12}) {
            StickBreaking relaxation = new StickBreaking(Permutation.random(n, rng), Permutation.random(n, rng));
            InvertibleRelaxation.Pass pass = relaxation.newPass(MatchingSpace.permutations(n));
            DMatrixRMaj psi = square(n - 1, 0.7, rng);
            DMatrixRMaj x = new DMatrixRMaj(n, n);
            DMatrixRMaj back = psi.createLike();
            pass.forward(psi, 0.9, x);
            pass.inverse(x, 0.9, back);
            assertArrayEquals(psi.data, back.data, 1e-6);
        }
    }

    @Test
    void extremeInputsStayFiniteAndDoublyStochastic() {
        RandomGenerator rng = new SplittableRandom(8);
        int n = 9;
        InvertibleRelaxation.Pass pass = pass(n);
        DMatrixRMaj x = new DMatrixRMaj(n, n);
        DMatrixRMaj gradient = new DMatrixRMaj(n - 1, n - 1);
        for (int trial = 0; trial < 200; trial++) {
            DMatrixRMaj psi = square(n - 1, 1, rng);
            for (int e = 0; e < psi.data.length; e++) {
                psi.data[e] = (trial % 2 == 0 ? 1000 : 30) * Math.signum(psi.data[e]);
            }
            pass.forward(psi, trial % 3 == 0 ? 0.01 : 1, x);
            pass.backward(x, 1, gradient);
            assertTrue(Double.isFinite(pass.logAbsDetJacobian()));
            for (int i = 0; i < n; i++) {
                double rowSum = 0;
                double columnSum = 0;
                for (int j = 0; j < n; j++) {
                    assertTrue(x.get(i, j) >= 0);
                    rowSum += x.get(i, j);
                    columnSum += x.get(j, i);
                }
                assertEquals(1, rowSum, 1e-12);
                assertEquals(1, columnSum, 1e-12);
            }
            for (double entry : gradient.data) {
                assertTrue(Double.isFinite(entry));
            }
        }
    }

    @Test
    void lowTemperatureGivesPermutations() {
        DMatrixRMaj x = new DMatrixRMaj(6, 6);
        pass(6).forward(square(5, 1, new SplittableRandom(9)), 1e-5, x);
        for (double entry : x.data) {
            assertEquals(0, Math.min(entry, 1 - entry), 1e-9);
        }
    }

    @Test
    void documentedFailures() {
        StickBreaking relaxation = new StickBreaking();
        SparsityPattern masked = SparsityPattern.where(3, 3, (i, j) -> i != 0 || j != 0);
        Space[] refused = {
            MatchingSpace.within(masked),
            MatchingSpace.within(SparsityPattern.all(2, 3)),
            MatchingSpace.partial(SparsityPattern.all(3, 3)),
            Categories.of(3, 3)
        };
        for (Space space : refused) {
            assertThrows(IllegalArgumentException.class, () -> relaxation.newPass(space));
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> relaxation.withRowOrder(Permutation.identity(2)).newPass(MatchingSpace.permutations(3)));
        InvertibleRelaxation.Pass pass = pass(3);
        DMatrixRMaj psi = new DMatrixRMaj(2, 2);
        DMatrixRMaj x = new DMatrixRMaj(3, 3);
        assertThrows(IllegalStateException.class, pass::logAbsDetJacobian);
        assertThrows(IllegalStateException.class, () -> pass.backward(x, psi));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(psi, 0, x));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(x, 1, x));
        assertThrows(IllegalArgumentException.class, () -> pass.inverse(x, 1, psi));
        assertThrows(IllegalArgumentException.class, () -> pass.inverse(CommonOps_DDRM.identity(3), 1, psi));
    }
}
