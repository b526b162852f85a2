package io.permvi.relaxations.linalg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class NativeMatrixTest {
    @Test
    void productsAreThoseOfItsRows() {
        int m = 37;
        int n = 53;
        Assumptions.assumeTrue(MatrixProducts.nativeMatrix(m, n).isPresent(), "no OpenBLAS here");
        long before = MatrixProducts.nativeBytesAllocated();
        ProductMatrix matrix = MatrixProducts.nativeMatrix(m, n).orElseThrow();
        assertTrue(MatrixProducts.nativeBytesAllocated() - before >= 8L * m * n);
        SplittableRandom rng = new SplittableRandom(3);
        double[] v = rng.doubles(n).toArray();
        double[] u = rng.doubles(m).toArray();
        double[] s = new double[m];
        double[] t = new double[n];
        for (int i = 0; i < m; i++) {
            double[] row = rng.doubles(n).toArray();
            System.arraycopy(row, 0, matrix.rowToWrite(i), 0, n);
            matrix.written(i);
            assertArrayEquals(row, Arrays.copyOf(matrix.row(i), n));
            for (int j = 0; j < n; j++) {
                s[i] += row[j] * v[j];
                t[j] += row[j] * u[i];
            }
        }
        double[] ofRows = new double[m];
        double[] ofColumns = new double[n];
        matrix.timesColumn(v, ofRows);
        matrix.timesRow(u, ofColumns);
        assertArrayEquals(s, ofRows, 1e-13);
        assertArrayEquals(t, ofColumns, 1e-13);
    }

    @Test
    void isAbsentWhereThereIsNoRoomForIt() {
        assertTrue(MatrixProducts.nativeMatrix(1 << 24, 1 << 24).isEmpty());
    }
}
