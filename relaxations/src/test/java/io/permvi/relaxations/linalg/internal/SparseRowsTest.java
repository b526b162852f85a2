package io.permvi.relaxations.linalg.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparseRowsTest {
    private static final int WIDTH = 13;

    private final SplittableRandom rng = new SplittableRandom(4);

    /** Windows in a scrambled order, a scattered pattern, and rows without entries. */
    private SparsityPattern pattern(int kind) {
        int[] scrambled = {7, 2, 16, 11, 0, 5, 14, 9, 3, 12, 17, 6, 1, 15, 8, 13, 4, 10};
        return switch (kind) {
            case 0 -> SparsityPattern.where(18, 20, (i, j) -> Math.abs(scrambled[i] / 3 * 3 - j) <= 4);
            case 1 -> SparsityPattern.where(18, 20, (i, j) -> (i * 7 + j * 11) % 5 == 0);
            default -> SparsityPattern.where(5, 9, (i, j) -> i == 3 && j == 8 || i == 1);
        };
    }

    private double[] values(int count) {
        return rng.doubles(count, -1, 1).toArray();
    }

    private double[][] matrix(int rows) {
        double[][] matrix = new double[rows][];
        Arrays.setAll(matrix, i -> values(WIDTH));
        return matrix;
    }

    private static double[][] dense(SparsityPattern pattern, double[] packed) {
        double[][] a = new double[pattern.rows()][pattern.columns()];
        for (int i = 0; i < a.length; i++) {
            for (int e = pattern.rowStart(i); e < pattern.rowEnd(i); e++) {
                a[i][pattern.column(e)] = packed[e];
            }
        }
        return a;
    }

    private static double product(double[] a, double[][] b, int column) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k][column];
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void productsAgreeWithTheDefinition(int kind) {
        SparsityPattern pattern = pattern(kind);
        SparseRows rows = new SparseRows(pattern.copyOfRowStarts(), pattern.copyOfColumns());
        rows.set(values(pattern.count()));
        double[] packed = values(pattern.count());
        int[] order = IntStream.range(0, packed.length)
                .map(e -> packed.length - 1 - e)
                .toArray();
        rows.set(IntStream.of(order).mapToDouble(e -> packed[e]).toArray(), order);
        double[][] a = dense(pattern, packed);
        double[][] b = matrix(pattern.columns());
        double[][] c = matrix(pattern.rows());
        double[][] old = Arrays.stream(c).map(double[]::clone).toArray(double[][]::new);
        int[] from = new int[a.length];
        int[] to = new int[a.length];
        for (int i = 0; i < a.length; i++) {
            from[i] = i % 4;
            to[i] = i % 6 == 5 ? 0 : WIDTH - 1 - i % 3;
        }
        rows.add(b, from, to, c);
        double[][] overwritten = matrix(pattern.rows());
        rows.multiply(b, from, to, overwritten);
        for (int i = 0; i < a.length; i++) {
            for (int j = from[i]; j < to[i]; j++) {
                assertEquals(old[i][j] + product(a[i], b, j), c[i][j], 1e-13);
                assertEquals(product(a[i], b, j), overwritten[i][j], 1e-13);
            }
            assertEquals(old[i][WIDTH - 1], c[i][WIDTH - 1]);
        }
        double[] v = values(pattern.columns());
        double[] u = values(pattern.rows());
        double[] s = new double[a.length];
        double[] t = new double[v.length];
        rows.timesColumn(v, s);
        rows.timesRow(u, t, t.length);
        double[] expected = new double[t.length];
        for (int i = 0; i < a.length; i++) {
            assertEquals(RowUpdates.dot(a[i], 0, v, v.length), s[i], 1e-13);
            RowUpdates.addRow(expected, u[i], a[i], 0, expected.length);
        }
        assertArrayEquals(expected, t, 1e-13);
    }

    @Test
    void rowsThatShareColumnsAreBundledWhereverTheyStand() {
        SparsityPattern windows = pattern(0);
        List<RowBundles.Bundle> bundles = RowBundles.of(windows.copyOfRowStarts(), windows.copyOfColumns());
        assertEquals(6, bundles.size());
        assertTrue(bundles.stream().allMatch(bundle -> bundle.rows().length == 3));
        SparsityPattern diagonal = SparsityPattern.where(6, 6, (i, j) -> i == j);
        assertEquals(
                6,
                RowBundles.of(diagonal.copyOfRowStarts(), diagonal.copyOfColumns())
                        .size());
    }

    private static void addThreeRows(double[][] rows, double[] factors, int at, int to) {
        RowUpdates.addThreeRowsToThree(rows[0], rows[1], rows[2], factors, at, rows[0], rows[1], rows[2], 0, to);
    }

    @Test
    void rowLoopsAgreeWithTheDefinition() {
        double[][] rows = matrix(7);
        double[] factors = values(9);
        double[] four = rows[4].clone();
        RowUpdates.addFourRows(
                four, factors[0], rows[0], factors[1], rows[1], factors[2], rows[2], factors[3], rows[3], 2, 11);
        double[][] three = {rows[4].clone(), rows[5].clone(), rows[6].clone()};
        RowUpdates.addThreeRowsToThree(three[0], three[1], three[2], factors, 0, rows[0], rows[1], rows[2], 2, 11);
        assertThrows(IndexOutOfBoundsException.class, () -> addThreeRows(three, factors, 0, WIDTH + 1));
        assertThrows(IndexOutOfBoundsException.class, () -> addThreeRows(three, factors, 1, WIDTH));
        for (int j = 0; j < WIDTH; j++) {
            boolean within = j >= 2 && j < 11;
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                sum += within ? factors[k] * rows[k][j] : 0;
            }
            assertEquals(rows[4][j] + sum, four[j], 1e-14);
            for (int r = 0; r < 3; r++) {
                double expected = rows[4 + r][j];
                for (int k = 0; k < 3; k++) {
                    expected += within ? factors[3 * k + r] * rows[k][j] : 0;
                }
                assertEquals(expected, three[r][j], 1e-14);
            }
        }
        double[] dots = new double[5];
        RowUpdates.fourDots(rows[0], rows[1], rows[2], rows[3], 2, rows[4], 11, dots, 1);
        for (int r = 0; r < 4; r++) {
            double expected = 0;
            for (int k = 0; k < 11; k++) {
                expected += rows[r][2 + k] * rows[4][k];
            }
            assertEquals(expected, dots[1 + r], 1e-14);
            assertEquals(expected, RowUpdates.dot(rows[r], 2, rows[4], 11), 1e-14);
        }
    }

    /** So many rows that bundles are sought in windows: each row is in one bundle, and neighbors still meet. */
    @Test
    void bundlesOfManyRowsHoldEachRowOnce() {
        int m = 6000;
        int[] starts = IntStream.rangeClosed(0, m).map(i -> 8 * i).toArray();
        int[] columns =
                IntStream.range(0, 8 * m).map(e -> e / 24 * 8 % (m - 8) + e % 8).toArray();
        List<RowBundles.Bundle> bundles = RowBundles.of(starts, columns);
        int[] rows = bundles.stream()
                .flatMapToInt(bundle -> Arrays.stream(bundle.rows()))
                .sorted()
                .toArray();
        assertArrayEquals(IntStream.range(0, m).toArray(), rows);
        assertTrue(bundles.size() < m / 2, bundles.size() + " bundles");
    }
}
