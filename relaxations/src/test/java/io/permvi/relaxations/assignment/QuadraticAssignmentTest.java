package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class QuadraticAssignmentTest {
    private static final QuadraticAssignment THOROUGH =
            QuadraticAssignment.withDefaults().withRestarts(8).withKicks(40);

    @Test
    void findsTheOptimumOfSmallSquareProblems() {
        for (long seed = 0; seed < 20; seed++) {
            RandomGenerator rng = generator(seed);
            QuadraticProblem problem =
                    QuadraticProblem.of(random(6, 6, rng), random(6, 6, rng)).withLinear(random(6, 6, rng));
            assertOptimal(problem, rng);
        }
    }

    /** Where products are subnormal, rounding alone could make every exchange of a round trip look like a gain. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void endsWhereProductsAreSubnormal() {
        for (long seed = 0; seed < 3000; seed++) {
            RandomGenerator rng = generator(seed);
            DMatrixRMaj tiny = random(4, 4, rng);
            Arrays.setAll(tiny.data, at -> rng.nextInt(5) * Double.MIN_VALUE);
            double[] row = rng.doubles(4).toArray();
            double[] column = rng.doubles(4).toArray();
            DMatrixRMaj product = new DMatrixRMaj(4, 4);
            Arrays.setAll(product.data, at -> row[at / 4] * column[at % 4]);
            double value = THOROUGH.withThreads(1)
                    .maximize(QuadraticProblem.of(tiny, product), rng)
                    .value();
            assertTrue(value <= 16 * 4 * Double.MIN_VALUE, value + "");
        }
    }

    @Test
    void findsTheOptimumOfSmallRectangularProblems() {
        for (long seed = 0; seed < 20; seed++) {
            RandomGenerator rng = generator(seed);
            QuadraticProblem problem =
                    QuadraticProblem.of(random(4, 4, rng), random(7, 7, rng)).withLinear(random(4, 7, rng));
            assertOptimal(problem, rng);
        }
    }

    @Test
    void findsTheOptimumOfSumsOfTerms() {
        for (long seed = 0; seed < 10; seed++) {
            RandomGenerator rng = generator(seed);
            QuadraticProblem problem = QuadraticProblem.of(random(5, 5, rng), random(6, 6, rng))
                    .withTerm(random(5, 5, rng), random(6, 6, rng))
                    .withLinear(random(5, 6, rng));
            assertOptimal(problem, rng);
        }
    }

    /** Edges that lead from items to places and back, beside those within. */
    @Test
    void findsTheOptimumOfCrossedTerms() {
        for (long seed = 0; seed < 20; seed++) {
            RandomGenerator rng = generator(seed);
            int n = 5 + (int) seed % 2;
            QuadraticProblem problem = QuadraticProblem.of(random(5, 5, rng), random(n, n, rng))
                    .withCrossed(random(5, n, rng), random(n, 5, rng));
            assertOptimal(problem, rng);
        }
    }

    @Test
    void leavesItemsUnmatchedWhereThatIsBetter() {
        int unmatched = 0;
        for (long seed = 0; seed < 20; seed++) {
            RandomGenerator rng = generator(seed);
            QuadraticProblem problem = QuadraticProblem.of(random(4, 4, rng), random(5, 5, rng))
                    .withCrossed(random(4, 5, rng), random(5, 4, rng));
            QuadraticProblem partial = new QuadraticProblem(
                    problem.terms(),
                    random(4, 5, rng),
                    MatchingSpace.partial(SparsityPattern.where(4, 5, (i, j) -> i + j > 1)));
            QuadraticAssignment.Solution solution = assertOptimal(partial, rng);
            int[] places = solution.matching().places();
            unmatched += (int) Arrays.stream(places).filter(place -> place < 0).count();
            assertEquals(
                    solution.value(), THOROUGH.improve(partial, places, rng).value(), 1e-9);
        }
        assertTrue(unmatched > 0);
    }

    @Test
    void staysWithinTheSparsityPatternAndFindsTheOptimumThere() {
        for (long seed = 0; seed < 20; seed++) {
            RandomGenerator rng = generator(seed);
            SparsityPattern allowed = SparsityPattern.where(5, 6, (i, j) -> Math.abs(i - j) <= 2 || j == 5);
            QuadraticProblem problem = QuadraticProblem.within(random(5, 5, rng), random(6, 6, rng), allowed);
            QuadraticAssignment.Solution solution = assertOptimal(problem, rng);
            for (int i = 0; i < 5; i++) {
                assertTrue(allowed.allows(i, solution.matching().place(i)));
            }
        }
    }

    @Test
    void recoversThePermutationOfAnIsomorphicGraph() {
        RandomGenerator rng = generator(7);
        int n = 60;
        DMatrixRMaj b = randomGraph(n, 0.2, rng);
        Permutation truth = Permutation.random(n, rng);
        DMatrixRMaj a = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < n; k++) {
                a.data[i * n + k] = b.data[truth.place(i) * n + truth.place(k)];
            }
        }
        QuadraticAssignment.Solution solution =
                QuadraticAssignment.withDefaults().withRestarts(4).maximize(QuadraticProblem.of(a, b), rng);
        assertArrayEquals(truth.places(), solution.matching().places());
    }

    @Test
    void givesTheSameSolutionForAnyNumberOfThreads() {
        RandomGenerator rng = generator(3);
        QuadraticProblem problem = QuadraticProblem.of(random(15, 15, rng), random(15, 15, rng));
        QuadraticAssignment solver =
                QuadraticAssignment.withDefaults().withRestarts(6).withKicks(5).withRounds(5);
        assertEquals(
                solver.maximize(problem, generator(11)), solver.withThreads(3).maximize(problem, generator(11)));
    }

    @Test
    void relaxingTheBestMatchingAgainNeverLosesIt() {
        RandomGenerator rng = generator(9);
        SparsityPattern allowed = SparsityPattern.where(30, 32, (i, j) -> Math.abs(i - j) <= 8);
        QuadraticProblem problem = QuadraticProblem.within(random(30, 30, rng), random(32, 32, rng), allowed);
        QuadraticAssignment once = QuadraticAssignment.withDefaults();
        double before = once.maximize(problem, generator(4)).value();
        QuadraticAssignment.Solution after = once.withRounds(12).maximize(problem, generator(4));
        assertTrue(after.value() >= before - 1e-9);
        assertEquals(13, after.values().size());
    }

    @Test
    void reportsTheValueOfItsMatching() {
        RandomGenerator rng = generator(5);
        QuadraticProblem problem =
                QuadraticProblem.of(random(20, 20, rng), random(25, 25, rng)).withLinear(random(20, 25, rng));
        QuadraticAssignment solver = QuadraticAssignment.withDefaults().withKicks(10);
        QuadraticAssignment.Solution solution = solver.maximize(problem, rng);
        assertEquals(problem.value(solution.matching().places()), solution.value(), 1e-9);
        QuadraticAssignment.Solution improved =
                solver.improve(problem, solution.matching().places(), rng);
        assertTrue(improved.value() >= solution.value() - 1e-9);
    }

    @Test
    void startsDoNotDependOnThreadsAndStepsAreAtMostThoseAsked() {
        RandomGenerator rng = generator(8);
        QuadraticProblem problem = QuadraticProblem.of(randomGraph(15, 0.4, rng), randomGraph(15, 0.4, rng));
        QuadraticAssignment one =
                QuadraticAssignment.withDefaults().withRestarts(4).withIterations(3);
        assertEquals(3, one.iterations());
        assertEquals(one.maximize(problem, generator(9)), one.withThreads(2).maximize(problem, generator(9)));
        assertThrows(IllegalArgumentException.class, () -> one.withIterations(0));
    }

    @Test
    void refusesBadProblems() {
        DMatrixRMaj square = new DMatrixRMaj(3, 3);
        assertThrows(
                IllegalArgumentException.class,
                () -> QuadraticProblem.within(square, new DMatrixRMaj(4, 4), SparsityPattern.all(3, 3)));
        assertThrows(IllegalArgumentException.class, () -> QuadraticProblem.of(new DMatrixRMaj(4, 4), square));
        assertThrows(IllegalArgumentException.class, () -> QuadraticProblem.of(square, square)
                .withCrossed(square, new DMatrixRMaj(3, 4)));
        DMatrixRMaj broken = square.copy();
        broken.data[5] = Double.NaN;
        assertEquals(
                "a (1, 2) must be finite, got NaN",
                assertThrows(IllegalArgumentException.class, () -> QuadraticProblem.of(broken, square))
                        .getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> new QuadraticProblem(java.util.List.of(), square, MatchingSpace.permutations(3)));
        assertThrows(IllegalArgumentException.class, () -> new QuadraticAssignment(0, 1, 0, 0, 1));
        SparsityPattern stuck = SparsityPattern.where(3, 3, (i, j) -> j == 0 || i == 2);
        assertThrows(InfeasibleMatchingException.class, () -> QuadraticAssignment.withDefaults()
                .maximize(QuadraticProblem.within(square, square, stuck), generator(1)));
    }

    private static QuadraticAssignment.Solution assertOptimal(QuadraticProblem problem, RandomGenerator rng) {
        QuadraticAssignment.Solution solution = THOROUGH.maximize(problem, rng);
        int[] places = new int[problem.space().items()];
        double best = bestByEnumeration(
                problem, places, 0, new boolean[problem.space().places()]);
        assertEquals(best, solution.value(), 1e-9);
        return solution;
    }

    private static double bestByEnumeration(QuadraticProblem problem, int[] places, int i, boolean[] taken) {
        if (i == places.length) {
            return problem.value(places);
        }
        double best = Double.NEGATIVE_INFINITY;
        if (problem.space().partial()) {
            places[i] = Matching.UNMATCHED;
            best = bestByEnumeration(problem, places, i + 1, taken);
        }
        for (int j = 0; j < taken.length; j++) {
            if (!taken[j] && problem.space().allowed().allows(i, j)) {
                taken[j] = true;
                places[i] = j;
                best = Math.max(best, bestByEnumeration(problem, places, i + 1, taken));
                taken[j] = false;
            }
        }
        return best;
    }

    private static DMatrixRMaj random(int rows, int columns, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int e = 0; e < rows * columns; e++) {
            matrix.data[e] = rng.nextGaussian();
        }
        return matrix;
    }

    private static DMatrixRMaj randomGraph(int n, double density, RandomGenerator rng) {
        DMatrixRMaj graph = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double edge = rng.nextDouble() < density ? 1 : 0;
                graph.data[i * n + j] = edge;
                graph.data[j * n + i] = edge;
            }
        }
        return graph;
    }

    static RandomGenerator generator(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }
}
