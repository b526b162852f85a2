package io.permvi.relaxations.linalg;

import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;

/**
 * Matrix products in plain Java: four rows of b at a time are added to a row of c with fused multiply-adds, in loops
 * whose arrays are separate rows indexed by the bare loop variable, the form that the compiler vectorizes.
 */
final class JavaKernel implements ProductKernel {
    /** Rows of b (or of its transpose) of the thread that multiplies; grown when needed, never shared. */
    private final ThreadLocal<Workspace> workspace = ThreadLocal.withInitial(Workspace::new);

    private static final class Workspace {
        private double[][] rows = new double[0][0];
        private double[] sum = new double[0];

        private void reserve(int k, int n) {
            if (rows.length < k || sum.length < n) {
                int height = Math.max(rows.length, k);
                int width = Math.max(sum.length, n);
                rows = new double[height][width];
                sum = new double[width];
            }
        }
    }

    @Override
    public void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            double[] b,
            double beta,
            double[] c) {
        multiply(transposeA, transposeB, m, n, k, alpha, a, 0, b, 0, beta, c, 0);
    }

    /** The same product with the three matrices starting at offsets of their arrays. */
    void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            double[] b,
            int offsetB,
            double beta,
            double[] c,
            int offsetC) {
        Workspace work = workspace.get();
        work.reserve(k, n);
        double[][] rows = work.rows;
        for (int p = 0; p < k; p++) {
            if (transposeB) {
                double[] row = rows[p];
                for (int j = 0; j < n; j++) {
                    row[j] = b[offsetB + j * k + p];
                }
            } else {
                System.arraycopy(b, offsetB + p * n, rows[p], 0, n);
            }
        }
        double[] sum = work.sum;
        int strideRow = transposeA ? 1 : k;
        int strideColumn = transposeA ? m : 1;
        for (int i = 0; i < m; i++) {
            Arrays.fill(sum, 0, n, 0);
            int at = offsetA + i * strideRow;
            int p = 0;
            for (; p + 4 <= k; p += 4) {
                double a0 = a[at];
                double a1 = a[at + strideColumn];
                double a2 = a[at + 2 * strideColumn];
                double a3 = a[at + 3 * strideColumn];
                at += 4 * strideColumn;
                if (a0 != 0 || a1 != 0 || a2 != 0 || a3 != 0) {
                    RowUpdates.addFourRows(sum, a0, rows[p], a1, rows[p + 1], a2, rows[p + 2], a3, rows[p + 3], 0, n);
                }
            }
            for (; p < k; p++) {
                RowUpdates.addRow(sum, a[at], rows[p], 0, n);
                at += strideColumn;
            }
            int to = offsetC + i * n;
            if (beta == 0) {
                for (int j = 0; j < n; j++) {
                    c[to + j] = alpha * sum[j];
                }
            } else {
                for (int j = 0; j < n; j++) {
                    c[to + j] = Math.fma(alpha, sum[j], beta * c[to + j]);
                }
            }
        }
    }
}
