package io.permvi.relaxations.sinkhorn;

/**
 * A sum of outer products {@code a_1 b_1' + ... + a_rank b_rank'}, m by n, whose rows are computed tile by tile as a
 * product of two thin matrices. One thread.
 */
final class OuterProducts {
    private final int m;
    private final int n;
    private final int capacity;
    private final double[] left;
    private final double[] right;
    private final ThinProduct product;
    private int rank;

    /** An empty sum of m by n that holds up to {@code terms} products, or as many as are worth collecting. */
    OuterProducts(int m, int n, long terms) {
        this.m = m;
        this.n = n;
        capacity = (int) Math.min(terms, KernelChoice.LARGEST_RANK);
        left = new double[capacity * m + 3];
        right = new double[capacity * n];
        product = KernelChoice.newThinProduct(m, n, capacity);
    }

    /** Adds a b'. */
    void add(double[] a, double[] b) {
        System.arraycopy(a, 0, left, rank * m, m);
        System.arraycopy(b, 0, right, rank * n, n);
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
        return left;
    }

    /** The factors b, rank by n, row by row. */
    double[] right() {
        return right;
    }

    /** The number of rows that {@link #rows} computes at once. */
    int tileRows() {
        return product.tileRows();
    }

    /** The distance from a row of a tile to the next. */
    int stride() {
        return product.stride();
    }

    /** Rows {@code from .. from + count - 1} of the sum, to be read until the next call; after an addition from 0 on. */
    double[] rows(int from, int count) {
        if (from == 0) {
            product.setRight(right, rank);
        }
        return product.rows(left, from, count);
    }
}
