package io.permvi.applications.tracks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Where things around a spot go on average: a field at the start, the mean of the frame, and kriging from the displacements
 * of the nearest other spots, never one's own (it would make wrong links certain). Displacements are means over a spot's
 * candidates by their beliefs, as noisy as their probability that there is a link at all is small. A pass; keeps the
 * neighbors.
 */
final class Flow {
    private static final int NEIGHBORS = 20;
    private static final double[] LENGTHS = {1, 1.6, 2.6, 4.5};
    private static final double[] AMPLITUDES = {0, 0.1, 0.6, 3, 15};
    private static final int SAMPLE = 2000;
    private static final double NEARLY = 1.02;
    private static final double LEAST_WEIGHT = 1e-3;
    /** Spots that stand still with the field of the start, in the mean of a frame. */
    private static final double FRAME_PRIOR = 3;

    private final Scene scene;
    private final Spots spots;
    private final int[] neighbors;
    private final double[][] base;
    private final double[][] field;
    private final double[][] displacement;
    private final double[] weight;
    private final State state;

    /** What is kept from round to round: the means of the frames, and how smooth the field is. */
    static final class State implements Serializable {
        private double[][] mean;
        /** The distance over which displacements are alike, in nearest-neighbor distances. */
        double length = 2.6;
        /** The variance of the field over that of a displacement around it. */
        double amplitude;

        State() {}

        /** The smoothness of another field, for other frames. */
        State(State like) {
            length = like.length;
            amplitude = like.amplitude;
        }

        /** Writes it into a file. */
        void write(ArrayFile file) {
            file.put("smoothness", new double[] {length, amplitude});
            file.put(
                    "means", Arrays.stream(mean).flatMapToDouble(Arrays::stream).toArray());
        }

        /** What was written. */
        static State read(ArrayFile file, int dimensions) throws ArrayFileException {
            State read = new State();
            read.length = file.array("smoothness")[0];
            read.amplitude = file.array("smoothness")[1];
            double[] means = file.array("means");
            read.mean = new double[means.length / dimensions][];
            Arrays.setAll(read.mean, t -> Arrays.copyOfRange(means, t * dimensions, (t + 1) * dimensions));
            return read;
        }
    }

    /**
     * @param start the field before anything is learned
     * @param state of the last round. Modified.
     */
    Flow(Scene scene, FlowGrid start, State state) {
        this.scene = scene;
        this.state = state;
        spots = scene.spots();
        base = start.at(spots);
        int n = spots.size();
        neighbors = new int[n * NEIGHBORS];
        displacement = new double[spots.dimensions()][n];
        weight = new double[n];
        field = Arrays.stream(base).map(double[]::clone).toArray(double[][]::new);
        if (state.mean == null) {
            state.mean = new double[spots.frames()][spots.dimensions()];
        }
        scene.workers().forEach(spots.frames(), this::findNeighbors);
    }

    private void findNeighbors(int t) {
        FrameIndex.Found found = new FrameIndex.Found(NEIGHBORS);
        for (int i = spots.frameStart(t); i < spots.frameStart(t + 1); i++) {
            scene.frames()[t].search(spots.place(i), i, found.within(Double.POSITIVE_INFINITY));
            for (int k = 0; k < NEIGHBORS; k++) {
                neighbors[i * NEIGHBORS + k] = k < found.count() ? found.spot(k) : -1;
            }
        }
    }

    /** The expected displacement of spot {@code i} in one frame. */
    double at(int axis, int i) {
        return field[axis][i];
    }

    /** Learns the field from beliefs; with a new choice of its smoothness where asked. */
    void update(Candidates candidates, double[] belief, double deviation, boolean choose) {
        scene.workers().forEach(spots.frames(), t -> displace(t, candidates, belief, deviation));
        // nothing leaves the last frame: it goes on as before
        double[][] mean = state.mean;
        mean[spots.frames() - 1] = mean[Math.max(0, spots.frames() - 2)].clone();
        if (choose) {
            choose(deviation);
        }
        scene.workers().forEach(spots.frames(), t -> {
            Kriging kriging = new Kriging();
            for (int i = spots.frameStart(t); i < spots.frameStart(t + 1); i++) {
                double[] around = kriging.at(i, state.length * scene.nearest(), state.amplitude);
                for (int axis = 0; axis < field.length; axis++) {
                    field[axis][i] = base[axis][i] + mean[t][axis] + around[axis];
                }
            }
        });
    }

    /** The displacements of a frame beside the field of the start and their robust mean. */
    private void displace(int t, Candidates candidates, double[] belief, double deviation) {
        int d = field.length;
        for (int i = spots.frameStart(t); i < spots.frameStart(t + 1); i++) {
            weight[i] = 0;
            double[] sum = new double[d];
            double squares = 0;
            for (int k = 0; k < candidates.graph().outCount(i); k++) {
                int e = candidates.graph().firstOut(i) + k;
                if (candidates.span()[e] == 1) {
                    weight[i] += belief[e];
                    for (int axis = 0; axis < d; axis++) {
                        double step = candidates.step(spots, axis, e) / candidates.elapsed(spots, e);
                        sum[axis] += belief[e] * step;
                        squares += belief[e] * step * step;
                    }
                }
            }
            weight[i] = Math.max(weight[i], LEAST_WEIGHT);
            for (int axis = 0; axis < d; axis++) {
                squares -= sum[axis] * sum[axis] / weight[i];
                displacement[axis][i] = sum[axis] / weight[i] - base[axis][i];
            }
            // a displacement that is in doubt itself tells less of those around it
            weight[i] /= 1 + Math.max(0, squares) / (weight[i] * d * deviation * deviation);
        }
        center(t, deviation);
    }

    private void center(int t, double deviation) {
        int d = field.length;
        double[] mean = state.mean[t];
        for (int pass = 0; pass < 3; pass++) {
            double[] sum = new double[d];
            double all = FRAME_PRIOR;
            for (int i = spots.frameStart(t); i < spots.frameStart(t + 1); i++) {
                double square = 0;
                for (int axis = 0; axis < d; axis++) {
                    square += Math.pow(displacement[axis][i] - mean[axis], 2);
                }
                double share =
                        weight[i] <= LEAST_WEIGHT ? 0 : weight[i] / (1 + square / (4 * d * deviation * deviation));
                all += share;
                for (int axis = 0; axis < d; axis++) {
                    sum[axis] += share * displacement[axis][i];
                }
            }
            for (int axis = 0; axis < d; axis++) {
                mean[axis] = sum[axis] / all;
            }
        }
    }

    /** Takes the smoothest field that predicts displacements from those of the others nearly as well as the best one. */
    private void choose(double deviation) {
        int step = Math.max(1, spots.size() / SAMPLE);
        int count = LENGTHS.length * AMPLITUDES.length;
        double[] misfit = new double[count];
        scene.workers().forEach(count, c -> {
            Kriging kriging = new Kriging();
            for (int i = 0; i < spots.frameStart(spots.frames() - 1); i += step) {
                double[] around = kriging.at(
                        i, LENGTHS[c / AMPLITUDES.length] * scene.nearest(), AMPLITUDES[c % AMPLITUDES.length]);
                double square = 0;
                for (int axis = 0; axis < around.length; axis++) {
                    square += Math.pow(displacement[axis][i] - state.mean[spots.time(i)][axis] - around[axis], 2);
                }
                misfit[c] += weight[i] * Math.log1p(square / (field.length * deviation * deviation));
            }
        });
        double enough = NEARLY * Arrays.stream(misfit).min().orElse(0);
        int best = count - AMPLITUDES.length;
        while (misfit[best] > enough) {
            // from long to short, and among these from low to high amplitudes
            best = best % AMPLITUDES.length < AMPLITUDES.length - 1 ? best + 1 : best + 1 - 2 * AMPLITUDES.length;
        }
        state.length = LENGTHS[best / AMPLITUDES.length];
        state.amplitude = AMPLITUDES[best % AMPLITUDES.length];
    }

    /** The linear predictor of least error from the neighbors; for one thread. */
    private final class Kriging {
        private final double[][] factor = new double[NEIGHBORS][NEIGHBORS];
        private final double[] solution = new double[NEIGHBORS];
        private final double[] result = new double[field.length];

        private double kernel(int i, int j, double scale) {
            double square = 0;
            for (int axis = 0; axis < field.length; axis++) {
                double difference = spots.x(axis, i) - spots.x(axis, j);
                square += difference * difference;
            }
            double near = -0.5 * square / (scale * scale);
            return 0.6 * Math.exp(near) + 0.4 * Math.exp(near / 16);
        }

        double[] at(int i, double scale, double variance) {
            Arrays.fill(result, 0);
            int count = 0;
            while (count < NEIGHBORS && neighbors[i * NEIGHBORS + count] >= 0) {
                count++;
            }
            if (variance == 0 || count == 0) {
                return result;
            }
            factorize(i, count, scale, variance);
            int first = i * NEIGHBORS;
            for (int a = 0; a < count; a++) {
                double value = kernel(i, neighbors[first + a], scale);
                for (int b = 0; b < a; b++) {
                    value -= factor[a][b] * solution[b];
                }
                solution[a] = value / factor[a][a];
            }
            for (int a = count - 1; a >= 0; a--) {
                for (int b = a + 1; b < count; b++) {
                    solution[a] -= factor[b][a] * solution[b];
                }
                solution[a] /= factor[a][a];
                int j = neighbors[first + a];
                for (int axis = 0; axis < result.length; axis++) {
                    result[axis] += solution[a] * (displacement[axis][j] - state.mean[spots.time(i)][axis]);
                }
            }
            return result;
        }

        private void factorize(int i, int count, double scale, double variance) {
            for (int a = 0; a < count; a++) {
                int j = neighbors[i * NEIGHBORS + a];
                for (int b = 0; b <= a; b++) {
                    double value =
                            b == a ? 1 + 1 / (weight[j] * variance) : kernel(j, neighbors[i * NEIGHBORS + b], scale);
                    for (int k = 0; k < b; k++) {
                        value -= factor[a][k] * factor[b][k];
                    }
                    factor[a][b] = a == b ? Math.sqrt(value) : value / factor[b][b];
                }
            }
        }
    }
}
