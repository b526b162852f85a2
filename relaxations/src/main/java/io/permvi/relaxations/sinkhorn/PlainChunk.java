package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.FastExp;
import java.util.Arrays;

/**
 * A chunk of a batch in plain Java: each entry of the kernel and of the scalings is an array over samples, and every
 * loop is a plain one over such arrays.
 */
final class PlainChunk implements SinkhornChunk {
    private final int m;
    private final int n;
    private final int count;
    private final int iterations;
    private final double[] rowMass;
    private final double[] columnMass;
    private final double[][] kernel;
    private final double[][] product;
    private final double[][][] u;
    private final double[][][] v;
    private final double[][] rowAdjoint;
    private final double[][] columnAdjoint;
    private final double[] work;
    private final double[] lowest;
    private final double[] highest;
    private double scale;

    /** Makes chunks of small matrices; larger ones run faster one by one. */
    static final class Factory implements SinkhornChunk.Factory {
        @Override
        public boolean serves(int m, int n) {
            return Math.max(m, n) <= KernelChoice.PLAIN_CHUNK_SIDE;
        }

        @Override
        public int largestCount(TransportProblem problem, int iterations) {
            return KernelChoice.PLAIN_CHUNK_SAMPLES;
        }

        @Override
        public SinkhornChunk newChunk(TransportProblem problem, int count, int iterations) {
            return new PlainChunk(problem, count, iterations);
        }
    }

    private PlainChunk(TransportProblem problem, int count, int iterations) {
        m = problem.rowCount();
        n = problem.columnCount();
        rowMass = problem.rows();
        columnMass = problem.columns();
        this.count = count;
        this.iterations = iterations;
        kernel = new double[m * n][count];
        product = new double[m * n][count];
        u = new double[iterations + 1][m][count];
        v = new double[iterations + 1][n][count];
        rowAdjoint = new double[m][count];
        columnAdjoint = new double[n][count];
        work = new double[count];
        lowest = new double[count];
        highest = new double[count];
        for (double[] start : v[0]) {
            Arrays.fill(start, 1);
        }
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean withinRange(int sample) {
        return lowest[sample] > SMALLEST_SCALING && highest[sample] < LARGEST_SCALING;
    }

    @Override
    public boolean forward(double[] psi, int offset, double temperature, double[] x) {
        scale = 1 / temperature;
        boolean moderate = loadKernel(psi, offset);
        Arrays.fill(lowest, 1);
        Arrays.fill(highest, 1);
        for (int k = 1; k <= iterations; k++) {
            for (int i = 0; i < m; i++) {
                divideByProducts(rowMass[i], i * n, 1, v[k - 1], n, u[k][i]);
            }
            for (int j = 0; j < n; j++) {
                divideByProducts(columnMass[j], j, n, u[k], m, v[k][j]);
                if (k <= 1 || k == iterations) {
                    keepRange(v[k][j], lowest, highest, count);
                }
            }
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < n; j++) {
                multiply(kernel[i * n + j], u[iterations][i], v[iterations][j], work, count);
                scatter(work, x, offset + i * n + j);
            }
        }
        return moderate;
    }

    /** The exponentials; relative to the row maxima where scores are far apart: returns false then. */
    private boolean loadKernel(double[] psi, int offset) {
        Arrays.fill(work, 0);
        for (int e = 0; e < m * n; e++) {
            gather(psi, offset + e, kernel[e]);
            raiseAbsolute(work, kernel[e], count);
        }
        if (RowSums.largest(work, 0, count) * scale <= FastExp.MODERATE) {
            for (int e = 0; e < m * n; e++) {
                FastExp.expModerate(kernel[e], scale, count);
            }
            return true;
        }
        for (int i = 0; i < m; i++) {
            Arrays.fill(work, Double.NEGATIVE_INFINITY);
            for (int j = 0; j < n; j++) {
                raise(work, kernel[i * n + j], count);
            }
            for (int j = 0; j < n; j++) {
                shift(kernel[i * n + j], work, scale, count);
                FastExp.exp(kernel[i * n + j], count);
            }
        }
        return false;
    }

    @Override
    public void backward(double[] xAdjoint, int offset, double[] psiAdjoint) {
        startAdjoints(xAdjoint, offset);
        for (int k = iterations; k >= 1; k--) {
            for (int i = 0; i < m; i++) {
                sumProducts(i * n, 1, columnAdjoint, n);
                if (k == iterations) {
                    pullRow(rowAdjoint[i], u[k][i], work, 1 / rowMass[i], count);
                } else {
                    scaleSquare(u[k][i], work, -1 / rowMass[i], rowAdjoint[i], count);
                }
                for (int j = 0; j < n; j++) {
                    subtractRankTwo(product[i * n + j], u[k][i], columnAdjoint[j], rowAdjoint[i], v[k - 1][j], count);
                }
            }
            for (int j = 0; j < n && k > 1; j++) {
                sumProducts(j, n, rowAdjoint, m);
                scaleSquare(v[k - 1][j], work, -1 / columnMass[j], columnAdjoint[j], count);
            }
        }
        for (int e = 0; e < m * n; e++) {
            scaleProduct(product[e], kernel[e], scale, work, count);
            scatter(work, psiAdjoint, offset + e);
        }
    }

    /**
     * Starts product at {@code diag(u) w diag(v)} and the adjoints of the logarithms of the last scalings at the sums of
     * the plan's; those of the columns are then multiplied by the scaling over its mass.
     */
    private void startAdjoints(double[] xAdjoint, int offset) {
        for (double[] adjoint : columnAdjoint) {
            Arrays.fill(adjoint, 0);
        }
        for (int i = 0; i < m; i++) {
            Arrays.fill(rowAdjoint[i], 0);
            for (int j = 0; j < n; j++) {
                int e = i * n + j;
                gather(xAdjoint, offset + e, work);
                multiply(work, u[iterations][i], v[iterations][j], product[e], count);
                addProduct(rowAdjoint[i], columnAdjoint[j], product[e], kernel[e], count);
            }
        }
        for (int j = 0; j < n; j++) {
            scaleAdjoint(columnAdjoint[j], v[iterations][j], 1 / columnMass[j], count);
        }
    }

    private void gather(double[] from, int first, double[] to) {
        int stride = m * n;
        for (int b = 0; b < count; b++) {
            to[b] = from[first + b * stride];
        }
    }

    private void scatter(double[] from, double[] to, int first) {
        int stride = m * n;
        for (int b = 0; b < count; b++) {
            to[first + b * stride] = from[b];
        }
    }

    /**
     * {@code work = sum_p kernel[first + p stride] factors[p]}, three terms at a time: the compiler leaves a loop over
     * more than eight arrays scalar.
     */
    private void sumProducts(int first, int stride, double[][] factors, int terms) {
        int summed = startSum(first, stride, factors, terms);
        while (summed < terms) {
            summed = addProducts(first, stride, factors, summed, terms);
        }
    }

    /** {@code out = mass / sum_p kernel[first + p stride] factors[p]}. */
    private void divideByProducts(double mass, int first, int stride, double[][] factors, int terms, double[] out) {
        int p = startSum(first, stride, factors, terms);
        while (terms - p > 3) {
            p = addProducts(first, stride, factors, p, terms);
        }
        int at = first + p * stride;
        if (terms - p == 3) {
            divideByThree(
                    mass,
                    kernel[at],
                    factors[p],
                    kernel[at + stride],
                    factors[p + 1],
                    kernel[at + 2 * stride],
                    factors[p + 2],
                    work,
                    out,
                    count);
        } else if (terms - p == 2) {
            divideByTwo(mass, kernel[at], factors[p], kernel[at + stride], factors[p + 1], work, out, count);
        } else if (terms - p == 1) {
            divideByOne(mass, kernel[at], factors[p], work, out, count);
        } else {
            divide(mass, work, out, count);
        }
    }

    /** Starts the sum in work with up to three terms; returns how many. */
    private int startSum(int first, int stride, double[][] factors, int terms) {
        if (terms < 3) {
            startOne(kernel[first], factors[0], work, count);
            return 1;
        }
        startThree(
                kernel[first],
                factors[0],
                kernel[first + stride],
                factors[1],
                kernel[first + 2 * stride],
                factors[2],
                work,
                count);
        return 3;
    }

    /** Adds up to three terms from p on; returns the number of terms summed. */
    private int addProducts(int first, int stride, double[][] factors, int p, int terms) {
        int at = first + p * stride;
        if (terms - p >= 3) {
            addThree(
                    kernel[at],
                    factors[p],
                    kernel[at + stride],
                    factors[p + 1],
                    kernel[at + 2 * stride],
                    factors[p + 2],
                    work,
                    count);
            return p + 3;
        }
        if (terms - p == 2) {
            addTwo(kernel[at], factors[p], kernel[at + stride], factors[p + 1], work, count);
            return p + 2;
        }
        addOne(kernel[at], factors[p], work, count);
        return p + 1;
    }

    private static void startOne(double[] k, double[] f, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = k[b] * f[b];
        }
    }

    private static void startThree(
            double[] k0, double[] f0, double[] k1, double[] f1, double[] k2, double[] f2, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], k2[b] * f2[b]));
        }
    }

    private static void addOne(double[] k, double[] f, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k[b], f[b], out[b]);
        }
    }

    private static void addTwo(double[] k0, double[] f0, double[] k1, double[] f1, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], out[b]));
        }
    }

    private static void addThree(
            double[] k0, double[] f0, double[] k1, double[] f1, double[] k2, double[] f2, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], Math.fma(k2[b], f2[b], out[b])));
        }
    }

    private static void divide(double mass, double[] by, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = mass / by[b];
        }
    }

    private static void divideByOne(double mass, double[] k, double[] f, double[] sum, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = mass / Math.fma(k[b], f[b], sum[b]);
        }
    }

    private static void divideByTwo(
            double mass, double[] k0, double[] f0, double[] k1, double[] f1, double[] sum, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = mass / Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], sum[b]));
        }
    }

    private static void divideByThree(
            double mass,
            double[] k0,
            double[] f0,
            double[] k1,
            double[] f1,
            double[] k2,
            double[] f2,
            double[] sum,
            double[] out,
            int count) {
        for (int b = 0; b < count; b++) {
            out[b] = mass / Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], Math.fma(k2[b], f2[b], sum[b])));
        }
    }

    private static void keepRange(double[] v, double[] lowest, double[] highest, int count) {
        for (int b = 0; b < count; b++) {
            lowest[b] = Math.min(lowest[b], v[b]);
            highest[b] = Math.max(highest[b], v[b]);
        }
    }

    private static void raise(double[] largest, double[] values, int count) {
        for (int b = 0; b < count; b++) {
            largest[b] = Math.max(largest[b], values[b]);
        }
    }

    private static void raiseAbsolute(double[] largest, double[] values, int count) {
        for (int b = 0; b < count; b++) {
            largest[b] = Math.max(largest[b], Math.abs(values[b]));
        }
    }

    private static void shift(double[] values, double[] by, double scale, int count) {
        for (int b = 0; b < count; b++) {
            values[b] = (values[b] - by[b]) * scale;
        }
    }

    private static void multiply(double[] a, double[] b, double[] c, double[] out, int count) {
        for (int s = 0; s < count; s++) {
            out[s] = a[s] * b[s] * c[s];
        }
    }

    private static void addProduct(double[] first, double[] second, double[] a, double[] b, int count) {
        for (int s = 0; s < count; s++) {
            double p = a[s] * b[s];
            first[s] += p;
            second[s] += p;
        }
    }

    private static void scaleAdjoint(double[] adjoint, double[] v, double factor, int count) {
        for (int s = 0; s < count; s++) {
            adjoint[s] *= v[s] * factor;
        }
    }

    /** The adjoint of a row scaling, times the scaling over its mass. */
    private static void pullRow(double[] adjoint, double[] u, double[] sum, double factor, int count) {
        for (int s = 0; s < count; s++) {
            adjoint[s] = Math.fma(-u[s], sum[s], adjoint[s]) * (u[s] * factor);
        }
    }

    private static void subtractRankTwo(double[] product, double[] a, double[] b, double[] c, double[] d, int count) {
        for (int s = 0; s < count; s++) {
            product[s] = product[s] - Math.fma(a[s], b[s], c[s] * d[s]);
        }
    }

    private static void scaleSquare(double[] a, double[] b, double factor, double[] out, int count) {
        for (int s = 0; s < count; s++) {
            out[s] = (a[s] * factor) * (a[s] * b[s]);
        }
    }

    private static void scaleProduct(double[] a, double[] b, double scale, double[] out, int count) {
        for (int s = 0; s < count; s++) {
            out[s] = a[s] * b[s] * scale;
        }
    }
}
