package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import java.util.Arrays;

/**
 * A chunk of a batch with the samples innermost: each entry of the kernel and of the scalings is an array over samples,
 * and every loop is a plain one over such arrays.
 */
final class SinkhornChunk {
    private static final double SMALLEST = 1e-60;
    private static final double LARGEST = 1e60;

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

    SinkhornChunk(TransportProblem problem, int count, int iterations) {
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

    int count() {
        return count;
    }

    /** Whether the scalings of a sample stayed where the plain kernel form is exact. */
    boolean withinRange(int sample) {
        return lowest[sample] > SMALLEST && highest[sample] < LARGEST;
    }

    void forward(double[] psi, int offset, double temperature, double[] x) {
        scale = 1 / temperature;
        loadKernel(psi, offset);
        Arrays.fill(lowest, 1);
        Arrays.fill(highest, 1);
        for (int k = 1; k <= iterations; k++) {
            for (int i = 0; i < m; i++) {
                sumProducts(kernel, i * n, 1, v[k - 1], n, work, count);
                divide(rowMass[i], work, u[k][i], count);
            }
            for (int j = 0; j < n; j++) {
                sumProducts(kernel, j, n, u[k], m, work, count);
                divide(columnMass[j], work, v[k][j], count);
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
    }

    private void loadKernel(double[] psi, int offset) {
        for (int i = 0; i < m; i++) {
            Arrays.fill(work, Double.NEGATIVE_INFINITY);
            for (int j = 0; j < n; j++) {
                gather(psi, offset + i * n + j, kernel[i * n + j]);
                raise(work, kernel[i * n + j], count);
            }
            for (int j = 0; j < n; j++) {
                shift(kernel[i * n + j], work, scale, count);
                FastExp.exp(kernel[i * n + j], count);
            }
        }
    }

    void backward(double[] xAdjoint, int offset, double[] psiAdjoint) {
        startAdjoints(xAdjoint, offset);
        for (int k = iterations; k >= 1; k--) {
            for (int j = 0; j < n; j++) {
                scaleAdjoint(columnAdjoint[j], v[k][j], 1 / columnMass[j], count);
            }
            for (int i = 0; i < m; i++) {
                sumProducts(kernel, i * n, 1, columnAdjoint, n, work, count);
                pullRow(rowAdjoint[i], u[k][i], work, 1 / rowMass[i], count);
                for (int j = 0; j < n; j++) {
                    subtractRankTwo(product[i * n + j], u[k][i], columnAdjoint[j], rowAdjoint[i], v[k - 1][j], count);
                }
            }
            for (int j = 0; j < n && k > 1; j++) {
                sumProducts(kernel, j, n, rowAdjoint, m, work, count);
                negateProduct(columnAdjoint[j], v[k - 1][j], work, count);
            }
            for (int i = 0; i < m; i++) {
                Arrays.fill(rowAdjoint[i], 0);
            }
        }
        for (int e = 0; e < m * n; e++) {
            scaleProduct(product[e], kernel[e], scale, work, count);
            scatter(work, psiAdjoint, offset + e);
        }
    }

    /** Starts product at {@code diag(u) w diag(v)} and the adjoints of the last scalings at the sums of the plan's. */
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

    /** {@code out = sum_p k[first + p stride] factors[p]}, four terms at a time. */
    private static void sumProducts(
            double[][] k, int first, int stride, double[][] factors, int terms, double[] out, int count) {
        int p = 0;
        int at = first;
        if (terms >= 4) {
            startFour(
                    k[at],
                    factors[0],
                    k[at + stride],
                    factors[1],
                    k[at + 2 * stride],
                    factors[2],
                    k[at + 3 * stride],
                    factors[3],
                    out,
                    count);
            p = 4;
            at += 4 * stride;
        } else {
            startOne(k[at], factors[0], out, count);
            p = 1;
            at += stride;
        }
        for (; p + 2 <= terms; p += 2) {
            addTwo(k[at], factors[p], k[at + stride], factors[p + 1], out, count);
            at += 2 * stride;
        }
        if (p < terms) {
            addOne(k[at], factors[p], out, count);
        }
    }

    private static void startFour(
            double[] k0,
            double[] f0,
            double[] k1,
            double[] f1,
            double[] k2,
            double[] f2,
            double[] k3,
            double[] f3,
            double[] out,
            int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], Math.fma(k2[b], f2[b], k3[b] * f3[b])));
        }
    }

    private static void startOne(double[] k, double[] f, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = k[b] * f[b];
        }
    }

    private static void addTwo(double[] k0, double[] f0, double[] k1, double[] f1, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k0[b], f0[b], Math.fma(k1[b], f1[b], out[b]));
        }
    }

    private static void addOne(double[] k, double[] f, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = Math.fma(k[b], f[b], out[b]);
        }
    }

    private static void divide(double mass, double[] by, double[] out, int count) {
        for (int b = 0; b < count; b++) {
            out[b] = mass / by[b];
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

    private static void negateProduct(double[] out, double[] a, double[] b, int count) {
        for (int s = 0; s < count; s++) {
            out[s] = -a[s] * b[s];
        }
    }

    private static void scaleProduct(double[] a, double[] b, double scale, double[] out, int count) {
        for (int s = 0; s < count; s++) {
            out[s] = a[s] * b[s] * scale;
        }
    }
}
