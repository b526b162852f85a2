package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class LevelBuilderTest {
    private static final double WAY = 1e-6;
    private static final double TOLERANCE = 1e-9;

    /** The potentials move a little and the temperature falls, as along a path. */
    @Test
    void aKernelFromCandidatesIsThatOfAScan() {
        RandomGenerator rng = new SplittableRandom(51);
        SparsityPattern mask = SparsityPattern.where(90, 90, (i, j) -> i == j || rng.nextDouble() < 0.7);
        for (TransportProblem problem : new TransportProblem[] {
            TransportProblem.doublyStochastic(90),
            TransportProblem.uniform(40, 120),
            TransportProblem.doublyStochastic(90).within(mask)
        }) {
            int n = problem.columnCount();
            DMatrixRMaj score = gaussian(problem.rowCount(), n, rng);
            LevelBuilder path = builder(problem, score);
            double[] a = new double[problem.rowCount()];
            double[] b = new double[n];
            for (double temperature : new double[] {0.1, 0.05, 0.04, 0.01, 0.01}) {
                Arrays.setAll(b, j -> b[j] + 0.2 * temperature * rng.nextGaussian());
                double threshold = temperature > 0.01 ? WAY : path.finalThreshold();
                double[] shiftsOfPath = a.clone();
                double[] shiftsOfScan = a.clone();
                LevelKernel kernel = path.build(temperature, shiftsOfPath, b, threshold);
                LevelKernel scanned = builder(problem, score).build(temperature, shiftsOfScan, b.clone(), threshold);
                assertInstanceOf(SparseLevelKernel.class, kernel);
                assertArrayEquals(shiftsOfScan, shiftsOfPath);
                assertArrayEquals(plan(scanned, problem), plan(kernel, problem));
            }
        }
    }

    @Test
    void candidatesCoverWhatTheMoveOfThePotentialsAllows() {
        LevelCandidates candidates = new LevelCandidates(2, 3);
        double[] b = {0, 1, -1};
        assertFalse(candidates.cover(1, b, -10));
        candidates.begin(1, b, -10);
        int[] columns = new int[3];
        assertEquals(2, candidates.set(0, new double[] {-3, 2, -5}, columns));
        assertEquals(2, candidates.set(1, new double[] {-6, 0, -4}, columns));
        assertArrayEquals(new int[] {0, 1}, Arrays.copyOf(columns, candidates.row(0, columns)));
        assertArrayEquals(new int[] {1, 2}, Arrays.copyOf(columns, candidates.row(1, columns)));
        assertTrue(candidates.cover(1, b, -10));
        assertTrue(candidates.cover(1, new double[] {3, 1, -1}, -10));
        assertFalse(candidates.cover(1, new double[] {5, 1, -1}, -10));
        assertTrue(candidates.cover(0.5, new double[] {5, 1, -1}, -10));
        candidates.clear();
        assertFalse(candidates.cover(0.5, b, -10));
    }

    @Test
    void candidatesOfLongRowsLieWhereTheyWereSet() {
        RandomGenerator rng = new SplittableRandom(52);
        for (int n : new int[] {63, 64, 65, 200}) {
            LevelCandidates candidates = new LevelCandidates(2, n);
            candidates.begin(1, new double[n], -10);
            double[] above = rng.doubles(n, -10, 2).toArray();
            int[] columns = new int[n];
            assertEquals(n, candidates.set(1, new double[n], columns));
            assertEquals(n, candidates.set(0, new double[n], columns));
            int count = candidates.set(1, above, columns);
            int[] expected = IntStream.range(0, n).filter(j -> above[j] >= -4).toArray();
            assertArrayEquals(expected, Arrays.copyOf(columns, count));
            Arrays.fill(columns, -1);
            assertEquals(count, candidates.row(1, columns));
            assertArrayEquals(expected, Arrays.copyOf(columns, count));
        }
    }

    private static LevelBuilder builder(TransportProblem problem, DMatrixRMaj score) {
        LevelBuilder builder = new LevelBuilder(problem, new Slack(problem, true));
        builder.begin(score, TOLERANCE);
        return builder;
    }

    private static double[] plan(LevelKernel kernel, TransportProblem problem) {
        double[] u = new double[problem.rowCount()];
        double[] v = new double[problem.columnCount()];
        Arrays.fill(u, 1);
        Arrays.fill(v, 1);
        kernel.fix(u, v, Margin.of(u.length), Margin.of(v.length));
        DMatrixRMaj plan = new DMatrixRMaj(problem.rowCount(), problem.columnCount());
        kernel.plan(1, plan);
        return plan.data;
    }

    private static DMatrixRMaj gaussian(int m, int n, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(m, n);
        Arrays.setAll(matrix.data, at -> 4 * rng.nextGaussian());
        return matrix;
    }
}
