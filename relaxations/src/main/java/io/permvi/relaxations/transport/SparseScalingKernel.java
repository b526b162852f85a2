package io.permvi.relaxations.transport;

import io.permvi.relaxations.linalg.FastExp;
import io.permvi.relaxations.permutation.AllowedEntries;
import java.util.Arrays;

/** A kernel on allowed entries, packed row by row; every operation costs O(allowed entries). */
final class SparseScalingKernel implements ScalingKernel {
    private final int m;
    private final int n;
    private final int[] starts;
    private final int[] columns;
    private final double[] k;
    private double[] packedA = new double[0];
    private double[] packedB = new double[0];

    SparseScalingKernel(AllowedEntries allowed) {
        m = allowed.rows();
        n = allowed.columns();
        starts = allowed.rowStarts();
        columns = allowed.columnIndices();
        k = new double[allowed.count()];
    }

    @Override
    public void rowShifts(double[] score, int at, double[] f) {
        for (int i = 0; i < m; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                largest = Math.max(largest, score[at + i * n + columns[e]]);
            }
            f[i] = -largest;
        }
    }

    @Override
    public void columnShifts(double[] score, int at, double[] f, double[] g) {
        Arrays.fill(g, 0, n, Double.POSITIVE_INFINITY);
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                g[j] = Math.min(g[j], -(score[at + i * n + j] + f[i]));
            }
        }
    }

    @Override
    public void build(double[] score, int at, double temperature, double[] f, double[] g) {
        double scale = 1 / temperature;
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                k[e] = (score[at + i * n + j] + f[i] + g[j]) * scale;
            }
        }
        FastExp.exp(k, k.length);
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        for (int i = 0; i < m; i++) {
            double s0 = 0;
            double s1 = 0;
            int e = starts[i];
            int end = starts[i + 1];
            for (; e + 2 <= end; e += 2) {
                s0 = Math.fma(k[e], v[columns[e]], s0);
                s1 = Math.fma(k[e + 1], v[columns[e + 1]], s1);
            }
            if (e < end) {
                s0 = Math.fma(k[e], v[columns[e]], s0);
            }
            s[i] = s0 + s1;
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        Arrays.fill(t, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double scale = u[i];
            int end = starts[i + 1];
            for (int e = starts[i]; e < end; e++) {
                int j = columns[e];
                t[j] = Math.fma(k[e], scale, t[j]);
            }
        }
    }

    @Override
    public void plan(double[] u, double[] v, double[] x, int at) {
        Arrays.fill(x, at, at + m * n, 0);
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                x[at + i * n + columns[e]] = k[e] * (u[i] * v[columns[e]]);
            }
        }
    }

    @Override
    public void weightedSums(double[] u, double[] v, double[] w, int at, double[] rowSums, double[] columnSums) {
        Arrays.fill(columnSums, 0, n, 0);
        for (int i = 0; i < m; i++) {
            double sum = 0;
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                double p = k[e] * (u[i] * v[j]) * w[at + i * n + j];
                sum += p;
                columnSums[j] += p;
            }
            rowSums[i] = sum;
        }
    }

    @Override
    public void gradient(double[] u, double[] v, double[] w, int at, OuterProducts sum, double scale, double[] out) {
        int rank = sum.rank();
        pack(sum);
        Arrays.fill(out, at, at + m * n, 0);
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                double direct = w[at + i * n + j] * u[i] * v[j];
                out[at + i * n + j] = scale * k[e] * (direct - dot(packedA, i * rank, packedB, j * rank, rank));
            }
        }
    }

    @Override
    public void subtract(OuterProducts sum, double scale, double[] out, int at) {
        int rank = sum.rank();
        pack(sum);
        for (int i = 0; i < m; i++) {
            for (int e = starts[i]; e < starts[i + 1]; e++) {
                int j = columns[e];
                out[at + i * n + j] -= scale * k[e] * dot(packedA, i * rank, packedB, j * rank, rank);
            }
        }
    }

    private void pack(OuterProducts sum) {
        int rank = sum.rank();
        if (packedA.length < m * rank || packedB.length < n * rank) {
            packedA = new double[m * rank];
            packedB = new double[n * rank];
        }
        transpose(sum.left(), m, rank, packedA);
        transpose(sum.right(), n, rank, packedB);
    }

    private static void transpose(double[] from, int columns, int rows, double[] to) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                to[c * rows + r] = from[r * columns + c];
            }
        }
    }

    private static double dot(double[] a, int atA, double[] b, int atB, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int r = 0;
        for (; r + 4 <= length; r += 4) {
            s0 = Math.fma(a[atA + r], b[atB + r], s0);
            s1 = Math.fma(a[atA + r + 1], b[atB + r + 1], s1);
            s2 = Math.fma(a[atA + r + 2], b[atB + r + 2], s2);
            s3 = Math.fma(a[atA + r + 3], b[atB + r + 3], s3);
        }
        for (; r < length; r++) {
            s0 = Math.fma(a[atA + r], b[atB + r], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }
}
