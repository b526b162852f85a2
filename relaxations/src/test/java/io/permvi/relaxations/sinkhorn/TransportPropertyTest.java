package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Thousands of random problems, many of them unpleasant. */
class TransportPropertyTest {
    @Test
    void marginalsHoldAndGradientsAreFiniteOnRandomProblems() {
        assertTimeoutPreemptively(Duration.ofMinutes(3), () -> requireConvergence(IntStream.range(0, 3000)));
    }

    /** Sums of some rows and some columns differ by less than the levels on the way are solved to. */
    @Test
    void blocksThatAlmostBalanceStillExchangeWhatTheyLack() {
        requireConvergence(IntStream.of(298414, 2135008, 2183512, 2492852, 2538749, 2653932));
    }

    @Test
    @Tag("study")
    void marginalsHoldAndGradientsAreFiniteOnManyRandomProblems() {
        assertTimeoutPreemptively(
                Duration.ofMinutes(15), () -> requireConvergence(IntStream.range(1_000_000, 1_010_000)));
    }

    private static void requireConvergence(IntStream seeds) {
        int[] failures = seeds.filter(seed -> !check(seed)).toArray();
        assertEquals(0, failures.length, "not converged: " + Arrays.toString(failures));
    }

    private static boolean check(int seed) {
        RandomGenerator rng = new SplittableRandom(seed);
        TransportProblem problem = problem(rng);
        DMatrixRMaj score = score(problem, rng);
        double temperature = Math.pow(10, -4 + 7 * rng.nextDouble());
        DMatrixRMaj plan = score.createLike();
        DMatrixRMaj gradient = score.createLike();
        double[] ofRows = new double[problem.rowCount()];
        double[] ofColumns = new double[problem.columnCount()];
        String name = "seed " + seed + " at " + temperature;
        boolean converged = true;
        for (Transport transport : new Transport[] {EntropicTransport.withDefaults(), new SinkhornOperator(12, 0)}) {
            TransportPass pass = transport.newPass(problem);
            pass.forward(score, temperature, plan);
            assertTrue(pass.stopReason() != TransportStop.NON_FINITE, name);
            assertEquals(pass.converged(), pass.stopReason() == TransportStop.CONVERGED, name);
            requireMarginals(problem, plan, pass.marginalError(), name);
            pass.backward(score, gradient, ofRows, ofColumns);
            for (double entry : gradient.data) {
                assertTrue(Double.isFinite(entry), name);
            }
            assertTrue(Double.isFinite(ofRows[0]) && Double.isFinite(ofColumns[0]), name);
            converged &= transport instanceof SinkhornOperator || pass.converged();
        }
        return converged;
    }

    private static TransportProblem problem(RandomGenerator rng) {
        int m = 1 + rng.nextInt(40);
        int n = 1 + rng.nextInt(40);
        switch (rng.nextInt(6)) {
            case 0:
                return TransportProblem.doublyStochastic(n);
            case 1:
                return TransportProblem.of(MatchingSpace.within(SparsityPattern.all(Math.min(m, n), Math.max(m, n))));
            case 2:
                double chance = rng.nextDouble();
                return TransportProblem.of(MatchingSpace.partial(
                        SparsityPattern.where(m, n, (i, j) -> i == j || rng.nextDouble() < chance)));
            case 3:
                return masked(n, rng);
            case 4:
                return TransportProblem.of(marginals(m, rng), marginals(n, rng)).withDustbins();
            default:
                return TransportProblem.of(marginals(m, rng), marginals(n, rng));
        }
    }

    private static TransportProblem masked(int n, RandomGenerator rng) {
        Permutation feasible = Permutation.random(n, rng);
        double chance = rng.nextDouble();
        return TransportProblem.doublyStochastic(n)
                .within(SparsityPattern.where(n, n, (i, j) -> feasible.place(i) == j || rng.nextDouble() < chance));
    }

    private static double[] marginals(int length, RandomGenerator rng) {
        double[] values = new double[length];
        Arrays.setAll(values, i -> rng.nextInt(5) == 0 ? Math.pow(10, -9 * rng.nextDouble()) : rng.nextDouble());
        double total = Arrays.stream(values).sum();
        Arrays.setAll(values, i -> values[i] / total);
        return values;
    }

    private static DMatrixRMaj score(TransportProblem problem, RandomGenerator rng) {
        DMatrixRMaj score = new DMatrixRMaj(problem.rowCount(), problem.columnCount());
        double size = Math.pow(10, -2 + 8 * rng.nextDouble());
        boolean ties = rng.nextInt(3) == 0;
        Arrays.setAll(score.data, at -> ties ? size * rng.nextInt(4) : size * rng.nextDouble());
        return score;
    }

    private static void requireMarginals(TransportProblem problem, DMatrixRMaj plan, double stated, String name) {
        double[] rows = problem.rows();
        double[] columns = problem.columns();
        boolean exactRows = problem.slack() != TransportProblem.Slack.BOTH;
        boolean exactColumns = problem.slack() == TransportProblem.Slack.NONE;
        double tolerance = stated + 1e-9;
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (int j = 0; j < columns.length; j++) {
                assertTrue(plan.get(i, j) >= 0, name);
                sum += plan.get(i, j);
            }
            assertEquals(exactRows ? rows[i] : Math.min(rows[i], sum), sum, tolerance, name + " row " + i);
        }
        for (int j = 0; j < columns.length; j++) {
            double sum = 0;
            for (int i = 0; i < rows.length; i++) {
                sum += plan.get(i, j);
            }
            assertEquals(exactColumns ? columns[j] : Math.min(columns[j], sum), sum, tolerance, name + " column " + j);
        }
    }
}
