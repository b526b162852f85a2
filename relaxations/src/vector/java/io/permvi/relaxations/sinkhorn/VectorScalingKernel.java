package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * A kernel of which all entries are allowed, on explicit vectors: no row is copied between the arrays that a loop
 * reads.
 */
final class VectorScalingKernel implements ScalingKernel {
    private static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final int m;
    private final int n;
    /** The elements of a row that whole vectors take. */
    private final int whole;

    private final VectorMatrix kernel;
    private final double[] k;

    VectorScalingKernel(int m, int n) {
        this.m = m;
        this.n = n;
        whole = SPECIES.loopBound(n);
        kernel = new VectorMatrix(m, n);
        k = kernel.data();
    }

    @Override
    public void rowShifts(double[] score, int at, double[] f) {
        for (int i = 0; i < m; i++) {
            f[i] = -RowSums.largest(score, at + i * n, n);
        }
    }

    @Override
    public void columnShifts(double[] score, int at, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            int row = at + i * n;
            for (int j = 0; j < n; j++) {
                g[j] = Math.min(g[j], -(score[row + j] + f[i]));
            }
        }
    }

    @Override
    public boolean buildModerate(double[] score, int at, double temperature) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            int row = kernel.start(i);
            System.arraycopy(score, at + i * n, k, row, n);
            Arrays.fill(k, row + n, row + kernel.width(), 0);
            if (!(VectorExp.expModerate(k, row, scale, kernel.width()) <= FastExp.MODERATE)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void build(double[] score, int at, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            int row = kernel.start(i);
            for (int j = 0; j < n; j++) {
                k[row + j] = (score[at + i * n + j] + f[i] + g[j]) * scale;
            }
            VectorExp.exp(k, row, kernel.width());
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        kernel.timesColumn(v, s);
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        kernel.timesRow(u, t);
    }

    @Override
    public void products(double[] v, double[] s, ProductMatrix.RowStep step, double[] u, double[] t) {
        kernel.products(v, s, step, u, t);
    }

    @Override
    public void plan(double[] u, double[] v, double[] x, int at, double[] rowSums) {
        for (int i = 0; i < m; i++) {
            rowSums[i] = planRow(kernel.start(i), u[i], v, x, at + i * n);
        }
    }

    /** Writes a row; returns its sum. */
    private double planRow(int row, double u, double[] v, double[] x, int to) {
        DoubleVector sum = DoubleVector.zero(SPECIES);
        for (int j = 0; j < whole; j += LANES) {
            DoubleVector p =
                    DoubleVector.fromArray(SPECIES, v, j).mul(u).mul(DoubleVector.fromArray(SPECIES, k, row + j));
            sum = sum.add(p);
            p.intoArray(x, to + j);
        }
        double rowSum = sum.reduceLanes(VectorOperators.ADD);
        for (int j = whole; j < n; j++) {
            double p = k[row + j] * (u * v[j]);
            rowSum += p;
            x[to + j] = p;
        }
        return rowSum;
    }

    @Override
    public void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            rowSums[i] = addWeighted(kernel.start(i), u[i], v, w, at + i * n, columnSums);
        }
    }

    /** Adds a row to the sums of the columns; returns its own. */
    private double addWeighted(int row, double u, double[] v, double[] w, int from, double[] columnSums) {
        DoubleVector sum = DoubleVector.zero(SPECIES);
        for (int j = 0; j < whole; j += LANES) {
            DoubleVector p = DoubleVector.fromArray(SPECIES, v, j)
                    .mul(u)
                    .mul(DoubleVector.fromArray(SPECIES, k, row + j))
                    .mul(DoubleVector.fromArray(SPECIES, w, from + j));
            sum = sum.add(p);
            p.add(DoubleVector.fromArray(SPECIES, columnSums, j)).intoArray(columnSums, j);
        }
        double rowSum = sum.reduceLanes(VectorOperators.ADD);
        for (int j = whole; j < n; j++) {
            double p = k[row + j] * (u * v[j]) * w[from + j];
            rowSum += p;
            columnSums[j] += p;
        }
        return rowSum;
    }

    @Override
    public void gradient(double[] u, double[] v, double[] w, int at, OuterProducts sum, double scale, double[] out) {
        for (int from = 0; from < m; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), m - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                combine(kernel.start(from + r), u[from + r], v, w, tile, r * sum.stride(), scale, out, at + (from + r) * n);
            }
        }
    }

    /** w and out from {@code to} on. */
    private void combine(
            int row, double u, double[] v, double[] w, double[] sum, int from, double scale, double[] out, int to) {
        for (int j = 0; j < whole; j += LANES) {
            DoubleVector.fromArray(SPECIES, v, j)
                    .mul(u)
                    .mul(DoubleVector.fromArray(SPECIES, w, to + j))
                    .sub(DoubleVector.fromArray(SPECIES, sum, from + j))
                    .mul(DoubleVector.fromArray(SPECIES, k, row + j))
                    .mul(scale)
                    .intoArray(out, to + j);
        }
        for (int j = whole; j < n; j++) {
            out[to + j] = scale * k[row + j] * (w[to + j] * (u * v[j]) - sum[from + j]);
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        for (int from = 0; from < m; from += sum.tileRows()) {
            int rows = Math.min(sum.tileRows(), m - from);
            double[] tile = sum.rows(from, rows);
            for (int r = 0; r < rows; r++) {
                int row = kernel.start(from + r);
                int to = at + (from + r) * n;
                int term = r * sum.stride();
                for (int j = 0; j < n; j++) {
                    out[to + j] = Math.fma(-scale * k[row + j], tile[term + j], out[to + j]);
                }
            }
        }
    }
}
