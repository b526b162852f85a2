package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.Relaxation;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.Categories;
import io.permvi.relaxations.permutation.MatchingSpace;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/**
 * What must not matter: the unit of mass, the history of the marginals, a constant in the potentials, the order of bad
 * input.
 */
class TransportInvarianceTest {
    private static final List<Transport> BOTH =
            List.of(EntropicTransport.withDefaults(), new SinkhornOperator(3000, 1e-10));

    private static DMatrixRMaj gaussian(int m, int n, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        Arrays.setAll(matrix.data, at -> rng.nextGaussian());
        return matrix;
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    @Test
    void theUnitOfMassDoesNotMatter() {
        RandomGenerator rng = new SplittableRandom(91);
        double[] rows = {0.1, 0.2, 0.3, 0.15, 0.25};
        double[] columns = {0.3, 0.1, 0.2, 0.2, 0.2};
        DMatrixRMaj score = gaussian(5, 5, rng);
        DMatrixRMaj weights = gaussian(5, 5, rng);
        for (double temperature : new double[] {0.3, 0.01}) {
            Solution expected = Solution.of(TransportProblem.of(rows, columns), score, temperature, weights);
            for (double total : new double[] {1e-300, 1e-10, 1e-3, 1e6, 1e300}) {
                TransportProblem problem = TransportProblem.of(times(total, rows), times(total, columns));
                Solution solution = Solution.of(problem, score, temperature, weights);
                assertTrue(solution.pass.converged() && solution.pass.marginalError() <= 1e-9 * total);
                assertArrayEquals(expected.plan.data, times(1 / total, solution.plan.data), 1e-8);
                assertArrayEquals(expected.gradient.data, times(1 / total, solution.gradient.data), 1e-8 / temperature);
                assertArrayEquals(expected.ofRows, solution.ofRows, 1e-6);
                double exponent = score.get(1, 2) + solution.pass.rowPotential(1) + solution.pass.columnPotential(2);
                assertEquals(solution.plan.get(1, 2), Math.exp(exponent / temperature), 1e-7 * total);
            }
        }
    }

    /** A dustbin entry has score 0 in every unit, so the plans differ, but not between the two solvers. */
    @Test
    void dustbinsHoldWhatTheyShouldInEveryUnit() {
        DMatrixRMaj score = gaussian(4, 3, new SplittableRandom(92));
        for (double total : new double[] {1e-6, 1, 1e4}) {
            TransportProblem problem = TransportProblem.of(
                            times(total, new double[] {0.1, 0.2, 0.3, 0.4}), times(total, new double[] {0.5, 0.3, 0.2}))
                    .withDustbins();
            DMatrixRMaj[] plans = {score.createLike(), score.createLike()};
            for (int k = 0; k < 2; k++) {
                TransportPass pass = BOTH.get(k).newPass(problem);
                pass.forward(score, 0.5, plans[k]);
                assertTrue(pass.converged());
                double exponent = score.get(3, 1) + pass.rowPotential(3) + pass.columnPotential(1);
                assertEquals(plans[k].get(3, 1), Math.exp(2 * exponent), 1e-8 * total);
            }
            assertArrayEquals(plans[0].data, plans[1].data, 1e-8 * total);
        }
    }

    /** A plan and its gradients. */
    private record Solution(
            TransportPass pass, DMatrixRMaj plan, DMatrixRMaj gradient, double[] ofRows, double[] ofColumns) {
        static Solution of(TransportPass pass, DMatrixRMaj score, double temperature, DMatrixRMaj weights) {
            Solution solution = new Solution(
                    pass, score.createLike(), score.createLike(), new double[score.numRows], new double[score.numCols]);
            pass.forward(score, temperature, solution.plan);
            pass.backward(weights, solution.gradient, solution.ofRows, solution.ofColumns);
            return solution;
        }

        static Solution of(TransportProblem problem, DMatrixRMaj score, double temperature, DMatrixRMaj weights) {
            return of(EntropicTransport.withDefaults().newPass(problem), score, temperature, weights);
        }
    }

    @Test
    void theSlackRowComesAndGoesWithTheMarginals() {
        double[] ones = {1, 1, 1};
        double[] all = {1.5, 1.5};
        double[] less = {1, 1};
        TransportProblem slack = TransportProblem.of(MatchingSpace.within(SparsityPattern.all(2, 3)));
        DMatrixRMaj score = new DMatrixRMaj(new double[][] {{1, 2, 3}, {3, 2, 1}});
        DMatrixRMaj weights = new DMatrixRMaj(new double[][] {{1, -1, 0.5}, {0.2, 2, -1}});
        for (Transport transport : BOTH) {
            TransportPass pass = transport.newPass(slack);
            pass.setMarginals(all, ones);
            Solution vanished = Solution.of(pass, score, 0.5, weights);
            Solution without = Solution.of(transport.newPass(TransportProblem.of(all, ones)), score, 0.5, weights);
            assertTrue(pass.converged());
            assertArrayEquals(without.plan.data, vanished.plan.data, 1e-8);
            assertArrayEquals(without.gradient.data, vanished.gradient.data, 1e-7);
            double expected = without.ofRows[0] - without.ofRows[1];
            assertEquals(expected, vanished.ofRows[0] - vanished.ofRows[1], 1e-6);

            pass.setMarginals(less, ones);
            Solution back = Solution.of(pass, score, 0.5, weights);
            TransportPass late = transport.newPass(slack.withMarginals(all, ones));
            late.setMarginals(less, ones);
            Solution appeared = Solution.of(late, score, 0.5, weights);
            Solution cold = Solution.of(transport.newPass(slack), score, 0.5, weights);
            assertTrue(late.converged());
            for (Solution other : List.of(back, appeared)) {
                assertArrayEquals(cold.plan.data, other.plan.data, 1e-9);
                assertArrayEquals(cold.gradient.data, other.gradient.data, 1e-9);
                assertArrayEquals(cold.ofColumns, other.ofColumns, 1e-9);
            }
        }
    }

    @Test
    void aConstantInTheStartDoesNotMatter() {
        int n = 6;
        RandomGenerator rng = new SplittableRandom(93);
        DMatrixRMaj score = gaussian(n, n, rng);
        DMatrixRMaj weights = gaussian(n, n, rng);
        TransportProblem problem = TransportProblem.uniform(n, n);
        Solution cold = Solution.of(problem, score, 0.1, weights);
        double[] start = new double[n];
        for (double shift : new double[] {0, -1e3, 1e9, 1e12, 1e15, -1e17, 1e300}) {
            Arrays.setAll(start, j -> cold.pass.columnPotential(j) + shift);
            requireSame(cold, problem, start, score, weights);
        }
        for (double size : new double[] {1e3, 1e9, 1e17, 1e308}) {
            Arrays.setAll(start, j -> j % 2 == 0 ? size : -size);
            requireSame(cold, problem, start, score, weights);
        }
    }

    private static void requireSame(
            Solution cold, TransportProblem problem, double[] start, DMatrixRMaj score, DMatrixRMaj weights) {
        TransportPass pass = EntropicTransport.withDefaults().newPass(problem);
        pass.startFrom(start);
        Solution warm = Solution.of(pass, score, 0.1, weights);
        assertTrue(pass.converged());
        assertArrayEquals(cold.plan.data, warm.plan.data, 1e-8);
        assertArrayEquals(cold.gradient.data, warm.gradient.data, 1e-6);
    }

    @Test
    void scoresThatAreNotFiniteAreRefusedWithTheirPlace() {
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            for (int n : new int[] {4, 90}) {
                DMatrixRMaj score = gaussian(n, n, new SplittableRandom(94));
                score.set(2, 1, bad);
                for (Transport transport : BOTH) {
                    requirePlace("got " + bad + " in row 2, column 1", () -> transport
                            .newPass(TransportProblem.doublyStochastic(n))
                            .forward(score, 1, score.copy()));
                    double[] two = Arrays.copyOf(gaussian(n, n, new SplittableRandom(95)).data, 10 * n * n);
                    System.arraycopy(score.data, 0, two, 3 * n * n, n * n);
                    requirePlace("got " + bad + " in row 2, column 1", () -> transport
                            .newBatch(MatchingSpace.permutations(n), 10)
                            .forward(two, 1, new double[two.length]));
                }
            }
        }
    }

    private static void requirePlace(String place, Runnable run) {
        String message = assertThrows(IllegalArgumentException.class, run::run).getMessage();
        assertTrue(message.contains(place), message);
    }

    @Test
    void atMostManyIterationsNeedNoRoomAhead() {
        DMatrixRMaj score = gaussian(3, 3, new SplittableRandom(96));
        for (int iterations : new int[] {1 << 30, Integer.MAX_VALUE}) {
            SinkhornOperator sinkhorn = new SinkhornOperator(iterations, 1e-9);
            TransportPass pass = sinkhorn.newPass(MatchingSpace.permutations(3));
            pass.forward(score, 1, score.createLike());
            assertTrue(pass.converged());
            double[] nine = Arrays.copyOf(score.data, 81);
            sinkhorn.newBatch(MatchingSpace.permutations(3), 9).forward(nine, 1, new double[81]);
            new SinkhornOperator(sinkhorn.iterations(), 0).newBatch(MatchingSpace.permutations(3), 9);
        }
    }

    @Test
    void aBatchIsThatOfItsPasses() {
        RandomGenerator rng = new SplittableRandom(97);
        for (Transport transport : List.of(EntropicTransport.withDefaults(), new SinkhornOperator(20, 1e-3))) {
            MatchingSpace space = MatchingSpace.within(SparsityPattern.all(4, 5));
            double[] psi = gaussian(60, 1, rng).data;
            double[] weights = gaussian(60, 1, rng).data;
            double[] x = new double[60];
            double[] gradient = new double[60];
            Relaxation.BatchPass batch = transport.newBatch(space, 3);
            batch.forward(psi, 0.2, x);
            batch.backward(weights, gradient);
            for (int k = 0; k < 3; k++) {
                DMatrixRMaj one = new DMatrixRMaj(4, 5);
                Relaxation.Pass pass = transport.newPass(space);
                pass.forward(part(psi, k), 0.2, one);
                assertArrayEquals(one.data, part(x, k).data);
                pass.backward(part(weights, k), one);
                assertArrayEquals(one.data, part(gradient, k).data);
            }
            assertThrows(IllegalArgumentException.class, () -> transport.newBatch(space, 0));
            assertThrows(IllegalArgumentException.class, () -> batch.forward(new double[59], 1, x));
            assertThrows(IllegalArgumentException.class, () -> transport.newPass(Categories.of(3, 2)));
            assertThrows(
                    IllegalStateException.class,
                    () -> transport.newBatch(space, 3).backward(x, gradient));
        }
    }

    private static DMatrixRMaj part(double[] values, int k) {
        return DMatrixRMaj.wrap(4, 5, Arrays.copyOfRange(values, 20 * k, 20 * k + 20));
    }
}
