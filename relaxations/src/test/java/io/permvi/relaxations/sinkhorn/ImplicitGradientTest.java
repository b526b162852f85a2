package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import io.permvi.relaxations.linalg.internal.VectorApi;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.EntropicTransport.Solver;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** The implicit gradient where there are far fewer rows than columns or far fewer columns than rows. */
class ImplicitGradientTest {
    /** The last two are larger than what is always kept sparse. */
    private static final int[][] SHAPES = {{3, 40}, {40, 3}, {16, 300}, {300, 16}};

    private static final double[] TEMPERATURES = {1, 0.1, 0.01, 0.001};

    /**
     * No partial sums of rows and columns are equal (nor are the totals, with slack): there the gradient in the
     * marginals jumps as the temperature falls to 0.
     */
    private static List<TransportProblem> problems(int m, int n, RandomGenerator rng) {
        double[] rows = masses(m, rng);
        double[] columns = masses(n, rng);
        double[] more = Arrays.stream(columns).map(mass -> 1.3 * mass).toArray();
        SparsityPattern all = SparsityPattern.all(m, n);
        SparsityPattern mask = SparsityPattern.where(m, n, (i, j) -> (i + j) % 3 != 0 || i == 0 || j == 0);
        List<TransportProblem> problems = new ArrayList<>();
        for (SparsityPattern allowed : List.of(all, mask)) {
            problems.add(TransportProblem.of(rows, columns).within(allowed));
            problems.add(TransportProblem.of(MatchingSpace.partial(allowed)).withMarginals(rows, more));
            if (m < n) {
                problems.add(TransportProblem.of(MatchingSpace.within(allowed)).withMarginals(rows, more));
            }
        }
        return problems;
    }

    private static double[] masses(int length, RandomGenerator rng) {
        double[] masses = rng.doubles(length, 0.5, 1.5).toArray();
        double total = Arrays.stream(masses).sum();
        return Arrays.stream(masses).map(mass -> mass / total).toArray();
    }

    /** Twelve grades, and differences of a few temperatures within each, so that the plan can still move. */
    private static DMatrixRMaj score(int m, int n, double temperature, RandomGenerator rng) {
        DMatrixRMaj score = new DMatrixRMaj(m, n);
        Arrays.setAll(score.data, at -> rng.nextInt(12) + 2 * temperature * rng.nextGaussian());
        return score;
    }

    private static DMatrixRMaj gaussian(int m, int n, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        Arrays.setAll(matrix.data, at -> rng.nextGaussian());
        return matrix;
    }

    /** A pass, and its plan and gradients for some scores and an adjoint. */
    private static final class Gradients {
        final TransportPass pass;
        final DMatrixRMaj plan;
        final DMatrixRMaj ofScore;
        final double[] ofRows;
        final double[] ofColumns;

        Gradients(TransportProblem problem, Solver solver) {
            pass = EntropicTransport.converged(1e-13).withSolver(solver).newPass(problem);
            plan = new DMatrixRMaj(problem.rowCount(), problem.columnCount());
            ofScore = plan.createLike();
            ofRows = new double[problem.rowCount()];
            ofColumns = new double[problem.columnCount()];
        }

        void compute(DMatrixRMaj score, double temperature, DMatrixRMaj weights) {
            pass.forward(score, temperature, plan);
            pass.backward(weights, ofScore, ofRows, ofColumns);
        }

        double value(DMatrixRMaj score, double temperature, DMatrixRMaj weights) {
            pass.forward(score, temperature, plan);
            return RowUpdates.dot(weights.data, 0, plan.data, weights.data.length);
        }
    }

    @Test
    void eliminationOnTheSmallerSideAgreesWithConjugateGradients() {
        RandomGenerator rng = new SplittableRandom(61);
        for (int[] shape : SHAPES) {
            for (TransportProblem problem : problems(shape[0], shape[1], rng)) {
                for (double temperature : TEMPERATURES) {
                    DMatrixRMaj score = score(shape[0], shape[1], temperature, rng);
                    DMatrixRMaj weights = gaussian(shape[0], shape[1], rng);
                    Gradients direct = new Gradients(problem, Solver.DIRECT);
                    Gradients conjugate = new Gradients(problem, Solver.CONJUGATE_GRADIENTS);
                    direct.compute(score, temperature, weights);
                    conjugate.compute(score, temperature, weights);
                    String name = Arrays.toString(shape) + " at " + temperature + ", " + problem.slack();
                    requireClose(direct.ofScore.data, conjugate.ofScore.data, name);
                    requireClose(direct.ofRows, conjugate.ofRows, name);
                    requireClose(direct.ofColumns, conjugate.ofColumns, name);
                    if (problem.slack() == TransportProblem.Slack.NONE) {
                        assertEquals(0, direct.ofColumns[shape[1] - 1]);
                        assertEquals(0, conjugate.ofColumns[shape[1] - 1]);
                    }
                }
            }
        }
    }

    private static void requireClose(double[] expected, double[] actual, String name) {
        double size = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertArrayEquals(expected, actual, 1e-8 * size, name);
    }

    @Test
    void theGradientsAreThoseOfFiniteDifferences() {
        RandomGenerator rng = new SplittableRandom(62);
        for (int[] shape : SHAPES) {
            for (TransportProblem problem : problems(shape[0], shape[1], rng)) {
                for (double temperature : TEMPERATURES) {
                    DMatrixRMaj score = score(shape[0], shape[1], temperature, rng);
                    DMatrixRMaj weights = gaussian(shape[0], shape[1], rng);
                    Gradients gradients = new Gradients(problem, Solver.AUTOMATIC);
                    gradients.compute(score, temperature, weights);
                    String name = Arrays.toString(shape) + " at " + temperature + ", " + problem.slack();
                    requireScoreGradient(gradients, score, temperature, weights, name, rng);
                    requireMarginalGradient(gradients, problem, score, temperature, weights, name, rng);
                }
            }
        }
    }

    private static void requireScoreGradient(
            Gradients gradients,
            DMatrixRMaj score,
            double temperature,
            DMatrixRMaj weights,
            String name,
            RandomGenerator rng) {
        DMatrixRMaj move = gaussian(score.numRows, score.numCols, rng);
        double claimed = RowUpdates.dot(gradients.ofScore.data, 0, move.data, gradients.ofScore.data.length);
        double scale = Math.abs(claimed)
                + Math.sqrt(RowUpdates.dot(
                        gradients.ofScore.data, 0, gradients.ofScore.data, gradients.ofScore.data.length));
        double step = 1e-4 * temperature;
        DMatrixRMaj up = score.copy();
        DMatrixRMaj down = score.copy();
        for (int at = 0; at < move.data.length; at++) {
            up.data[at] += step * move.data[at];
            down.data[at] -= step * move.data[at];
        }
        double difference = gradients.value(up, temperature, weights) - gradients.value(down, temperature, weights);
        assertEquals(difference / (2 * step), claimed, 1e-5 * scale, name);
    }

    /** Along directions that keep the totals, which is all that a problem without slack allows. */
    private static void requireMarginalGradient(
            Gradients gradients,
            TransportProblem problem,
            DMatrixRMaj score,
            double temperature,
            DMatrixRMaj weights,
            String name,
            RandomGenerator rng) {
        boolean free = problem.slack() != TransportProblem.Slack.NONE;
        double[] rows = problem.rows();
        double[] columns = problem.columns();
        double[] moveRows = move(rows, free, rng);
        double[] moveColumns = move(columns, free, rng);
        double claimed = RowUpdates.dot(gradients.ofRows, 0, moveRows, gradients.ofRows.length)
                + RowUpdates.dot(gradients.ofColumns, 0, moveColumns, gradients.ofColumns.length);
        double scale = Math.sqrt(RowUpdates.dot(gradients.ofRows, 0, gradients.ofRows, gradients.ofRows.length)
                        * RowUpdates.dot(moveRows, 0, moveRows, moveRows.length)
                + RowUpdates.dot(gradients.ofColumns, 0, gradients.ofColumns, gradients.ofColumns.length)
                        * RowUpdates.dot(moveColumns, 0, moveColumns, moveColumns.length));
        double step = 1e-5;
        double difference = 0;
        for (double signed : new double[] {step, -step}) {
            double[] movedRows = new double[rows.length];
            double[] movedColumns = new double[columns.length];
            Arrays.setAll(movedRows, i -> rows[i] + signed * moveRows[i]);
            Arrays.setAll(movedColumns, j -> columns[j] + signed * moveColumns[j]);
            gradients.pass.setMarginals(movedRows, movedColumns);
            difference += Math.signum(signed) * gradients.value(score, temperature, weights);
        }
        assertEquals(difference / (2 * step), claimed, 1e-5 * scale, name);
    }

    /** In proportion to the masses. */
    private static double[] move(double[] masses, boolean free, RandomGenerator rng) {
        double[] move =
                Arrays.stream(masses).map(mass -> mass * rng.nextGaussian()).toArray();
        double total = Arrays.stream(masses).sum();
        double gain = free ? 0 : Arrays.stream(move).sum() / total;
        Arrays.setAll(move, i -> move[i] - gain * masses[i]);
        return move;
    }

    @Test
    void theGradientIsThatOfTheLastForward() {
        RandomGenerator rng = new SplittableRandom(63);
        for (TransportProblem problem : problems(5, 12, rng)) {
            DMatrixRMaj score = score(5, 12, 0.1, rng);
            DMatrixRMaj weights = gaussian(5, 12, rng);
            for (Solver solver : new Solver[] {Solver.DIRECT, Solver.CONJUGATE_GRADIENTS}) {
                Gradients gradients = new Gradients(problem, solver);
                gradients.compute(score, 0.1, weights);
                double[] before = gradients.ofScore.data.clone();
                double[] rows = problem.rows();
                double moved = 0.2 * rows[0];
                rows[0] -= moved;
                rows[1] += moved;
                gradients.pass.setMarginals(rows, problem.columns());
                gradients.pass.backward(weights, gradients.ofScore, gradients.ofRows, gradients.ofColumns);
                assertArrayEquals(before, gradients.ofScore.data);
            }
        }
    }

    @Test
    void allocatesNothingOnSecondUse() {
        assumeFalse(VectorApi.isPresent(), "explicit vectors are objects until the compiler has settled");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        RandomGenerator rng = new SplittableRandom(64);
        for (int[] shape : SHAPES) {
            DMatrixRMaj score = score(shape[0], shape[1], 0.1, rng);
            DMatrixRMaj weights = gaussian(shape[0], shape[1], rng);
            for (TransportProblem problem : problems(shape[0], shape[1], rng)) {
                Gradients gradients = new Gradients(problem, Solver.AUTOMATIC);
                long allocated = Long.MAX_VALUE;
                for (int repetition = 0; repetition < 4; repetition++) {
                    long before = threads.getCurrentThreadAllocatedBytes();
                    for (double temperature : TEMPERATURES) {
                        gradients.compute(score, temperature, weights);
                    }
                    allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
                }
                assertEquals(0, allocated);
            }
        }
    }

    /** The dense levels of the larger shapes, at a temperature at which most entries count. */
    @Test
    void theShapesCoverDenseLevels() {
        RandomGenerator rng = new SplittableRandom(65);
        for (int[] shape : SHAPES) {
            TransportProblem problem = problems(shape[0], shape[1], rng).get(0);
            TemperaturePath path = new TemperaturePath(problem, new Slack(problem, true), 1e-9, 100);
            path.solve(score(shape[0], shape[1], 1, rng), 1);
            assertEquals(shape[0] * shape[1] > 4096, path.level().kernel() instanceof DenseLevelKernel);
            path.solve(score(shape[0], shape[1], 0.01, rng), 0.01);
            assertTrue(path.level().kernel() instanceof SparseLevelKernel);
        }
    }
}
