package io.permvi.relaxations.assignment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.Gson;
import com.sun.management.ThreadMXBean;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.InfeasibleMatchingException;
import io.permvi.relaxations.permutation.Matching;
import io.permvi.relaxations.permutation.Permutation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Scanner;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.GZIPInputStream;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class LinearAssignmentTest {
    private record Case(int n, double[][] x, double value, int[] assignment) {}

    private static Case[] golden() throws IOException {
        try (Reader reader = new InputStreamReader(
                LinearAssignmentTest.class.getResourceAsStream("/golden/matching.json"), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, Case[].class);
        }
    }

    @Test
    void thereIsNoBestPermutationOfRectangularScores() {
        for (int[] shape : new int[][] {{2, 3}, {3, 2}}) {
            DMatrixRMaj score = new DMatrixRMaj(shape[0], shape[1]);
            String message = assertThrows(IllegalArgumentException.class, () -> LinearAssignment.best(score))
                    .getMessage();
            assertTrue(message.contains("square scores, got " + shape[0] + " x " + shape[1]), message);
        }
    }

    @Test
    void agreesWithTheReferenceMatchings() throws IOException {
        for (Case c : golden()) {
            DMatrixRMaj score = new DMatrixRMaj(c.x);
            int[] columnOfRow = new int[score.numRows];
            double value = new LinearAssignment(score.numRows, score.numCols).maximize(score, columnOfRow);
            assertEquals(c.value, value, 1e-9);
            assertArrayEquals(c.assignment, columnOfRow);
        }
    }

    @Test
    void primalEqualsDualOnRandomProblems() {
        for (int seed = 0; seed < 4000; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 1 + rng.nextInt(seed % 50 == 0 ? 250 : 20);
            int n = rng.nextInt(3) == 0 ? 1 + rng.nextInt(20) : m;
            DMatrixRMaj score = score(m, n, rng);
            requireOptimalColdAndWarm(new LinearAssignment(m, n), score, rng);
        }
    }

    @Test
    void primalEqualsDualOnLargeProblems() {
        for (int seed = 0; seed < 12; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 380 + rng.nextInt(200);
            int n = rng.nextInt(3) == 0 ? 380 + rng.nextInt(200) : m;
            DMatrixRMaj score = score(m, n, rng);
            LinearAssignment assignment = new LinearAssignment(m, n);
            requireOptimalColdAndWarm(assignment, score, rng);
            int[] columnOfRow = new int[m];
            SparsityPattern allowed = SparsityPattern.where(m, n, (i, j) -> rng.nextDouble() < 0.3);
            double value = assignment.maximize(score, allowed, columnOfRow);
            requireOptimal(assignment, score, allowed, columnOfRow, value);
        }
    }

    @Test
    void primalEqualsDualWhereRectangularScoresOrderBothSides() {
        for (int seed = 0; seed < 4000; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int few = seed % 400 == 0 ? 250 : 17 + rng.nextInt(30);
            int many = few + 1 + rng.nextInt(few);
            int m = seed % 4 == 0 ? many : few;
            int n = seed % 4 == 0 ? few : many;
            DMatrixRMaj score = orderedScore(m, n, rng);
            requireOptimalColdAndWarm(new LinearAssignment(m, n), score, rng);
        }
    }

    private static void requireOptimalColdAndWarm(LinearAssignment assignment, DMatrixRMaj score, RandomGenerator rng) {
        SparsityPattern all = SparsityPattern.all(score.numRows, score.numCols);
        int[] columnOfRow = new int[score.numRows];
        requireOptimal(assignment, score, all, columnOfRow, assignment.maximize(score, columnOfRow));
        perturb(score, rng);
        requireOptimal(assignment, score, all, columnOfRow, assignment.maximizeFromLast(score, columnOfRow));
    }

    /** Products of either sign, with ties, with noise, with effects of rows or columns, two of them, and distances. */
    private static DMatrixRMaj orderedScore(int m, int n, RandomGenerator rng) {
        double[] a = rng.doubles(m).toArray();
        double[] b = rng.doubles(n).toArray();
        double[] c = rng.doubles(m).toArray();
        double[] d = rng.doubles(n).toArray();
        int kind = rng.nextInt(9);
        double noise = Math.pow(10, -1 - rng.nextInt(4));
        DMatrixRMaj score = new DMatrixRMaj(m, n);
        Arrays.setAll(score.data, at -> {
            double x = a[at / n];
            double y = b[at % n];
            return switch (kind) {
                case 0 -> x * y;
                case 1 -> (x - 0.5) * (y - 0.5);
                case 2 -> Math.floor(9 * x) * Math.floor(9 * y);
                case 3 -> Math.floor(9 * x - 4) * Math.floor(9 * y - 4);
                case 4 -> (x - 0.3) * y + noise * rng.nextGaussian();
                case 5 -> x * y + 3 * c[at / n];
                case 6 -> -Math.exp(5 * x * y) + d[at % n];
                case 7 -> x * y + c[at / n] * d[at % n];
                default -> -Math.abs(x - y);
            };
        });
        return score;
    }

    /** Gaussian, uniform, integer with many ties, all equal, far apart, or products with and without noise or ties. */
    private static DMatrixRMaj score(int m, int n, RandomGenerator rng) {
        DMatrixRMaj score = new DMatrixRMaj(m, n);
        int kind = rng.nextInt(8);
        double[] a = rng.doubles(m).toArray();
        double[] b = rng.doubles(n).toArray();
        Arrays.setAll(score.data, at -> switch (kind) {
            case 0 -> rng.nextGaussian();
            case 1 -> rng.nextDouble();
            case 2 -> rng.nextInt(4);
            case 3 -> 7;
            case 4 -> 1e6 * rng.nextGaussian() * rng.nextDouble();
            case 5 -> a[at / n] * b[at % n];
            case 6 -> a[at / n] * b[at % n] + 0.01 * rng.nextGaussian();
            default -> Math.floor(6 * a[at / n]) * Math.floor(6 * b[at % n]);
        });
        return score;
    }

    private static void perturb(DMatrixRMaj score, RandomGenerator rng) {
        double size = rng.nextInt(3) == 0 ? 1 : 0.01;
        for (int at = 0; at < score.data.length; at++) {
            score.data[at] += size * rng.nextGaussian();
        }
    }

    /**
     * Feasible duals, tight on the matching, of the same total: a proof of the optimum. What may stay free has none
     * below 0.
     */
    private static void requireOptimal(
            LinearAssignment assignment, DMatrixRMaj score, SparsityPattern allowed, int[] columnOfRow, double value) {
        int m = score.numRows;
        int n = score.numCols;
        double size = 1 + Arrays.stream(score.data).map(Math::abs).max().orElse(0);
        double tolerance = 1e-12 * size * (m + n);
        assertEquals(Math.min(m, n), Matching.of(n, columnOfRow).size());
        double dual = 0;
        for (int i = 0; i < m; i++) {
            dual += assignment.rowPotential(i);
            assertTrue(m <= n || assignment.rowPotential(i) >= -tolerance);
            for (int j = 0; j < n; j++) {
                double slack = assignment.rowPotential(i) + assignment.columnPotential(j) - score.get(i, j);
                assertTrue(!allowed.allows(i, j) || slack >= -tolerance);
                assertTrue(columnOfRow[i] != j || Math.abs(slack) <= tolerance && allowed.allows(i, j));
            }
        }
        for (int j = 0; j < n; j++) {
            dual += assignment.columnPotential(j);
            assertTrue(n <= m || assignment.columnPotential(j) >= -tolerance);
        }
        assertEquals(value, dual, tolerance * (m + n));
    }

    @Test
    void theBestPermutationIsThatOfTheLargestTotal() {
        DMatrixRMaj score = new DMatrixRMaj(new double[][] {{5, 4, 0}, {4, 0, 1}, {0, 0, 0}});
        assertEquals(Permutation.of(1, 0, 2), LinearAssignment.best(score));
    }

    @Test
    void theLargestNumbersAreScoresToo() {
        SparsityPattern allowed = SparsityPattern.where(2, 2, (i, j) -> i == j);
        DMatrixRMaj score = new DMatrixRMaj(new double[][] {{Double.MAX_VALUE, 0}, {0, -Double.MAX_VALUE}});
        assertEquals(0, new LinearAssignment(2, 2).maximize(score, allowed, new int[2]));
    }

    @Test
    void stayingWithinAMaskIsOptimalToo() {
        int feasible = 0;
        for (int seed = 0; seed < 2000; seed++) {
            RandomGenerator rng = new SplittableRandom(seed);
            int m = 1 + rng.nextInt(15);
            int n = rng.nextInt(3) == 0 ? 1 + rng.nextInt(15) : m;
            double chance = rng.nextDouble();
            SparsityPattern allowed = SparsityPattern.where(m, n, (i, j) -> rng.nextDouble() < chance);
            DMatrixRMaj score = score(m, n, rng);
            LinearAssignment assignment = new LinearAssignment(m, n);
            int[] columnOfRow = new int[m];
            try {
                double value = assignment.maximize(score, allowed, columnOfRow);
                requireOptimal(assignment, score, allowed, columnOfRow, value);
                feasible++;
            } catch (InfeasibleMatchingException e) {
                assertTrue(e.places().length < e.items().length);
            }
        }
        assertTrue(feasible > 300 && feasible < 1900, feasible + " feasible");
    }

    @Test
    void publishedOptimaAreReachedExactly() throws IOException {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "assignment", "orlib")),
                "PERMVI_DATA names no folder with assignment/orlib in it");
        Path folder = Path.of(data, "assignment", "orlib");
        for (String line : Files.readAllLines(folder.resolve("optima.csv"))) {
            String[] fields = line.split(",");
            if (!fields[0].startsWith("assign")) {
                continue;
            }
            DMatrixRMaj cost = read(folder.resolve(fields[0].replace(".txt", "").replace(".gz", "") + ".txt.gz"));
            DMatrixRMaj score = cost.copy();
            Arrays.setAll(score.data, at -> -cost.data[at]);
            LinearAssignment assignment = new LinearAssignment(cost.numRows, cost.numCols);
            int[] columnOfRow = new int[cost.numRows];
            assertEquals(Double.parseDouble(fields[2]), -assignment.maximize(score, columnOfRow), 0);
            assertEquals(Double.parseDouble(fields[3]), assignment.maximize(cost, columnOfRow), 0);
        }
    }

    private static DMatrixRMaj read(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII));
                Scanner numbers = new Scanner(reader)) {
            int n = numbers.nextInt();
            DMatrixRMaj cost = new DMatrixRMaj(n, n);
            for (int at = 0; at < n * n; at++) {
                cost.data[at] = numbers.nextInt();
            }
            return cost;
        }
    }

    @Test
    void allocatesNothing() {
        requireNothingAllocated(30);
        requireNothingAllocated(450);
    }

    private static void requireNothingAllocated(int n) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        LinearAssignment assignment = new LinearAssignment(n, n);
        DMatrixRMaj score = score(n, n, new SplittableRandom(5));
        int[] columnOfRow = new int[n];
        long allocated = Long.MAX_VALUE;
        for (int repetition = 0; repetition < 5; repetition++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            assignment.maximize(score, columnOfRow);
            assignment.maximizeFromLast(score, columnOfRow);
            allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertEquals(0, allocated);
    }

    @Test
    void documentedFailures() {
        LinearAssignment assignment = new LinearAssignment(2, 2);
        int[] columnOfRow = new int[2];
        DMatrixRMaj score = new DMatrixRMaj(2, 2);
        assertThrows(IllegalStateException.class, () -> assignment.maximizeFromLast(score, columnOfRow));
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            score.set(1, 0, bad);
            assertThrows(IllegalArgumentException.class, () -> assignment.maximize(score, columnOfRow));
            DMatrixRMaj large = new DMatrixRMaj(401, 402);
            large.set(399, 7, bad);
            var thrown = assertThrows(
                    IllegalArgumentException.class, () -> new LinearAssignment(401, 402).maximize(large, new int[401]));
            assertTrue(thrown.getMessage().contains("(399, 7)"), thrown.getMessage());
        }
        assertThrows(IllegalStateException.class, () -> assignment.maximizeFromLast(score, columnOfRow));
        assertThrows(IllegalArgumentException.class, () -> assignment.maximize(new DMatrixRMaj(2, 3), columnOfRow));
        var small = assertThrows(
                IllegalArgumentException.class,
                () -> assignment.maximize(new DMatrixRMaj(3, 2), SparsityPattern.all(2, 2), columnOfRow));
        assertTrue(small.getMessage().contains("2 x 2"), small.getMessage());
        assertThrows(
                IllegalArgumentException.class,
                () -> assignment.maximize(new DMatrixRMaj(2, 2), SparsityPattern.all(2, 2), new int[3]));
        assertThrows(IllegalArgumentException.class, () -> new LinearAssignment(0, 2));
    }
}
