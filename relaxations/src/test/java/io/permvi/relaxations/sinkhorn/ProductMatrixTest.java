package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProductMatrixTest {
    @Test
    void productsOfEveryLayoutAreSumsOfItsEntries() {
        for (int[] shape : new int[][] {{1, 1}, {5, 3}, {8, 13}, {23, 17}, {41, 64}, {210, 195}}) {
            int m = shape[0];
            int n = shape[1];
            for (ProductMatrix matrix : matrices(m, n)) {
                check(matrix, m, n);
            }
        }
    }

    private static List<ProductMatrix> matrices(int m, int n) {
        List<ProductMatrix> all = new ArrayList<>(List.of(new HeapMatrix(m, n, true), new HeapMatrix(m, n, false)));
        MatrixProducts.nativeMatrix(m, n).ifPresent(all::add);
        if (VectorApi.isPresent()) {
            all.add(new VectorMatrix(m, n));
        }
        return all;
    }

    private static void check(ProductMatrix matrix, int m, int n) {
        SplittableRandom rng = new SplittableRandom(13);
        double[] v = rng.doubles(n).toArray();
        double[] u = rng.doubles(m).toArray();
        double[] s = new double[m];
        double[] t = new double[n];
        double[] afterwards = new double[n];
        for (int i = 0; i < m; i++) {
            double[] row = rng.doubles(n).toArray();
            System.arraycopy(row, 0, matrix.rowToWrite(i), matrix.rowStart(i), n);
            matrix.written(i);
            int start = matrix.rowStart(i);
            assertArrayEquals(row, Arrays.copyOfRange(matrix.row(i), start, start + n));
            for (int j = 0; j < n; j++) {
                s[i] += row[j] * v[j];
                t[j] += row[j] * u[i];
            }
            for (int j = 0; j < n; j++) {
                afterwards[j] += row[j] / s[i];
            }
        }
        matrix.finish();
        double[] ofRows = new double[m];
        double[] ofColumns = new double[n];
        matrix.timesColumn(v, ofRows);
        matrix.timesRow(u, ofColumns);
        assertArrayEquals(s, ofRows, 1e-12);
        assertArrayEquals(t, ofColumns, 1e-12);
        double[] inverse = new double[m];
        matrix.products(
                v,
                ofRows,
                (sums, factors, from, to) -> {
                    for (int i = from; i < to; i++) {
                        factors[i] = 1 / sums[i];
                    }
                },
                inverse,
                ofColumns);
        assertArrayEquals(s, ofRows, 1e-12);
        assertArrayEquals(afterwards, ofColumns, 1e-12);
    }
}
