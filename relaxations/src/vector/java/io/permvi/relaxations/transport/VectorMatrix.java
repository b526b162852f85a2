package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.ProductMatrix;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A matrix of explicit vectors. Eight rows share the loads of their factors in both products, and both take a tile of eight
 * rows while it is in the first-level cache. The entries, the factors of the columns and the sums of the columns lie in one
 * array, whose collector puts it at the start of a line of the cache when it is large; rows are padded to whole lines,
 * and there are whole tiles of them.
 */
final class VectorMatrix implements ProductMatrix {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int TILE = 8;

    /** After the header of an array that starts at a line of the cache, this many elements end that line. */
    private static final int TO_NEXT_LINE = 6;

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
        width = padded(columns);
        factors = TO_NEXT_LINE + Math.multiplyExact(padded(rows), width);
        sums = factors + width;
        data = new double[sums + width];
    }

    private static int padded(int length) {
        return (length + TILE - 1) / TILE * TILE;
    }

    /** Rows, one after the other, from {@link #start} of the first on. */
    double[] data() {
        return data;
    }

    /** The elements of a row with its padding, whose products are zero whatever it holds. */
    int width() {
        return width;
    }

    /** Where row i starts. */
    int start(int i) {
        return TO_NEXT_LINE + i * width;
    }

    @Override
    public void setRow(int i, double[] values) {
        System.arraycopy(values, 0, data, start(i), columns);
    }

    @Override
    public void row(int i, double[] out) {
        System.arraycopy(data, start(i), out, 0, columns);
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
        for (int i = 0; i < rows; i += TILE) {
            dotsOfTile(i, s);
            step.apply(i, Math.min(i + TILE, rows));
            addTile(i, u);
        }
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

    /** The inner products of eight rows, the first of which starts at {@code at}, with the factors of the columns. */
    private void dots(int at, double[] s, int i) {
        double[] a = data;
        DoubleVector s0 = DoubleVector.zero(SPECIES);
        DoubleVector s1 = s0;
        DoubleVector s2 = s0;
        DoubleVector s3 = s0;
        DoubleVector s4 = s0;
        DoubleVector s5 = s0;
        DoubleVector s6 = s0;
        DoubleVector s7 = s0;
        for (int j = 0; j < width; j += LANES) {
            DoubleVector v = DoubleVector.fromArray(SPECIES, a, factors + j);
            int p = at + j;
            s0 = DoubleVector.fromArray(SPECIES, a, p).fma(v, s0);
            s1 = DoubleVector.fromArray(SPECIES, a, p + width).fma(v, s1);
            s2 = DoubleVector.fromArray(SPECIES, a, p + 2 * width).fma(v, s2);
            s3 = DoubleVector.fromArray(SPECIES, a, p + 3 * width).fma(v, s3);
            s4 = DoubleVector.fromArray(SPECIES, a, p + 4 * width).fma(v, s4);
            s5 = DoubleVector.fromArray(SPECIES, a, p + 5 * width).fma(v, s5);
            s6 = DoubleVector.fromArray(SPECIES, a, p + 6 * width).fma(v, s6);
            s7 = DoubleVector.fromArray(SPECIES, a, p + 7 * width).fma(v, s7);
        }
        s[i] = s0.reduceLanes(VectorOperators.ADD);
        s[i + 1] = s1.reduceLanes(VectorOperators.ADD);
        s[i + 2] = s2.reduceLanes(VectorOperators.ADD);
        s[i + 3] = s3.reduceLanes(VectorOperators.ADD);
        s[i + 4] = s4.reduceLanes(VectorOperators.ADD);
        s[i + 5] = s5.reduceLanes(VectorOperators.ADD);
        s[i + 6] = s6.reduceLanes(VectorOperators.ADD);
        s[i + 7] = s7.reduceLanes(VectorOperators.ADD);
    }

    /** Adds eight rows, the first of which starts at {@code at}, times their factors, to the sums of the columns. */
    private void addRows(int at, double[] u, int i) {
        double[] a = data;
        DoubleVector u0 = DoubleVector.broadcast(SPECIES, u[i]);
        DoubleVector u1 = DoubleVector.broadcast(SPECIES, u[i + 1]);
        DoubleVector u2 = DoubleVector.broadcast(SPECIES, u[i + 2]);
        DoubleVector u3 = DoubleVector.broadcast(SPECIES, u[i + 3]);
        DoubleVector u4 = DoubleVector.broadcast(SPECIES, u[i + 4]);
        DoubleVector u5 = DoubleVector.broadcast(SPECIES, u[i + 5]);
        DoubleVector u6 = DoubleVector.broadcast(SPECIES, u[i + 6]);
        DoubleVector u7 = DoubleVector.broadcast(SPECIES, u[i + 7]);
        for (int j = 0; j < width; j += LANES) {
            int p = at + j;
            DoubleVector even = DoubleVector.fromArray(SPECIES, a, p).mul(u0);
            DoubleVector odd = DoubleVector.fromArray(SPECIES, a, p + width)
                    .fma(u1, DoubleVector.fromArray(SPECIES, a, sums + j));
            even = DoubleVector.fromArray(SPECIES, a, p + 2 * width).fma(u2, even);
            odd = DoubleVector.fromArray(SPECIES, a, p + 3 * width).fma(u3, odd);
            even = DoubleVector.fromArray(SPECIES, a, p + 4 * width).fma(u4, even);
            odd = DoubleVector.fromArray(SPECIES, a, p + 5 * width).fma(u5, odd);
            even = DoubleVector.fromArray(SPECIES, a, p + 6 * width).fma(u6, even);
            odd = DoubleVector.fromArray(SPECIES, a, p + 7 * width).fma(u7, odd);
            even.add(odd).intoArray(a, sums + j);
        }
    }
}
