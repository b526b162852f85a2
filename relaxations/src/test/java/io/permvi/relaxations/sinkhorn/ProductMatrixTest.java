package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.permvi.relaxations.linalg.MatrixProducts;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KernelMatrixTest {
    @Test
    void productsOfEveryLayoutAreSumsOfItsEntries() {
        for (int[] shape : new int[][] {{1, 1}, {5, 3}, {8, 13}, {23, 17}, {41, 64}, {210, 195}}) {
            int m = shape[0];
            int n = shape[1];
            for (KernelMatrix matrix : List.of(
                    new KernelMatrix(m, n),
                    new KernelMatrix(m, n, true, Optional.empty()),
                    new KernelMatrix(m, n, false, Optional.empty()),
                    new KernelMatrix(m, n, false, MatrixProducts.nativeMatrix(m, n)),
                    new KernelMatrix(m, n, false, vectors(m, n)))) {
                check(matrix, m, n);
            }
        }
    }

    private static Optional<ProductMatrix> vectors(int m, int n) {
        return VectorApi.isPresent() ? Optional.of(new VectorMatrix(m, n)) : Optional.empty();
    }

    private static void check(KernelMatrix matrix, int m, int n) {
        SplittableRandom rng = new SplittableRandom(13);
        double[] v = rng.doubles(n).toArray();
        double[] u = rng.doubles(m).toArray();
        double[] s = new double[m];
        double[] t = new double[n];
        double[] afterwards = new double[n];
        for (int i = 0; i < m; i++) {
            double[] row = rng.doubles(n).toArray();
            System.arraycopy(row, 0, matrix.rowToWrite(i), 0, n);
            matrix.written(i);
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
                (from, to) -> {
                    for (int i = from; i < to; i++) {
                        inverse[i] = 1 / ofRows[i];
                    }
                },
                inverse,
                ofColumns);
        assertArrayEquals(s, ofRows, 1e-12);
        assertArrayEquals(afterwards, ofColumns, 1e-12);
    }
}
