package io.permvi.inference.sampling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

/**
 * A and B of a Hessian that is one Kronecker product, {@code H e_kl = a_k b_l'}, of a large matching: a dozen columns of
 * each from a gradient apiece, then a dozen at a time, since {@code sum_s a_k(s) b_l(s)'} with known independent a
 * gives all its b by least squares.
 */
final class TermInBatches {
    private static final int BATCH = 12;

    /** Sums columns of the Hessian. */
    interface Columns {
        /** The sum of H e over the entries (items[s], places[s]); overwritten by the next call. */
        DMatrixRMaj sum(int[] items, int[] places);
    }

    private final Columns columns;
    private final int m;
    private final int n;
    private final double[] left;
    private final double[] right;

    TermInBatches(Columns columns, int m, int n) {
        this.columns = columns;
        this.m = m;
        this.n = n;
        left = new double[m * m];
        right = new double[n * n];
    }

    /** A, m by m by rows. */
    double[] left() {
        return left;
    }

    /** B, n by n by rows. */
    double[] right() {
        return right;
    }

    /** From a large entry (i, j) of a column (k, l). */
    void find(int i, int j, int k, int l) {
        int[] knownItems = spread(m, k);
        int[] knownPlaces = spread(n, l);
        for (int item : knownItems) {
            DMatrixRMaj sum = columns.sum(new int[] {item}, new int[] {l});
            for (int row = 0; row < m; row++) {
                left[row * m + item] = sum.get(row, j);
            }
        }
        double pivot = left[i * m + k];
        for (int place : knownPlaces) {
            DMatrixRMaj sum = columns.sum(new int[] {k}, new int[] {place});
            for (int row = 0; row < n; row++) {
                right[row * n + place] = sum.get(i, row) / pivot;
            }
        }
        DMatrixRMaj solveLeft = pseudoinverse(left, m, knownItems);
        DMatrixRMaj solveRight = pseudoinverse(right, n, knownPlaces);
        for (int[] places : batches(n, knownPlaces)) {
            DMatrixRMaj sum = columns.sum(Arrays.copyOf(knownItems, places.length), places);
            DMatrixRMaj found = new DMatrixRMaj(BATCH, n);
            CommonOps_DDRM.mult(solveLeft, sum, found);
            write(found, places, right, n);
        }
        for (int[] items : batches(m, knownItems)) {
            DMatrixRMaj sum = columns.sum(items, Arrays.copyOf(knownPlaces, items.length));
            DMatrixRMaj found = new DMatrixRMaj(BATCH, m);
            CommonOps_DDRM.multTransB(solveRight, sum, found);
            write(found, items, left, m);
        }
    }

    /** A dozen numbers below a size, the first of them given. */
    private static int[] spread(int size, int first) {
        int[] some = new int[BATCH];
        for (int s = 0; s < BATCH; s++) {
            some[s] = (first + s * (size / BATCH)) % size;
        }
        return some;
    }

    private static DMatrixRMaj pseudoinverse(double[] matrix, int size, int[] some) {
        DMatrixRMaj known = new DMatrixRMaj(size, BATCH);
        for (int row = 0; row < size; row++) {
            for (int s = 0; s < BATCH; s++) {
                known.set(row, s, matrix[row * size + some[s]]);
            }
        }
        DMatrixRMaj inverse = new DMatrixRMaj(BATCH, size);
        CommonOps_DDRM.pinv(known, inverse);
        return inverse;
    }

    private static List<int[]> batches(int size, int[] known) {
        boolean[] done = new boolean[size];
        for (int each : known) {
            done[each] = true;
        }
        List<int[]> batches = new ArrayList<>();
        int[] batch = new int[BATCH];
        int count = 0;
        for (int each = 0; each < size; each++) {
            if (!done[each]) {
                batch[count++] = each;
            }
            if (count == BATCH || count > 0 && each == size - 1) {
                batches.add(Arrays.copyOf(batch, count));
                count = 0;
            }
        }
        return batches;
    }

    private static void write(DMatrixRMaj found, int[] where, double[] matrix, int size) {
        for (int s = 0; s < where.length; s++) {
            for (int row = 0; row < size; row++) {
                matrix[row * size + where[s]] = found.get(s, row);
            }
        }
    }
}
