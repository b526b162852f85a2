package io.permvi.models.worms;

import io.permvi.relaxations.linalg.MatrixProducts;
import org.ejml.data.DMatrixRMaj;

/**
 * What the linear dynamical model needs of a recording Y (T time steps of m cells), whatever its length:
 *
 * <pre>  S00 = sum_t Y_{t-1} Y_{t-1}',   S10 = sum_t Y_t Y_{t-1}',   diag S11 = sum_t Y_t^2,    t = 1 .. T - 1.</pre>
 *
 * @param s00 m by m, symmetric. Shared, not to be modified.
 * @param s10 m by m. Shared, not to be modified.
 * @param s11 the sum of squares of each cell's predicted steps, m long. Shared, not to be modified.
 * @param transitions T - 1, the number of terms
 */
public record ActivityStatistics(DMatrixRMaj s00, DMatrixRMaj s10, double[] s11, int transitions) {

    /** tr S11, the sum of squares of all predicted steps. */
    public double traceS11() {
        double sum = 0;
        for (double squares : s11) {
            sum += squares;
        }
        return sum;
    }

    /** The number of cells, m. */
    public int cells() {
        return s00.numRows;
    }

    /**
     * The statistics of a recording in memory.
     *
     * @param activity T by m, one row a time step. Not modified.
     * @throws IllegalArgumentException when there are fewer than two steps or a value is not finite
     */
    public static ActivityStatistics of(DMatrixRMaj activity) {
        Accumulator accumulator = new Accumulator(activity.numCols);
        double[] row = new double[activity.numCols];
        for (int t = 0; t < activity.numRows; t++) {
            System.arraycopy(activity.data, t * row.length, row, 0, row.length);
            accumulator.add(row);
        }
        return accumulator.finish();
    }

    /** Reads a recording one time step at a time, in memory O(m^2); products are made in blocks of steps. */
    public static final class Accumulator {
        private static final int BLOCK = 64;

        private final int cells;
        private final DMatrixRMaj before;
        private final DMatrixRMaj after;
        private final DMatrixRMaj s00;
        private final DMatrixRMaj s10;
        private final double[] last;
        private final double[] s11;
        private int inBlock;
        private int steps;

        /** An empty accumulator for {@code cells} cells. */
        public Accumulator(int cells) {
            this.cells = cells;
            before = new DMatrixRMaj(BLOCK, cells);
            after = new DMatrixRMaj(BLOCK, cells);
            s00 = new DMatrixRMaj(cells, cells);
            s10 = new DMatrixRMaj(cells, cells);
            s11 = new double[cells];
            last = new double[cells];
        }

        /**
         * Adds a time step.
         *
         * @param activity of the m cells. Not modified.
         * @throws IllegalArgumentException when the length is not m or a value is not finite
         */
        public void add(double[] activity) {
            if (activity.length != cells) {
                throw new IllegalArgumentException(
                        "time step " + steps + " must have " + cells + " values, got " + activity.length);
            }
            for (int i = 0; i < cells; i++) {
                if (!Double.isFinite(activity[i])) {
                    throw new IllegalArgumentException(
                            "activity of cell " + i + " at time step " + steps + " must be finite, got " + activity[i]);
                }
            }
            if (steps > 0) {
                System.arraycopy(last, 0, before.data, inBlock * cells, cells);
                System.arraycopy(activity, 0, after.data, inBlock * cells, cells);
                inBlock++;
                if (inBlock == BLOCK) {
                    addBlock();
                }
            }
            System.arraycopy(activity, 0, last, 0, cells);
            steps++;
        }

        private void addBlock() {
            for (int k = inBlock * cells; k < BLOCK * cells; k++) {
                before.data[k] = 0;
                after.data[k] = 0;
            }
            MatrixProducts.multiply(true, false, 1, before, before, 1, s00);
            MatrixProducts.multiply(true, false, 1, after, before, 1, s10);
            for (int k = 0; k < inBlock * cells; k++) {
                s11[k % cells] += after.data[k] * after.data[k];
            }
            inBlock = 0;
        }

        /**
         * The statistics of all steps so far; the accumulator is not to be used further.
         *
         * @throws IllegalArgumentException when there are fewer than two steps
         */
        public ActivityStatistics finish() {
            if (steps < 2) {
                throw new IllegalArgumentException("a recording needs at least 2 time steps, got " + steps);
            }
            addBlock();
            return new ActivityStatistics(s00, s10, s11, steps - 1);
        }
    }
}
