package io.permvi.relaxations.sinkhorn;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A thin product in blocks of four rows and five vectors, whose sums stay in twenty registers through all ranks; for
 * vectors of eight elements, of which a processor has 32. The second factor is kept by blocks of columns, so that a
 * block lies in the first-level cache.
 */
final class VectorThinProduct implements ThinProduct {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int BLOCK_ROWS = 4;
    private static final int BLOCK_COLUMNS = 5 * LANES;
    private static final int TILE_ROWS = 4 * BLOCK_ROWS;

    private final int m;
    private final int n;
    private final int stride;
    private final double[] blocks;
    private final double[] tile;
    private int rank;

    VectorThinProduct(int m, int n, int rank) {
        this.m = m;
        this.n = n;
        stride = (n + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS * BLOCK_COLUMNS;
        blocks = new double[VectorLoops.TO_NEXT_LINE + rank * stride];
        tile = new double[TILE_ROWS * stride];
    }

    /** Whether the processor has the registers. */
    static boolean serves() {
        return LANES == 8;
    }

    @Override
    public int tileRows() {
        return TILE_ROWS;
    }

    @Override
    public int stride() {
        return stride;
    }

    @Override
    public void setRight(double[] right, int rank) {
        this.rank = rank;
        int to = VectorLoops.TO_NEXT_LINE;
        for (int j = 0; j < n; j += BLOCK_COLUMNS) {
            int count = Math.min(BLOCK_COLUMNS, n - j);
            for (int k = 0; k < rank; k++) {
                System.arraycopy(right, k * n + j, blocks, to, count);
                Arrays.fill(blocks, to + count, to + BLOCK_COLUMNS, 0);
                to += BLOCK_COLUMNS;
            }
        }
    }

    @Override
    public double[] rows(double[] left, int from, int count) {
        int block = VectorLoops.TO_NEXT_LINE;
        for (int j = 0; j < n; j += BLOCK_COLUMNS) {
            for (int i = 0; i < count; i += BLOCK_ROWS) {
                multiply(left, from + i, block, i * stride + j);
            }
            block += rank * BLOCK_COLUMNS;
        }
        return tile;
    }

    /** Four rows, from row {@code a} on, of a block of columns, to the tile from {@code to} on. */
    private void multiply(double[] left, int a, int b, int to) {
        DoubleVector zero = DoubleVector.zero(SPECIES);
        DoubleVector a0 = zero;
        DoubleVector a1 = zero;
        DoubleVector a2 = zero;
        DoubleVector a3 = zero;
        DoubleVector a4 = zero;
        DoubleVector b0 = zero;
        DoubleVector b1 = zero;
        DoubleVector b2 = zero;
        DoubleVector b3 = zero;
        DoubleVector b4 = zero;
        DoubleVector c0 = zero;
        DoubleVector c1 = zero;
        DoubleVector c2 = zero;
        DoubleVector c3 = zero;
        DoubleVector c4 = zero;
        DoubleVector d0 = zero;
        DoubleVector d1 = zero;
        DoubleVector d2 = zero;
        DoubleVector d3 = zero;
        DoubleVector d4 = zero;
        for (int k = 0; k < rank; k++) {
            int at = a + k * m;
            int p = b + k * BLOCK_COLUMNS;
            DoubleVector r0 = DoubleVector.fromArray(SPECIES, blocks, p);
            DoubleVector r1 = DoubleVector.fromArray(SPECIES, blocks, p + LANES);
            DoubleVector r2 = DoubleVector.fromArray(SPECIES, blocks, p + 2 * LANES);
            DoubleVector r3 = DoubleVector.fromArray(SPECIES, blocks, p + 3 * LANES);
            DoubleVector r4 = DoubleVector.fromArray(SPECIES, blocks, p + 4 * LANES);
            DoubleVector factor = DoubleVector.broadcast(SPECIES, left[at]);
            a0 = r0.fma(factor, a0);
            a1 = r1.fma(factor, a1);
            a2 = r2.fma(factor, a2);
            a3 = r3.fma(factor, a3);
            a4 = r4.fma(factor, a4);
            factor = DoubleVector.broadcast(SPECIES, left[at + 1]);
            b0 = r0.fma(factor, b0);
            b1 = r1.fma(factor, b1);
            b2 = r2.fma(factor, b2);
            b3 = r3.fma(factor, b3);
            b4 = r4.fma(factor, b4);
            factor = DoubleVector.broadcast(SPECIES, left[at + 2]);
            c0 = r0.fma(factor, c0);
            c1 = r1.fma(factor, c1);
            c2 = r2.fma(factor, c2);
            c3 = r3.fma(factor, c3);
            c4 = r4.fma(factor, c4);
            factor = DoubleVector.broadcast(SPECIES, left[at + 3]);
            d0 = r0.fma(factor, d0);
            d1 = r1.fma(factor, d1);
            d2 = r2.fma(factor, d2);
            d3 = r3.fma(factor, d3);
            d4 = r4.fma(factor, d4);
        }
        store(a0, a1, a2, a3, a4, to);
        store(b0, b1, b2, b3, b4, to + stride);
        store(c0, c1, c2, c3, c4, to + 2 * stride);
        store(d0, d1, d2, d3, d4, to + 3 * stride);
    }

    private void store(DoubleVector v0, DoubleVector v1, DoubleVector v2, DoubleVector v3, DoubleVector v4, int to) {
        v0.intoArray(tile, to);
        v1.intoArray(tile, to + LANES);
        v2.intoArray(tile, to + 2 * LANES);
        v3.intoArray(tile, to + 3 * LANES);
        v4.intoArray(tile, to + 4 * LANES);
    }
}
