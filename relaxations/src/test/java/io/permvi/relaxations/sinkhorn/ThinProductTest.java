package io.permvi.relaxations.sinkhorn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.permvi.relaxations.linalg.internal.VectorApi;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ThinProductTest {
    @Test
    void tilesAreSumsOfOuterProducts() {
        for (int[] shape : new int[][] {{1, 1, 1}, {3, 40, 2}, {4, 41, 5}, {17, 39, 7}, {33, 80, 1}, {70, 123, 64}}) {
            int m = shape[0];
            int n = shape[1];
            int rank = shape[2];
            List<ThinProduct> products = new ArrayList<>(List.of(new ThinProduct.Blas(m, n, rank)));
            if (VectorApi.isPresent() && VectorThinProduct.serves()) {
                products.add(new VectorThinProduct(m, n, rank));
            }
            for (ThinProduct product : products) {
                check(product, m, n, rank);
                check(product, m, n, (rank + 1) / 2);
            }
        }
    }

    private static void check(ThinProduct product, int m, int n, int rank) {
        SplittableRandom rng = new SplittableRandom(rank);
        double[] left = rng.doubles(rank * m + 3, -1, 1).toArray();
        double[] right = rng.doubles(rank * n, -1, 1).toArray();
        product.setRight(right, rank);
        for (int from = 0; from < m; from += product.tileRows()) {
            int rows = Math.min(product.tileRows(), m - from);
            double[] tile = product.rows(left, from, rows);
            for (int r = 0; r < rows; r++) {
                for (int j = 0; j < n; j++) {
                    double expected = 0;
                    for (int k = 0; k < rank; k++) {
                        expected += left[k * m + from + r] * right[k * n + j];
                    }
                    assertEquals(expected, tile[r * product.stride() + j], 1e-13);
                }
            }
        }
    }
}
