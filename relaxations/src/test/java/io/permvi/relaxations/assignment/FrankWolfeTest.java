package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Against the same ascent written with sums over all four indices. */
class FrankWolfeTest {
    private static final double TOLERANCE = 1e-7;

    @Test
    void stepsAreThoseOfSumsOverAllIndices() {
        int most = 0;
        for (int seed = 0; seed < 200; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 2 + rng.nextInt(4);
            int n = m + rng.nextInt(2);
            boolean symmetric = seed % 2 == 0;
            QuadraticProblem problem = QuadraticProblem.of(matrix(m, m, symmetric, rng), matrix(n, n, symmetric, rng));
            problem = seed % 3 == 0 ? problem.withLinear(matrix(m, n, false, rng)) : problem;
            problem = seed % 5 == 0 ? problem.withCrossed(matrix(m, n, false, rng), matrix(n, m, false, rng)) : problem;
            // one side alone symmetric is no symmetric problem
            problem = seed % 7 == 0 ? problem.withTerm(matrix(m, m, true, rng), matrix(n, n, false, rng)) : problem;
            DMatrixRMaj start = new DMatrixRMaj(m, n);
            Arrays.fill(start.data, 1.0 / n);
            int iterations = 1 + rng.nextInt(30);
            int[] places = new int[m];
            int steps = new FrankWolfe(problem).ascend(start, iterations, TOLERANCE, places);
            int[] expected = new int[m];
            assertEquals(ascend(problem, start.copy(), iterations, expected), steps, "seed " + seed);
            assertArrayEquals(expected, places, "seed " + seed);
            assertEquals(m * (1.0 / n) * n, Arrays.stream(start.data).sum(), 1e-12, "the start is not modified");
            most = Math.max(most, steps);
        }
        assertEquals(30, most, 10);
    }

    private static int ascend(QuadraticProblem problem, DMatrixRMaj point, int iterations, int[] places) {
        LinearAssignment assignment = new LinearAssignment(point.numRows, point.numCols);
        double value = value(problem, point, point) + linear(problem, point);
        for (int step = 1; ; step++) {
            DMatrixRMaj gradient = gradient(problem, point);
            assignment.maximize(gradient, places);
            DMatrixRMaj direction = point.copy();
            Arrays.setAll(direction.data, e -> -point.data[e]);
            for (int i = 0; i < places.length; i++) {
                direction.data[i * point.numCols + places[i]]++;
            }
            double slope = 0;
            for (int e = 0; e < point.data.length; e++) {
                slope += gradient.data[e] * direction.data[e];
            }
            double curvature = value(problem, direction, direction);
            double whole = slope + curvature > 0 ? 1 : 0;
            double length = curvature < 0 ? Math.max(0, Math.min(1, -slope / (2 * curvature))) : whole;
            for (int e = 0; e < point.data.length; e++) {
                point.data[e] += length * direction.data[e];
            }
            double next = value(problem, point, point) + linear(problem, point);
            if (length == 0 || next - value <= TOLERANCE * Math.abs(next) || step == iterations) {
                assignment.maximize(point, places);
                return step;
            }
            value = next;
        }
    }

    private static double linear(QuadraticProblem problem, DMatrixRMaj x) {
        double value = 0;
        for (int e = 0; e < x.data.length; e++) {
            value += problem.linear().data[e] * x.data[e];
        }
        return value;
    }

    /** The sum over items i, k and places j, l of a(i, k) b(j, l) x(i, j) y(k, l), or a(i, l) b(j, k) of crossed terms. */
    private static double value(QuadraticProblem problem, DMatrixRMaj x, DMatrixRMaj y) {
        double value = 0;
        for (QuadraticProblem.Term term : problem.terms()) {
            for (int i = 0; i < x.numRows; i++) {
                for (int j = 0; j < x.numCols; j++) {
                    for (int k = 0; k < x.numRows; k++) {
                        for (int l = 0; l < x.numCols; l++) {
                            double weight = term.crossed()
                                    ? term.a().get(i, l) * term.b().get(j, k)
                                    : term.a().get(i, k) * term.b().get(j, l);
                            value += weight * x.get(i, j) * y.get(k, l);
                        }
                    }
                }
            }
        }
        return value;
    }

    private static DMatrixRMaj gradient(QuadraticProblem problem, DMatrixRMaj point) {
        DMatrixRMaj gradient = problem.linear().copy();
        for (int e = 0; e < point.data.length; e++) {
            DMatrixRMaj unit = new DMatrixRMaj(point.numRows, point.numCols);
            unit.data[e] = 1;
            gradient.data[e] += value(problem, unit, point) + value(problem, point, unit);
        }
        return gradient;
    }

    private static DMatrixRMaj matrix(int rows, int columns, boolean symmetric, RandomGenerator rng) {
        DMatrixRMaj matrix = new DMatrixRMaj(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, symmetric && j < i ? matrix.get(j, i) : rng.nextGaussian());
            }
        }
        return matrix;
    }
}
