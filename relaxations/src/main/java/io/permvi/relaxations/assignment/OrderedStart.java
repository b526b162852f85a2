package io.permvi.relaxations.assignment;

import io.permvi.relaxations.linalg.internal.RowUpdates;
import java.util.Arrays;

/**
 * Column potentials for scores that order rows and columns, such as products {@code a[i] b[j]} or functions of
 * {@code |a[i] - b[j]|}: there the best matching pairs them in order, and each difference of neighboring potentials lies
 * between what the two rows gain by it. Rectangular scores are completed by rows of zeros, as if a product went on with
 * a = 0.
 *
 * <p>The leading singular pair {@code x y'} of the centered scores orders both sides. The differences are taken from
 * the scores themselves, which is exact where the order is all that matters, and from the approximation by row effects,
 * column effects and {@code x y'}, which does not add up noise; the smaller dual value decides. Cost O(n^2), about seven
 * passes over the scores. One thread; owns its buffers, taken with the first use.
 */
final class OrderedStart {
    private static final int ITERATIONS = 3;
    private static final double GOLDEN = 0.6180339887498949;
    /** What must remain of the gap between the dual value and that of the ordered matching, at most. */
    private static final double GAIN = 0.5;

    private final ScoreRows rows;
    private final int m;
    private final int n;
    /** A power of two above every index. */
    private final long indices;

    private double[] row = new double[0];
    private double[] x;
    private double[] y;
    private double[] columnSums;
    private double[] fromScores;
    private double[] fromPair;
    private long[] rowOrder;
    private long[] columnOrder;

    OrderedStart(ScoreRows rows) {
        this.rows = rows;
        m = rows.m;
        n = rows.n;
        indices = Long.highestOneBit(n) << 1;
    }

    /** Overwrites the column potentials, of that dual value, where this halves what it exceeds the ordered matching by. */
    boolean improve(double[] columnPotential, double dual) {
        if (row.length < n) {
            row = new double[n];
            x = new double[n];
            y = new double[n];
            columnSums = new double[n];
            fromScores = new double[n];
            fromPair = new double[n];
            rowOrder = new long[n];
            columnOrder = new long[n];
        }
        leadingPair();
        order(x, rowOrder);
        order(y, columnOrder);
        double value = chain();
        double dualFromScores = sum(fromScores);
        double dualFromPair = sum(fromPair);
        for (int i = 0; i < m; i++) {
            rows.load(i, row);
            dualFromScores += greatestDifference(row, fromScores, n);
            dualFromPair += greatestDifference(row, fromPair, n);
        }
        if (!(Math.min(dualFromScores, dualFromPair) - value <= GAIN * (dual - value))) {
            return false;
        }
        double[] better = dualFromScores <= dualFromPair ? fromScores : fromPair;
        System.arraycopy(better, 0, columnPotential, 0, n);
        return true;
    }

    /** The leading singular pair of the centered scores: x, and y the product with it. */
    private void leadingPair() {
        Arrays.fill(columnSums, 0);
        Arrays.fill(x, m, n, 0);
        Arrays.fill(y, 0);
        for (int i = 0; i < m; i++) {
            x[i] = GOLDEN * i % 1;
            rows.load(i, row);
            RowUpdates.addRow(columnSums, 1, row, 0, n);
            RowUpdates.addRow(y, x[i], row, 0, n);
        }
        centerProduct();
        for (int k = 0; k < ITERATIONS; k++) {
            multiply(1 / largest(y));
            centerProduct();
        }
    }

    /** {@code x = scale s y}, and y becomes the product of the scores with it. */
    private void multiply(double scale) {
        double[] factor = fromPair;
        System.arraycopy(y, 0, factor, 0, n);
        Arrays.fill(x, m, n, 0);
        Arrays.fill(y, 0);
        for (int i = 0; i < m; i++) {
            rows.load(i, row);
            x[i] = scale * RowUpdates.dot(row, 0, factor, n);
            RowUpdates.addRow(y, x[i], row, 0, n);
        }
    }

    /** Centers x, and makes y the product of the centered scores with the centered x. */
    private void centerProduct() {
        double mean = sum(x) / n;
        for (int i = 0; i < n; i++) {
            x[i] -= mean;
        }
        RowUpdates.addRow(y, -mean, columnSums, 0, n);
        mean = sum(y) / n;
        for (int j = 0; j < n; j++) {
            y[j] -= mean;
        }
    }

    /** Adds up both kinds of differences along the order; returns the value of the ordered matching. */
    private double chain() {
        double scale = 1 / Math.max(RowUpdates.dot(x, 0, x, n), Double.MIN_NORMAL);
        int i = index(rowOrder[0]);
        int j = index(columnOrder[0]);
        fromScores[j] = 0;
        fromPair[j] = 0;
        int last = j;
        double value = rows.get(i, j);
        for (int k = 1; k < n; k++) {
            int nextRow = index(rowOrder[k]);
            int next = index(columnOrder[k]);
            double ofRow = rows.get(i, next) - rows.get(i, j);
            double ofNext = rows.get(nextRow, next) - rows.get(nextRow, j);
            fromScores[next] = fromScores[j] + 0.5 * (ofRow + ofNext);
            double effect = (columnSums[next] - columnSums[j]) / n;
            double ofPair = effect + 0.5 * scale * (x[i] + x[nextRow]) * (y[next] - y[j]);
            boolean left = i >= m && nextRow >= m;
            fromPair[next] = fromPair[j] + (left ? 0 : ofPair);
            i = nextRow;
            j = next;
            value += rows.get(i, j);
            last = i >= m ? j : last;
        }
        if (m < n) {
            cutBelow(fromScores, fromScores[last]);
            cutBelow(fromPair, fromPair[last]);
        }
        return value;
    }

    /** Makes the potential of the columns of zeros 0, and no other less. */
    private static void cutBelow(double[] potential, double level) {
        for (int j = 0; j < potential.length; j++) {
            potential[j] = Math.max(0, potential[j] - level);
        }
    }

    private static double greatestDifference(double[] row, double[] v, int n) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < n; j++) {
            double difference = row[j] - v[j];
            // not Math.max: a chain of maxima does not vectorize, and the processor predicts this branch
            if (difference > greatest) {
                greatest = difference;
            }
        }
        return greatest;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }

    private static double largest(double[] values) {
        double largest = Double.MIN_NORMAL;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Indices by ascending values: an index in place of the lowest bits of each value, which then sort as integers. */
    private void order(double[] values, long[] order) {
        for (int i = 0; i < values.length; i++) {
            long bits = Double.doubleToLongBits(values[i] + 0.0);
            long sortable = bits >= 0 ? bits : bits ^ Long.MAX_VALUE;
            order[i] = sortable & -indices | i;
        }
        Arrays.sort(order);
    }

    private int index(long ordered) {
        return (int) (ordered & indices - 1);
    }
}
