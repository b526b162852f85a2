package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.internal.ProductMatrix;
import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;

/**
 * A matrix on the heap: by rows and by columns, so that both products add rows, the form that the compiler vectorizes, or
 * by rows only, in half the memory. Allocates nothing after construction.
 */
final class HeapMatrix implements ProductMatrix {
    private final int m;
    private final int n;
    private final double[][] byRow;
    private final double[][] byColumn;
    private final double[] sumOfColumns;
    private final double[] sumOfRows;

    /** Zeros, by rows and, where asked for, by columns too. */
    HeapMatrix(int m, int n, boolean byBoth) {
        this.m = m;
        this.n = n;
        byRow = new double[m][RowSums.padded(n)];
        byColumn = new double[byBoth ? n : 0][RowSums.padded(m)];
        sumOfColumns = new double[byBoth ? RowSums.padded(m) : 0];
        sumOfRows = new double[RowSums.padded(n)];
    }

    @Override
    public double[] row(int i) {
        return byRow[i];
    }

    @Override
    public double[] rowToWrite(int i) {
        return byRow[i];
    }

    @Override
    public void written(int i) {
        // it is in place
    }

    @Override
    public void finish() {
        if (byColumn.length > 0) {
            RowUpdates.transpose(byRow, m, n, byColumn);
        }
    }

    @Override
    public void timesColumn(double[] v, double[] s) {
        if (byColumn.length > 0) {
            addRows(byColumn, v, n, sumOfColumns);
            System.arraycopy(sumOfColumns, 0, s, 0, m);
        } else {
            RowSums.dots(byRow, v, m, s, n);
        }
    }

    @Override
    public void timesRow(double[] u, double[] t) {
        addRows(byRow, u, m, sumOfRows);
        System.arraycopy(sumOfRows, 0, t, 0, n);
    }

    @Override
    public void products(double[] v, double[] s, RowStep step, double[] u, double[] t) {
        timesColumn(v, s);
        step.apply(s, u, 0, m);
        timesRow(u, t);
    }

    /** {@code sum = weights[0] rows[0] + ... + weights[count - 1] rows[count - 1]}. */
    private static void addRows(double[][] rows, double[] weights, int count, double[] sum) {
        Arrays.fill(sum, 0);
        int p = 0;
        for (; p + 6 <= count; p += 6) {
            addSix(
                    sum,
                    weights[p],
                    rows[p],
                    weights[p + 1],
                    rows[p + 1],
                    weights[p + 2],
                    rows[p + 2],
                    weights[p + 3],
                    rows[p + 3],
                    weights[p + 4],
                    rows[p + 4],
                    weights[p + 5],
                    rows[p + 5]);
        }
        for (; p + 2 <= count; p += 2) {
            addTwo(sum, weights[p], rows[p], weights[p + 1], rows[p + 1]);
        }
        if (p < count) {
            RowUpdates.addRow(sum, weights[p], rows[p], 0, sum.length);
        }
    }

    /** As many rows as the compiler still vectorizes in one loop. */
    private static void addSix(
            double[] sum,
            double a0,
            double[] b0,
            double a1,
            double[] b1,
            double a2,
            double[] b2,
            double a3,
            double[] b3,
            double a4,
            double[] b4,
            double a5,
            double[] b5) {
        for (int j = 0; j < sum.length; j++) {
            double early = Math.fma(a0, b0[j], Math.fma(a1, b1[j], Math.fma(a2, b2[j], sum[j])));
            sum[j] = Math.fma(a3, b3[j], Math.fma(a4, b4[j], Math.fma(a5, b5[j], early)));
        }
    }

    private static void addTwo(double[] sum, double a0, double[] b0, double a1, double[] b1) {
        for (int j = 0; j < sum.length; j++) {
            sum[j] = Math.fma(a0, b0[j], Math.fma(a1, b1[j], sum[j]));
        }
    }
}
