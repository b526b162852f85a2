package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.MatrixProducts;
import org.ejml.data.DMatrixRMaj;

/**
 * Rows of {@code transpose(a) b} for two thin matrices, a of rank by m and b of rank by n, row by row, a tile of rows at a
 * time. One thread; allocates nothing after construction.
 */
interface ThinProduct {
    /** The number of rows that are computed at once. */
    int tileRows();

    /** The distance from a row of a tile to the next. */
    int stride();

    /** Takes the second factor, which may not change until the last tile. */
    void setRight(double[] right, int rank);

    /**
     * Rows {@code from .. from + count - 1} of the product, to be read until the next call.
     *
     * @param left the first factor; may be read up to three elements beyond its end, which do not matter. Not modified.
     */
    double[] rows(double[] left, int from, int count);

    /** By {@link MatrixProducts}, in tiles as large as the second-level cache holds. */
    final class Blas implements ThinProduct {
        private final int m;
        private final int n;
        private final int tileRows;
        private final DMatrixRMaj leftTile;
        private final DMatrixRMaj right;
        private final DMatrixRMaj tile;
        private int rank;

        Blas(int m, int n, int rank) {
            this.m = m;
            this.n = n;
            tileRows = Math.min(m, Math.max(KernelChoice.TILE_ROWS, KernelChoice.TILE_ENTRIES / n));
            leftTile = new DMatrixRMaj(rank, tileRows);
            right = new DMatrixRMaj(0, n);
            tile = new DMatrixRMaj(tileRows, n);
        }

        @Override
        public int tileRows() {
            return tileRows;
        }

        @Override
        public int stride() {
            return n;
        }

        @Override
        public void setRight(double[] right, int rank) {
            this.rank = rank;
            this.right.data = right;
            this.right.numRows = rank;
        }

        @Override
        public double[] rows(double[] left, int from, int count) {
            leftTile.numRows = rank;
            leftTile.numCols = count;
            for (int k = 0; k < rank; k++) {
                System.arraycopy(left, k * m + from, leftTile.data, k * count, count);
            }
            tile.numRows = count;
            MatrixProducts.multiply(true, false, 1, leftTile, right, 0, tile);
            return tile.data;
        }
    }
}
