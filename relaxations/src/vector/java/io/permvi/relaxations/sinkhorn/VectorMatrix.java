package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A matrix of explicit vectors. Five rows share the loads of their factors, and the second product of a tile of five
 * rows, in the first-level cache by then, runs in one loop with the first product of the next, so that the loads from
 * further caches go on meanwhile. The entries, the factors of the columns and the sums of the columns lie in one array,
 * which the collector puts at the start of a line of the cache when it is large; rows are padded to whole lines, and
 * there are whole tiles of them.
 */
final class VectorMatrix implements ProductMatrix {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int TILE = 5;
    private static final int LINE = 8;

    private final int rows;
    private final int columns;
    private final int width;
    private final int factors;
    private final int sums;
    private final double[] data;
    private final double[] ofTile = new double[TILE];

    VectorMatrix(int rows, int columns) {
        this.rows = rows;
        this.columns = columns;
        width = padded(columns, LINE);
        factors = VectorLoops.TO_NEXT_LINE + Math.multiplyExact(padded(rows, TILE), width);
        sums = factors + width;
        data = new double[sums + width];
    }

    private static int padded(int length, int unit) {
        return (length + unit - 1) / unit * unit;
    }

    /** The elements of a row with its padding, whose products are zero whatever it holds. */
    int width() {
        return width;
    }

    /** Rows, one after the other, from {@link #start} of the first on. */
    double[] data() {
        return data;
    }

    /** Where row i starts. */
    int start(int i) {
        return VectorLoops.TO_NEXT_LINE + i * width;
    }

    @Override
    public double[] row(int i) {
        return data;
    }

    @Override
    public int rowStart(int i) {
        return start(i);
    }

    @Override
    public double[] rowToWrite(int i) {
        return data;
    }

    @Override
    public void written(int i) {
        // it is in place
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        System.arraycopy(v, 0, data, factors, columns);
        for (int i = 0; i < rows; i += TILE) {
            dotsOfTile(i, s);
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        Arrays.fill(data, sums, sums + width, 0);
        for (int i = 0; i < rows; i += TILE) {
            addTile(i, u);
        }
        System.arraycopy(data, sums, t, 0, columns);
    }

    @Override
    public void products(double[] v, double[] s, RowStep step, double[] u, double[] t) {
        System.arraycopy(v, 0, data, factors, columns);
        Arrays.fill(data, sums, sums + width, 0);
        dotsOfTile(0, s);
        int i = 0;
        for (; i + TILE < rows; i += TILE) {
            step.apply(s, u, i, i + TILE);
            if (i + 2 * TILE <= rows) {
                addRowsAndDots(start(i), u, i, s);
            } else {
                addTile(i, u);
                dotsOfTile(i + TILE, s);
            }
        }
        step.apply(s, u, i, rows);
        addTile(i, u);
        System.arraycopy(data, sums, t, 0, columns);
    }

    private void dotsOfTile(int i, double[] s) {
        if (i + TILE <= rows) {
            dots(start(i), s, i);
        } else {
            dots(start(i), ofTile, 0);
            System.arraycopy(ofTile, 0, s, i, rows - i);
        }
    }

    private void addTile(int i, double[] u) {
        if (i + TILE <= rows) {
            addRows(start(i), u, i);
        } else {
            Arrays.fill(ofTile, 0);
            System.arraycopy(u, i, ofTile, 0, rows - i);
            addRows(start(i), ofTile, 0);
        }
    }

    /**
     * The inner products of the rows of a tile, the first of which starts at {@code at}, with the factors of the
     * columns.
     */
    private void dots(int at, double[] s, int i) {
        double[] a = data;
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector s4 = s0;
        for (int j = 0; j < width; j += LANES) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, a, factors + j);
            int p = at + j;
            s0 = DoubleVector.fromArray(SPECIES, a, p).fma(v, s0);
            s1 = DoubleVector.fromArray(SPECIES, a, p + width).fma(v, s1);
            s2 = DoubleVector.fromArray(SPECIES, a, p + 2 * width).fma(v, s2);
            s3 = DoubleVector.fromArray(SPECIES, a, p + 3 * width).fma(v, s3);
            s4 = DoubleVector.fromArray(SPECIES, a, p + 4 * width).fma(v, s4);
        }
        s[i] = s0.reduceLanes(VectorOperators.ADD);
        s[i + 1] = s1.reduceLanes(VectorOperators.ADD);
        s[i + 2] = s2.reduceLanes(VectorOperators.ADD);
        s[i + 3] = s3.reduceLanes(VectorOperators.ADD);
        s[i + 4] = s4.reduceLanes(VectorOperators.ADD);
    }

    /**
     * Adds the rows of a tile, the first of which starts at {@code at}, times their factors, to the sums of the
     * columns.
     */
    private void addRows(int at, double[] u, int i) {
        double[] a = data;
        DoubleVector u0 = DoubleVector.broadcast(SPECIES, u[i]);
        DoubleVector u1 = DoubleVector.broadcast(SPECIES, u[i + 1]);
        DoubleVector u2 = DoubleVector.broadcast(SPECIES, u[i + 2]);
        DoubleVector u3 = DoubleVector.broadcast(SPECIES, u[i + 3]);
        DoubleVector u4 = DoubleVector.broadcast(SPECIES, u[i + 4]);
        for (int j = 0; j < width; j += LANES) {
            int p = at + j;
            DoubleVector odd = DoubleVector.fromArray(SPECIES, a, p).fma(u0, DoubleVector.fromArray(SPECIES, a, sums + j));
            DoubleVector even = DoubleVector.fromArray(SPECIES, a, p + width).mul(u1);
            odd = DoubleVector.fromArray(SPECIES, a, p + 2 * width).fma(u2, odd);
            even = DoubleVector.fromArray(SPECIES, a, p + 3 * width).fma(u3, even);
            odd = DoubleVector.fromArray(SPECIES, a, p + 4 * width).fma(u4, odd);
            even.add(odd).intoArray(a, sums + j);
        }
    }

    /** {@link #addRows} of a tile and {@link #dots} of the tile after it. */
    private void addRowsAndDots(int at, double[] u, int i, double[] s) {
        double[] a = data;
        DoubleVector u0 = DoubleVector.broadcast(SPECIES, u[i]);
        DoubleVector u1 = DoubleVector.broadcast(SPECIES, u[i + 1]);
        DoubleVector u2 = DoubleVector.broadcast(SPECIES, u[i + 2]);
        DoubleVector u3 = DoubleVector.broadcast(SPECIES, u[i + 3]);
        DoubleVector u4 = DoubleVector.broadcast(SPECIES, u[i + 4]);
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector s4 = s0;
        int next = at + TILE * width;
        for (int j = 0; j < width; j += LANES) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, a, factors + j);
            int p = at + j;
            int q = next + j;
            DoubleVector odd = DoubleVector.fromArray(SPECIES, a, p).fma(u0, DoubleVector.fromArray(SPECIES, a, sums + j));
            s0 = DoubleVector.fromArray(SPECIES, a, q).fma(v, s0);
            DoubleVector even = DoubleVector.fromArray(SPECIES, a, p + width).mul(u1);
            s1 = DoubleVector.fromArray(SPECIES, a, q + width).fma(v, s1);
            odd = DoubleVector.fromArray(SPECIES, a, p + 2 * width).fma(u2, odd);
            s2 = DoubleVector.fromArray(SPECIES, a, q + 2 * width).fma(v, s2);
            even = DoubleVector.fromArray(SPECIES, a, p + 3 * width).fma(u3, even);
            s3 = DoubleVector.fromArray(SPECIES, a, q + 3 * width).fma(v, s3);
            odd = DoubleVector.fromArray(SPECIES, a, p + 4 * width).fma(u4, odd);
            s4 = DoubleVector.fromArray(SPECIES, a, q + 4 * width).fma(v, s4);
            even.add(odd).intoArray(a, sums + j);
        }
        s[i + TILE] = s0.reduceLanes(VectorOperators.ADD);
        s[i + TILE + 1] = s1.reduceLanes(VectorOperators.ADD);
        s[i + TILE + 2] = s2.reduceLanes(VectorOperators.ADD);
        s[i + TILE + 3] = s3.reduceLanes(VectorOperators.ADD);
        s[i + TILE + 4] = s4.reduceLanes(VectorOperators.ADD);
    }
}
