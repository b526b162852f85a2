package io.permvi.applications.tracks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import java.io.Serializable;
import java.util.Arrays;

/** A field over a box: displacements at the middles of the cells of a grid, linear between them. */
final class FlowGrid implements Serializable {
    private final double width;
    private final int d;
    private final double[] low;
    private final int[] size;
    private final int cells;
    private double[][] values;

    /** Zero everywhere. */
    FlowGrid(double[][] range, double width) {
        this.width = width;
        d = range.length;
        low = new double[d];
        size = new int[d];
        int product = 1;
        for (int axis = 0; axis < d; axis++) {
            low[axis] = range[axis][0];
            size[axis] = 1 + (int) ((range[axis][1] - range[axis][0]) / width);
            product *= size[axis];
        }
        cells = product;
        values = new double[cells][d];
    }

    /** One displacement everywhere. */
    static FlowGrid uniform(double[][] range, double[] everywhere) {
        FlowGrid grid = new FlowGrid(range, Double.POSITIVE_INFINITY);
        grid.set(new double[][] {everywhere});
        return grid;
    }

    /** @param displacements by cell. Kept. */
    void set(double[][] displacements) {
        values = displacements;
    }

    /** Writes it into a file. */
    void write(ArrayFile file) {
        file.put("startWidth", new double[] {width});
        file.put("start", Arrays.stream(values).flatMapToDouble(Arrays::stream).toArray());
    }

    /** What was written, over the same box. */
    static FlowGrid read(ArrayFile file, double[][] range) throws ArrayFileException {
        FlowGrid grid = new FlowGrid(range, file.array("startWidth")[0]);
        double[] all = file.array("start");
        Arrays.setAll(grid.values, c -> Arrays.copyOfRange(all, c * grid.d, (c + 1) * grid.d));
        return grid;
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

    /** Puts the median of each cell and those around it in its place, by axis. */
    void smooth() {
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
        values = smooth;
    }

    /** The displacements at all spots, by axis and spot. */
    double[][] at(Spots spots) {
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
