package io.permvi.relaxations.sinkhorn;

import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.linalg.internal.ProductMatrix;
import java.util.Arrays;

/**
 * The rows of matrices on allowed entries, and of a kernel on them, as dense rows; the slack row of a problem, if any, is
 * one more, of zeros.
 */
final class KernelRows {
    /** Twice the least that the exponential gives, which stands for 0. */
    private static final double CLEARED = 2e-200;

    private final SparsityPattern allowed;
    private final int n;

    KernelRows(SparsityPattern allowed) {
        this.allowed = allowed;
        n = allowed.columns();
    }

    /** Copies row i of a matrix that starts at {@code at}; entries that are not allowed are not read. */
    void load(double[] from, int at, int i, double elsewhere, double[] to, int start) {
        if (i == allowed.rows()) {
            Arrays.fill(to, start, start + n, 0);
        } else if (allowed.isFull()) {
            System.arraycopy(from, at + i * n, to, start, n);
        } else {
            Arrays.fill(to, start, start + n, elsewhere);
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                to[start + allowed.column(e)] = from[at + i * n + allowed.column(e)];
            }
        }
    }

    /** Where not all entries are allowed, makes what the exponential clamps from below an exact 0. */
    void clear(double[] row, int start) {
        if (!allowed.isFull()) {
            clearLowest(row, start, n);
        }
    }

    private static void clearLowest(double[] row, int start, int n) {
        for (int j = 0; j < n; j++) {
            row[start + j] = Math.max(row[start + j] - CLEARED, 0);
        }
    }

    /**
     * Row i of a kernel from element 0 of an array on, copied to {@code work} where it starts elsewhere: the compiler
     * makes vectors of a loop over several arrays only where all have the same index.
     */
    double[] atZero(ProductMatrix kernel, int i, double[] work) {
        double[] row = kernel.row(i);
        int start = kernel.rowStart(i);
        if (start == 0) {
            return row;
        }
        System.arraycopy(row, start, work, 0, n);
        return work;
    }

    /** {@code out = u row o v}: a row of the plan. */
    static void plan(double[] row, double u, double[] v, double[] out, int n) {
        for (int j = 0; j < n; j++) {
            out[j] = row[j] * (u * v[j]);
        }
    }
}
