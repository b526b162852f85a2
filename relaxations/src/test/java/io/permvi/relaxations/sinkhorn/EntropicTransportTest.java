package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.testkit.GradientCheck;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class EntropicTransportTest {
    private record Case(
            int m,
            int n,
            double gamma,
            double[][] cost,
            double[] r,
            double[] c,
            double[][] w,
            double[][] p,
            double[][] grad_cost,
            double[] grad_r_centred,
            double[] grad_c_centred) {}

    private static Case[] golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                EntropicTransportTest.class.getResourceAsStream("/golden/optimal_transport.json"),
                StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    @Test
    void agreesWithTheReferencePlansAndGradients() throws IOException {
        for (Case c : golden()) {
            for (Transport transport : List.of(EntropicTransport.converged(1e-13), new SinkhornOperator(3000, 1e-14))) {
                TransportPass pass = transport.newPass(TransportProblem.of(c.r, c.c));
                DMatrixRMaj score = new DMatrixRMaj(c.cost);
                CommonOps_DDRM.changeSign(score);
                DMatrixRMaj plan = score.createLike();
                DMatrixRMaj gradient = score.createLike();
                double[] ofRows = new double[c.m];
                double[] ofColumns = new double[c.n];
                pass.forward(score, 1 / c.gamma, plan);
                pass.backward(new DMatrixRMaj(c.w), gradient, ofRows, ofColumns);
                CommonOps_DDRM.changeSign(gradient);
                assertArrayEquals(new DMatrixRMaj(c.p).data, plan.data, 1e-9);
                assertArrayEquals(new DMatrixRMaj(c.grad_cost).data, gradient.data, 1e-8);
                assertArrayEquals(c.grad_r_centred, centered(ofRows), 1e-8);
                assertArrayEquals(c.grad_c_centred, centered(ofColumns), 1e-8);
                double exponent = score.get(0, 0) + pass.rowPotential(0) + pass.columnPotential(0);
                assertEquals(plan.get(0, 0), Math.exp(exponent * c.gamma), 1e-9);
            }
        }
    }

    private static double[] centered(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        return Arrays.stream(values).map(value -> value - mean).toArray();
    }

    private static DMatrixRMaj gaussian(int m, int n, double size, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        Arrays.setAll(matrix.data, at -> size * rng.nextGaussian());
        return matrix;
    }

    private static List<TransportProblem> problems(RandomGenerator rng) {
        double[] rows = {0.1, 0.4, 0.3, 0.2};
        double[] columns = {0.25, 0.05, 0.3, 0.1, 0.3};
        SparsityPattern mask = SparsityPattern.where(4, 5, (i, j) -> (i + 2 * j) % 4 != 0 || i == j);
        return List.of(
                TransportProblem.doublyStochastic(5),
                TransportProblem.of(rows, columns),
                TransportProblem.of(rows, columns).within(mask),
                TransportProblem.of(rows, columns).withDustbins(),
                TransportProblem.of(MatchingSpace.within(SparsityPattern.all(3, 6))),
                TransportProblem.of(MatchingSpace.partial(SparsityPattern.where(5, 4, (i, j) -> i != j))));
    }

    @Test
    void scoreGradientIsThatOfFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(31);
        for (TransportProblem problem : problems(rng)) {
            for (double temperature : new double[] {0.3, 1}) {
                EntropicTransport converged = EntropicTransport.converged(1e-13);
                for (Transport transport : List.of(
                        converged.withSolver(EntropicTransport.Solver.DIRECT),
                        converged.withSolver(EntropicTransport.Solver.CONJUGATE_GRADIENTS),
                        new SinkhornOperator(7, 0))) {
                    checkScoreGradient(transport.newPass(problem), problem, temperature, rng);
                }
            }
        }
    }

    private static void checkScoreGradient(
            TransportPass pass, TransportProblem problem, double temperature, RandomGenerator rng) {
        int m = problem.rowCount();
        int n = problem.columnCount();
        DMatrixRMaj score = gaussian(m, n, 1, rng);
        DMatrixRMaj weights = gaussian(m, n, 1, rng);
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        pass.forward(score, temperature, plan);
        pass.backward(weights, gradient, new double[m], new double[n]);
        double error = GradientCheck.relativeError(
                moved -> {
                    pass.forward(moved, temperature, plan);
                    return RowUpdates.dot(weights.data, 0, plan.data, weights.data.length);
                },
                score,
                gradient,
                rng);
        assertTrue(error < 1e-6, error + " at " + temperature);
    }

    @Test
    void marginalGradientsAreThoseOfFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(32);
        for (TransportProblem problem : problems(rng)) {
            for (Transport transport : List.of(EntropicTransport.converged(1e-13), new SinkhornOperator(9, 0))) {
                checkMarginalGradient(transport.newPass(problem), problem, rng);
            }
        }
    }

    /** Along directions that keep the totals, which is all that the problem allows and the gradient determines. */
    private static void checkMarginalGradient(TransportPass pass, TransportProblem problem, RandomGenerator rng) {
        int m = problem.rowCount();
        int n = problem.columnCount();
        DMatrixRMaj score = gaussian(m, n, 1, rng);
        DMatrixRMaj weights = gaussian(m, n, 1, rng);
        double[] ofRows = new double[m];
        double[] ofColumns = new double[n];
        pass.forward(score, 0.5, weights.createLike());
        pass.backward(weights, weights.createLike(), ofRows, ofColumns);
        double step = 1e-5;
        for (int trial = 0; trial < 4; trial++) {
            double[] moveRows = centered(rng.doubles(m).toArray());
            double[] moveColumns = centered(rng.doubles(n).toArray());
            double claimed = RowUpdates.dot(ofRows, 0, moveRows, ofRows.length)
                    + RowUpdates.dot(ofColumns, 0, moveColumns, ofColumns.length);
            double up = value(pass, problem, score, weights, moveRows, moveColumns, step);
            double down = value(pass, problem, score, weights, moveRows, moveColumns, -step);
            assertEquals((up - down) / (2 * step), claimed, 1e-6 * (1 + Math.abs(claimed)));
        }
    }

    private static double value(
            TransportPass pass,
            TransportProblem problem,
            DMatrixRMaj score,
            DMatrixRMaj weights,
            double[] moveRows,
            double[] moveColumns,
            double step) {
        double[] rows = problem.rows();
        double[] columns = problem.columns();
        Arrays.setAll(rows, i -> rows[i] + step * moveRows[i]);
        Arrays.setAll(columns, j -> columns[j] + step * moveColumns[j]);
        pass.setMarginals(rows, columns);
        DMatrixRMaj plan = score.createLike();
        pass.forward(score, 0.5, plan);
        return RowUpdates.dot(weights.data, 0, plan.data, weights.data.length);
    }

    @Test
    void unrolledAndImplicitAgreeAtConvergence() {
        RandomGenerator rng = new SplittableRandom(33);
        for (TransportProblem problem : problems(rng)) {
            int m = problem.rowCount();
            int n = problem.columnCount();
            DMatrixRMaj score = gaussian(m, n, 1, rng);
            DMatrixRMaj weights = gaussian(m, n, 1, rng);
            DMatrixRMaj[] plans = {score.createLike(), score.createLike()};
            DMatrixRMaj[] gradients = {score.createLike(), score.createLike()};
            Transport[] both = {EntropicTransport.converged(1e-13), new SinkhornOperator(3000, 0)};
            for (int k = 0; k < 2; k++) {
                TransportPass pass = both[k].newPass(problem);
                pass.forward(score, 0.5, plans[k]);
                pass.backward(weights, gradients[k], new double[m], new double[n]);
            }
            assertArrayEquals(plans[0].data, plans[1].data, 1e-10);
            assertArrayEquals(gradients[0].data, gradients[1].data, 1e-9);
        }
    }

    @Test
    void theDirectSolverAgreesWithConjugateGradients() {
        RandomGenerator rng = new SplittableRandom(37);
        for (TransportProblem problem : problems(rng)) {
            requireSameGradient(problem, gaussian(problem.rowCount(), problem.columnCount(), 1, rng), 0.3, rng);
        }
        for (int n : new int[] {6, 20, 64, 90}) {
            double[] masses = rng.doubles(n, 0.5, 1.5).map(mass -> mass / n).toArray();
            double total = Arrays.stream(masses).sum();
            double[] equal = new double[n / 2];
            Arrays.fill(equal, total / equal.length);
            for (double temperature : new double[] {1, 0.1, 0.01}) {
                requireSameGradient(TransportProblem.doublyStochastic(n), gaussian(n, n, 1, rng), temperature, rng);
                requireSameGradient(TransportProblem.of(equal, masses), gaussian(n / 2, n, 1, rng), temperature, rng);
                requireSameGradient(TransportProblem.of(masses, equal), gaussian(n, n / 2, 1, rng), temperature, rng);
            }
        }
    }

    /** To 1e-9 of the gradient's length, or of that of the plan times the adjoint where the gradient all but vanishes. */
    private static void requireSameGradient(
            TransportProblem problem, DMatrixRMaj score, double temperature, RandomGenerator rng) {
        DMatrixRMaj weights = gaussian(score.numRows, score.numCols, 1, rng);
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj direct = score.createLike();
        DMatrixRMaj conjugate = score.createLike();
        for (boolean elimination : new boolean[] {true, false}) {
            TransportPass pass = EntropicTransport.withDefaults()
                    .withSolver(
                            elimination
                                    ? EntropicTransport.Solver.DIRECT
                                    : EntropicTransport.Solver.CONJUGATE_GRADIENTS)
                    .newPass(problem);
            pass.forward(score, temperature, plan);
            pass.backward(
                    weights,
                    elimination ? direct : conjugate,
                    new double[problem.rowCount()],
                    new double[problem.columnCount()]);
        }
        CommonOps_DDRM.subtractEquals(conjugate, direct);
        double size = NormOps_DDRM.normF(direct) + 1e-3 * NormOps_DDRM.normF(plan) / temperature;
        assertEquals(0, NormOps_DDRM.normF(conjugate) / size, 1e-9);
    }

    @Test
    void theApproximateGradientIsThePlanTimesTheAdjoint() {
        TransportProblem problem = TransportProblem.uniform(3, 4);
        TransportPass pass = EntropicTransport.withDefaults()
                .withSolver(EntropicTransport.Solver.LEFT_OUT)
                .newPass(problem);
        RandomGenerator rng = new SplittableRandom(34);
        DMatrixRMaj weights = gaussian(3, 4, 1, rng);
        DMatrixRMaj plan = weights.createLike();
        DMatrixRMaj gradient = weights.createLike();
        double[] ofRows = new double[3];
        pass.forward(gaussian(3, 4, 1, rng), 0.25, plan);
        pass.backward(weights, gradient, ofRows, new double[4]);
        for (int at = 0; at < 12; at++) {
            assertEquals(plan.data[at] * weights.data[at] / 0.25, gradient.data[at], 1e-14);
        }
        assertArrayEquals(new double[3], ofRows);
    }

    @Test
    void warmStartsReachTheSamePlanInFewerSteps() {
        RandomGenerator rng = new SplittableRandom(35);
        int n = 60;
        TransportPass pass = EntropicTransport.withDefaults().newPass(TransportProblem.doublyStochastic(n));
        DMatrixRMaj score = gaussian(n, n, 1, rng);
        DMatrixRMaj cold = score.createLike();
        DMatrixRMaj warm = score.createLike();
        double[] potentials = new double[n];
        for (double change : new double[] {0.001, 0.05, 5}) {
            pass.forward(score, 0.05, cold);
            Arrays.setAll(potentials, pass::columnPotential);
            for (int at = 0; at < n * n; at++) {
                score.data[at] += change * rng.nextGaussian();
            }
            pass.forward(score, 0.05, cold);
            int coldSteps = pass.iterationsUsed();
            pass.startFrom(potentials);
            pass.forward(score, 0.05, warm);
            assertTrue(pass.converged());
            assertArrayEquals(cold.data, warm.data, 1e-7);
            assertTrue(change > 0.01 || pass.iterationsUsed() < coldSteps);
        }
    }

    @Test
    void allocatesNothingOnceWarm() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RandomGenerator rng = new SplittableRandom(36);
        for (Transport transport : List.of(EntropicTransport.withDefaults(), new SinkhornOperator(20, 0))) {
            TransportPass pass = transport.newPass(TransportProblem.uniform(30, 40));
            DMatrixRMaj score = gaussian(30, 40, 1, rng);
            DMatrixRMaj plan = score.createLike();
            DMatrixRMaj gradient = score.createLike();
            double[] ofRows = new double[30];
            double[] ofColumns = new double[40];
            double[] temperatures = {0.05, 0.3, 2};
            long allocated = Long.MAX_VALUE;
            for (int repetition = 0; repetition < 4; repetition++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (double temperature : temperatures) {
                    pass.forward(score, temperature, plan);
                    pass.backward(plan, gradient, ofRows, ofColumns);
                }
                allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertEquals(0, allocated);
        }
    }

    @Test
    void oneStepMayBeAllAndItsEndIsSaid() {
        DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{9, 0, 4}, {7, 1, 3}, {0, 8, 2}});
        TransportPass pass = new EntropicTransport(1e-12, 1, EntropicTransport.Solver.AUTOMATIC)
                .newPass(TransportProblem.doublyStochastic(3));
        pass.forward(scores, 0.1, new DMatrixRMaj(3, 3));
        assertEquals(TransportStop.ITERATION_LIMIT, pass.stopReason());
        assertTrue(
                pass.stopReason().sentence().contains("allow more"),
                pass.stopReason().sentence());
    }

    @Test
    void eachBadInputHasItsOwnMessage() {
        double[] half = {0.5, 0.5};
        TransportProblem problem = TransportProblem.of(half, new double[] {0.2, 0.8});
        requireMessage("at least one row", () -> TransportProblem.of(new double[0], half));
        requireMessage("at least one column", () -> TransportProblem.of(half, new double[0]));
        requireMessage("column 1", () -> TransportProblem.of(half, new double[] {1.5, -0.5}));
        requireMessage("got NaN", () -> TransportProblem.of(half, new double[] {Double.NaN, 1}));
        requireMessage("got 0.0", () -> TransportProblem.of(half, new double[] {0, 1}));
        requireMessage("sum to", () -> TransportProblem.of(half, new double[] {0.5, 0.6}));
        requireMessage("mask must be 2 x 2, got 3 x 2", () -> problem.within(SparsityPattern.all(3, 2)));
        requireMessage("hold", () -> problem.within(SparsityPattern.where(2, 2, (i, j) -> i == j)));
        requireMessage("hold", () -> TransportProblem.of(half, new double[] {1})
                .within(SparsityPattern.where(2, 1, (i, j) -> i == 0)));
    }

    private static void requireMessage(String part, Executable bad) {
        String message = assertThrows(IllegalArgumentException.class, bad).getMessage();
        assertTrue(message.contains(part), message);
    }

    @Test
    void documentedFailures() {
        TransportProblem problem = TransportProblem.of(new double[] {0.5, 0.5}, new double[] {0.2, 0.8});
        assertThrows(IllegalArgumentException.class, () -> EntropicTransport.converged(0));
        assertThrows(IllegalArgumentException.class, () -> new SinkhornOperator(0, 0));
        TransportPass pass = EntropicTransport.withDefaults().newPass(problem);
        DMatrixRMaj square = new DMatrixRMaj(2, 2);
        assertThrows(IllegalStateException.class, () -> pass.backward(square, square, new double[2], new double[2]));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(square, 0, square));
        assertThrows(IllegalArgumentException.class, () -> pass.forward(new DMatrixRMaj(2, 3), 1, square));
        assertThrows(IllegalArgumentException.class, () -> pass.startFrom(new double[3]));
        DMatrixRMaj broken = new DMatrixRMaj(2, 2);
        broken.set(0, 0, Double.NaN);
        assertThrows(IllegalArgumentException.class, () -> pass.forward(broken, 1, square));
        assertThrows(
                UnsupportedOperationException.class,
                () -> new SinkhornOperator(3, 0).newPass(problem).startFrom(new double[2]));
    }
}
