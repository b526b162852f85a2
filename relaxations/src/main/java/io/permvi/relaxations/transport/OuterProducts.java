package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.MatrixProducts;
import org.ejml.data.DMatrixRMaj;

/**
 * A sum of outer products {@code a_1 b_1' + ... + a_rank b_rank'}, m by n, whose rows are computed tile by tile as a product
 * of two thin matrices. One thread.
 */
final class OuterProducts {
    private static final int LARGEST_RANK = 64;
    private static final int SMALLEST_TILE = 32;
    private static final int TILE_ENTRIES = 65_536;

    private final int m;
    private final int n;
    private final int capacity;
    private final DMatrixRMaj left;
    private final DMatrixRMaj right;
    private final DMatrixRMaj leftTile;
    private final DMatrixRMaj tile;
    private final int tileRows;
    private int rank;

    /** An empty sum of m by n that holds up to {@code terms} products, or as many as are worth collecting. */
    OuterProducts(int m, int n, int terms) {
        this.m = m;
        this.n = n;
        capacity = Math.min(terms, LARGEST_RANK);
        tileRows = Math.min(m, Math.max(SMALLEST_TILE, TILE_ENTRIES / n));
        left = new DMatrixRMaj(capacity, m);
        right = new DMatrixRMaj(capacity, n);
        leftTile = new DMatrixRMaj(capacity, tileRows);
        tile = new DMatrixRMaj(tileRows, n);
    }

    /** Adds a b'. */
    void add(double[] a, double[] b) {
        System.arraycopy(a, 0, left.data, rank * m, m);
        System.arraycopy(b, 0, right.data, rank * n, n);
        rank++;
    }

    void clear() {
        rank = 0;
    }

    int rank() {
        return rank;
    }

    boolean isFull() {
        return rank == capacity;
    }

    /** The factors a, rank by m, row by row. */
    double[] left() {
        return left.data;
    }

    /** The factors b, rank by n, row by row. */
    double[] right() {
        return right.data;
    }

    /** The number of rows that {@link #rows} computes at once. */
    int tileRows() {
        return tileRows;
    }

    /** Rows {@code from .. from + count - 1} of the sum, row by row, to be read until the next call. */
    double[] rows(int from, int count) {
        leftTile.numRows = rank;
        leftTile.numCols = count;
        for (int k = 0; k < rank; k++) {
            System.arraycopy(left.data, k * m + from, leftTile.data, k * count, count);
        }
        right.numRows = rank;
        tile.numRows = count;
        MatrixProducts.multiply(true, false, 1, leftTile, right, 0, tile);
        return tile.data;
    }
}
