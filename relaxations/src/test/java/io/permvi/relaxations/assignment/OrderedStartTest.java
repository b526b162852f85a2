package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleBinaryOperator;
import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

class OrderedStartTest {
    private static final int ORDER = 80;

    /** Scores for which larger rows and larger columns belong together. */
    private static final DoubleBinaryOperator[] ORDERED = {
        (a, b) -> a * b,
        (a, b) -> Math.floor(5 * a) * Math.floor(5 * b),
        (a, b) -> -(a - b) * (a - b),
        (a, b) -> Math.exp(a * b),
        (a, b) -> -Math.max(a, b),
    };

    @Test
    void potentialsOfOrderedScoresAreOptimal() {
        for (DoubleBinaryOperator function : ORDERED) {
            RandomGenerator rng = new SplittableRandom(61);
            double[] a = rng.doubles(ORDER).toArray();
            double[] b = rng.doubles(ORDER).toArray();
            DMatrixRMaj score = scores(a, b, function);
            double[] potential = new double[ORDER];
            assertTrue(start(score).improve(potential, Double.MAX_VALUE));
            Arrays.sort(a);
            Arrays.sort(b);
            double best = 0;
            for (int k = 0; k < ORDER; k++) {
                best += function.applyAsDouble(a[k], b[k]);
            }
            assertEquals(best, dual(score, potential), 1e-10);
        }
    }

    @Test
    void potentialsOfRectangularProductsAreOptimal() {
        for (int seed = 0; seed < 100; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 20 + rng.nextInt(ORDER - 20);
            double least = -rng.nextInt(2);
            double[] a = rng.doubles(m, least, 1).toArray();
            double[] b = rng.doubles(ORDER).toArray();
            DMatrixRMaj score = scores(a, b, (x, y) -> x * y);
            double[] potential = new double[ORDER];
            assertTrue(start(score).improve(potential, Double.MAX_VALUE));
            assertTrue(Arrays.stream(potential).min().orElse(-1) == 0);
            assertEquals(bestOfProducts(a, b), dual(score, potential), 1e-10);
        }
    }

    /** The least a with the least b, the greatest with the greatest, and the columns between them left over. */
    private static double bestOfProducts(double[] a, double[] b) {
        Arrays.sort(a);
        Arrays.sort(b);
        double best = 0;
        for (int i = 0; i < a.length; i++) {
            best += a[i] * (a[i] < 0 ? b[i] : b[b.length - a.length + i]);
        }
        return best;
    }

    @Test
    void noiseOnAProductIsNotAddedUp() {
        RandomGenerator rng = new SplittableRandom(62);
        double[] a = rng.doubles(ORDER).toArray();
        double[] b = rng.doubles(ORDER).toArray();
        DMatrixRMaj score = scores(a, b, (x, y) -> x * y + 0.003 * rng.nextGaussian());
        double[] potential = new double[ORDER];
        assertTrue(start(score).improve(potential, Double.MAX_VALUE));
        double value = new LinearAssignment(ORDER, ORDER).maximize(score, new int[ORDER]);
        assertTrue(dual(score, potential) < value + 0.003 * ORDER, "no row lies further off than the noise");
    }

    @Test
    void scoresWithoutOrderKeepTheirPotentials() {
        RandomGenerator rng = new SplittableRandom(63);
        double[] none = new double[ORDER];
        DMatrixRMaj score = scores(none, none, (a, b) -> rng.nextDouble());
        double[] potential = rng.doubles(ORDER).toArray();
        double[] before = potential.clone();
        double value = new LinearAssignment(ORDER, ORDER).maximize(score, new int[ORDER]);
        assertFalse(start(score).improve(potential, value + 1));
        assertArrayEquals(before, potential);
    }

    @Test
    void constantScoresHaveAnyOrder() {
        double[] none = new double[ORDER];
        double[] potential = new double[ORDER];
        DMatrixRMaj score = scores(none, none, (a, b) -> 7);
        assertTrue(start(score).improve(potential, Double.MAX_VALUE));
        assertEquals(7 * ORDER, dual(score, potential), 1e-9);
    }

    private static OrderedStart start(DMatrixRMaj score) {
        ScoreRows rows = new ScoreRows(score.numRows, score.numCols);
        rows.set(score);
        return new OrderedStart(rows);
    }

    private static DMatrixRMaj scores(double[] a, double[] b, DoubleBinaryOperator function) {
        DMatrixRMaj score = new DMatrixRMaj(a.length, b.length);
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b.length; j++) {
                score.set(i, j, function.applyAsDouble(a[i], b[j]));
            }
        }
        return score;
    }

    private static double dual(DMatrixRMaj score, double[] potential) {
        double dual = 0;
        for (int i = 0; i < score.numRows; i++) {
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < score.numCols; j++) {
                greatest = Math.max(greatest, score.get(i, j) - potential[j]);
            }
            dual += greatest;
        }
        return dual + Arrays.stream(potential).sum();
    }
}
