package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.SparsityPattern;
import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;

/**
 * The rows of an assignment problem with at most as many rows as columns: those of the score matrix, or its columns
 * where it is tall. Forbidden entries read as minus infinity, and row m, that of columns left over, as zeros. A wide
 * matrix without a mask is read where it is; any other is copied when it is set.
 */
final class ScoreRows {
    final int m;
    final int n;
    private final boolean transposed;
    private double[] copy;
    private double[] values;
    private boolean partial;

    ScoreRows(int rows, int columns) {
        transposed = rows > columns;
        m = Math.min(rows, columns);
        n = Math.max(rows, columns);
        copy = new double[0];
        values = copy;
    }

    /** Whether entries may be minus infinity. */
    boolean partial() {
        return partial;
    }

    void set(DMatrixRMaj score) {
        partial = false;
        if (!transposed) {
            values = score.data;
            return;
        }
        useCopy();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < m; j++) {
                copy[j * n + i] = score.data[i * m + j];
            }
        }
    }

    void set(DMatrixRMaj score, SparsityPattern allowed) {
        partial = true;
        useCopy();
        Arrays.fill(copy, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < score.numRows; i++) {
            for (int e = allowed.rowStart(i); e < allowed.rowEnd(i); e++) {
                int j = allowed.column(e);
                double value = score.data[i * score.numCols + j];
                if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                    throw notFinite(i, j, value);
                }
                copy[transposed ? j * n + i : i * n + j] = value;
            }
        }
    }

    private void useCopy() {
        if (copy.length == 0) {
            copy = new double[m * n];
        }
        values = copy;
    }

    /** Lets go of the caller's matrix. */
    void release() {
        values = copy;
    }

    double get(int i, int j) {
        return i < m ? values[i * n + j] : 0;
    }

    void load(int i, double[] row) {
        if (i < m) {
            System.arraycopy(values, i * n, row, 0, n);
        } else {
            Arrays.fill(row, 0, n, 0);
        }
    }

    /** The complaint about the first score that is not finite. */
    IllegalArgumentException notFinite() {
        for (int at = 0; at < m * n; at++) {
            if (!(Math.abs(values[at]) <= Double.MAX_VALUE)) {
                int i = at / n;
                int j = at % n;
                return transposed ? notFinite(j, i, values[at]) : notFinite(i, j, values[at]);
            }
        }
        return new IllegalArgumentException("scores differ by more than " + Double.MAX_VALUE);
    }

    private static IllegalArgumentException notFinite(int i, int j, double value) {
        return new IllegalArgumentException("score (" + i + ", " + j + ") must be finite, got " + value);
    }
}
