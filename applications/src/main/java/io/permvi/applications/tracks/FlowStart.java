package io.permvi.applications.tracks;

import java.util.ArrayList;
import java.util.List;

/**
 * Where things go, before any link is known: of all pairs of spots in successive frames, true links add to one displacement
 * and others spread (the displacement correlogram). Its highest place for the whole recording, then for places of a grid
 * where that is clearly higher, smoothed by medians.
 */
final class FlowStart {
    private static final int SOURCES = 20_000;
    private static final int LOCAL_SOURCES = 60;
    private static final int NEIGHBORS = 64;
    private static final double CLEARLY = 1.15;
    private static final int SHIFTS = 12;

    private final Scene scene;
    private final double nearest;
    private final double radius;
    private final int d;
    /** Sources of the sample with the displacements to what is near in the next frame. */
    private final List<double[]> places = new ArrayList<>();

    private final List<double[][]> steps = new ArrayList<>();

    /** @param radius in which displacements are looked for */
    FlowStart(Scene scene, double radius) {
        this.scene = scene;
        this.radius = radius;
        nearest = scene.nearest();
        Spots spots = scene.spots();
        d = spots.dimensions();
        int every = Math.max(1, spots.size() / SOURCES);
        FrameIndex.Found found = new FrameIndex.Found(NEIGHBORS);
        for (int i = 0; i < spots.size(); i += every) {
            if (spots.time(i) + 1 < spots.frames()) {
                double[] place = spots.place(i);
                scene.frames()[spots.time(i) + 1].search(place, -1, found.within(radius));
                places.add(place);
                steps.add(stepsTo(place, found));
            }
        }
    }

    private double[][] stepsTo(double[] place, FrameIndex.Found found) {
        double[][] to = new double[found.count()][d];
        for (int k = 0; k < to.length; k++) {
            for (int axis = 0; axis < d; axis++) {
                to[k][axis] = scene.spots().x(axis, found.spot(k)) - place[axis];
            }
        }
        return to;
    }

    /** A displacement and how many pairs have it, by a kernel around it. */
    private record Mode(double[] at, double height) {}

    /** The displacement of the whole recording; zero unless another is clearly more frequent. */
    double[] global() {
        Mode still = climb(steps, new double[d]);
        Mode best = climb(steps, highest(steps));
        return best.height > CLEARLY * still.height ? best.at : still.at;
    }

    /**
     * The cell of a grid, a third of the nearest-neighbor distance wide, that with its neighbors has most
     * displacements.
     */
    private double[] highest(List<double[][]> from) {
        double width = Math.max(nearest / 3, radius / 15);
        int half = (int) Math.ceil(radius / width) + 1;
        int side = 2 * half + 1;
        int cells = (int) Math.pow(side, d);
        int[] count = new int[cells];
        for (double[][] source : from) {
            for (double[] step : source) {
                int cell = 0;
                for (int axis = 0; axis < d; axis++) {
                    cell = cell * side + half + (int) Math.rint(step[axis] / width);
                }
                count[cell]++;
            }
        }
        int best = 0;
        for (int cell = 1; cell < cells; cell++) {
            best = count[cell] > count[best] ? cell : best;
        }
        double[] at = new double[d];
        for (int axis = d - 1; axis >= 0; axis--) {
            at[axis] = (best % side - half) * width;
            best /= side;
        }
        return at;
    }

    /** Climbs to the next highest place by the mean of what is around. */
    private Mode climb(List<double[][]> from, double[] start) {
        double[] at = start.clone();
        double height = 0;
        double scale = 2 * nearest * nearest / 9;
        for (int shift = 0; shift < SHIFTS; shift++) {
            double[] sum = new double[d];
            height = 0;
            for (double[][] source : from) {
                for (double[] step : source) {
                    double square = 0;
                    for (int axis = 0; axis < d; axis++) {
                        square += (step[axis] - at[axis]) * (step[axis] - at[axis]);
                    }
                    double kernel = square > 9 * scale ? 0 : Math.exp(-square / scale);
                    height += kernel;
                    for (int axis = 0; axis < d; axis++) {
                        sum[axis] += kernel * step[axis];
                    }
                }
            }
            for (int axis = 0; axis < d && height > 0; axis++) {
                at[axis] = sum[axis] / height;
            }
        }
        return new Mode(at, height);
    }

    /** A field by place, where a displacement is clearly more frequent there than that of the whole. */
    FlowGrid local(double[] everywhere) {
        FlowGrid grid = new FlowGrid(scene.range(), Math.max(3 * nearest, radius / 2));
        List<List<double[][]>> cells = new ArrayList<>();
        for (int c = 0; c < grid.cells(); c++) {
            cells.add(new ArrayList<>());
        }
        for (int k = 0; k < places.size(); k++) {
            cells.get(grid.cell(places.get(k))).add(steps.get(k));
        }
        double[][] modes = new double[grid.cells()][];
        scene.workers().forEach(modes.length, c -> {
            List<double[][]> near = new ArrayList<>(cells.get(c));
            for (int ring = 1; near.size() < LOCAL_SOURCES && ring < 3; ring++) {
                near.clear();
                for (int other : grid.around(c, ring)) {
                    near.addAll(cells.get(other));
                }
            }
            Mode plain = climb(near, everywhere);
            Mode own = climb(near, highest(near));
            modes[c] = near.size() >= LOCAL_SOURCES / 2 && own.height > CLEARLY * plain.height ? own.at : plain.at;
            modes[c] = near.size() < LOCAL_SOURCES / 2 ? everywhere : modes[c];
        });
        grid.set(modes);
        grid.smooth();
        grid.smooth();
        return grid;
    }
}
