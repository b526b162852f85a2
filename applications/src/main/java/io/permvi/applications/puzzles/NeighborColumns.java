package io.permvi.applications.puzzles;

import io.permvi.relaxations.autodiff.Operation;
import io.permvi.relaxations.autodiff.Var;
import java.util.Arrays;

/**
 * From the piece-by-place matrices P of all puzzles, the matrices whose column q is P's column of the place beside q, 0
 * where the grid ends: first, for all puzzles, the place to the right (or left), then the place below (or above).
 *
 * @param step 1 for right and below, -1 for left and above
 */
record NeighborColumns(int rows, int columns, int step) implements Operation {

    @Override
    public void forward(Var output) {
        double[] from = output.input(0).value().data;
        double[] to = output.value().data;
        int n = rows * columns;
        int half = output.input(0).rows();
        Arrays.fill(to, 0, 2 * half * n, 0);
        for (int i = 0; i < half; i++) {
            for (int y = 0; y < rows; y++) {
                int at = i * n + y * columns;
                System.arraycopy(from, at + Math.max(step, 0), to, at + Math.max(-step, 0), columns - 1);
            }
            int length = n - columns;
            int down = step > 0 ? columns : 0;
            System.arraycopy(from, i * n + down, to, (half + i) * n + columns - down, length);
        }
    }

    @Override
    public void backward(Var output) {
        double[] to = output.input(0).adjoint().data;
        double[] from = output.adjoint().data;
        int n = rows * columns;
        int half = output.input(0).rows();
        for (int i = 0; i < half; i++) {
            for (int y = 0; y < rows; y++) {
                int at = i * n + y * columns;
                add(from, at + Math.max(-step, 0), to, at + Math.max(step, 0), columns - 1);
            }
            int down = step > 0 ? columns : 0;
            add(from, (half + i) * n + columns - down, to, i * n + down, n - columns);
        }
    }

    private static void add(double[] from, int fromStart, double[] to, int toStart, int count) {
        for (int k = 0; k < count; k++) {
            to[toStart + k] += from[fromStart + k];
        }
    }
}
