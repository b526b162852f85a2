package io.permvi.applications.tracks;

import java.util.Arrays;

/** A grid of places with a value each, over the box of all spots. */
final class FlowGrid {
    private final Spots spots;
    private final double width;
    private final int d;
    private final double[] low;
    private final int[] size;
    private final int cells;

    FlowGrid(Spots spots, double width) {
        this.spots = spots;
        this.width = width;
        d = spots.dimensions();
        low = new double[d];
        size = new int[d];
        int product = 1;
        for (int axis = 0; axis < d; axis++) {
            double[] range = spots.range(axis);
            low[axis] = range[0];
            size[axis] = 1 + (int) ((range[1] - range[0]) / width);
            product *= size[axis];
        }
        cells = product;
    }

    int cells() {
        return cells;
    }

    /** The cell of a place within the box. */
    int cell(double[] place) {
        int cell = 0;
        for (int axis = 0; axis < d; axis++) {
            int k = (int) ((place[axis] - low[axis]) / width);
            cell = cell * size[axis] + Math.max(0, Math.min(size[axis] - 1, k));
        }
        return cell;
    }

    private int[] coordinates(int cell) {
        int[] at = new int[d];
        for (int axis = d - 1, rest = cell; axis >= 0; axis--) {
            at[axis] = rest % size[axis];
            rest /= size[axis];
        }
        return at;
    }

    /** The cells at most so many rings away, the cell itself among them. */
    int[] around(int cell, int ring) {
        int[] at = coordinates(cell);
        int[] found = {0};
        for (int axis = 0; axis < d; axis++) {
            int low = Math.max(0, at[axis] - ring);
            int high = Math.min(size[axis] - 1, at[axis] + ring);
            int[] more = new int[found.length * (high - low + 1)];
            for (int k = 0; k < more.length; k++) {
                more[k] = found[k / (high - low + 1)] * size[axis] + low + k % (high - low + 1);
            }
            found = more;
        }
        return found;
    }

    /** The median of each cell and those around it, by axis. */
    double[][] smoothed(double[][] values) {
        double[][] smooth = new double[cells][d];
        for (int c = 0; c < cells; c++) {
            int[] near = around(c, 1);
            for (int axis = 0; axis < d; axis++) {
                int of = axis;
                double[] sorted = Arrays.stream(near)
                        .mapToDouble(k -> values[k][of])
                        .sorted()
                        .toArray();
                smooth[c][axis] = 0.5 * (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]);
            }
        }
        return smooth;
    }

    /** The values at all spots, linear between the middles of cells; by axis and spot. */
    double[][] interpolated(double[][] values) {
        double[][] at = new double[d][spots.size()];
        for (int i = 0; i < spots.size(); i++) {
            for (int corner = 0; corner < 1 << d; corner++) {
                int cell = 0;
                double share = 1;
                for (int axis = 0; axis < d; axis++) {
                    double place = Math.max(0, Math.min(size[axis] - 1, (spots.x(axis, i) - low[axis]) / width - 0.5));
                    int below = Math.min((int) place, Math.max(0, size[axis] - 2));
                    boolean up = (corner >> axis & 1) == 1;
                    share *= up ? place - below : 1 - (place - below);
                    cell = cell * size[axis] + Math.min(size[axis] - 1, below + (up ? 1 : 0));
                }
                for (int axis = 0; axis < d; axis++) {
                    at[axis][i] += share * values[cell][axis];
                }
            }
        }
        return at;
    }
}
