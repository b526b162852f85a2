package io.permvi.applications.tracks;

import io.permvi.inference.files.ArrayFile;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.relaxations.sparse.LinkGraph;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Links that may be: from each spot to the nearest of a later frame around where it is expected, up to a number of them
 * within a gate.
 *
 * @param graph the links
 * @param span frames from source to target, by link
 */
record Candidates(LinkGraph graph, byte[] span) {
    private static final int MOST = 14;
    private static final int MOST_OVER_GAP = 6;
    private static final int CHUNK = 1024;

    /** Where a spot may be found later: expected displacements a frame, with the radius of the gate of each. */
    @FunctionalInterface
    interface Expectation {
        /** Displacements of spot {@code i}, each with the radius behind its coordinates. */
        List<double[]> of(int i);
    }

    static Candidates of(Scene scene, int gap, Expectation expectation) {
        int[][] targets = new int[scene.spots().size()][];
        scene.workers().forEach(targets.length, CHUNK, i -> targets[i] = targets(scene, gap, i, expectation.of(i)));
        return of(scene.spots(), targets);
    }

    private static Candidates of(Spots spots, int[][] targets) {
        int links = Arrays.stream(targets).mapToInt(of -> of.length).sum();
        int[] source = new int[links];
        int[] target = new int[links];
        byte[] span = new byte[links];
        int e = 0;
        for (int i = 0; i < targets.length; i++) {
            for (int j : targets[i]) {
                source[e] = i;
                target[e] = j;
                span[e++] = (byte) (spots.time(j) - spots.time(i));
            }
        }
        return new Candidates(LinkGraph.of(targets.length, source, target), span);
    }

    /** Writes them into a file. */
    void write(ArrayFile file) {
        IntStream nodes = IntStream.range(0, graph.nodes());
        file.put("counts", nodes.mapToDouble(graph::outCount).toArray());
        IntStream links = IntStream.range(0, graph.links());
        file.put("targets", links.mapToDouble(graph::target).toArray());
    }

    /** What was written. */
    static Candidates read(ArrayFile file, Spots spots) throws ArrayFileException {
        double[] counts = file.array("counts");
        double[] all = file.array("targets");
        int[][] targets = new int[counts.length][];
        int from = 0;
        for (int i = 0; i < targets.length; i++) {
            int to = from + (int) counts[i];
            targets[i] = Arrays.stream(all, from, to).mapToInt(j -> (int) j).toArray();
            from = to;
        }
        return of(spots, targets);
    }

    private static int[] targets(Scene scene, int gap, int i, List<double[]> expectations) {
        Spots spots = scene.spots();
        IntStream.Builder targets = IntStream.builder();
        double[] place = new double[spots.dimensions()];
        FrameIndex.Found one = new FrameIndex.Found(MOST);
        FrameIndex.Found over = new FrameIndex.Found(MOST_OVER_GAP);
        for (double[] expected : expectations) {
            for (int s = 1; s <= gap + 1 && spots.time(i) + s < spots.frames(); s++) {
                for (int axis = 0; axis < place.length; axis++) {
                    place[axis] = spots.x(axis, i) + s * expected[axis];
                }
                FrameIndex.Found found = s == 1 ? one : over;
                double radius = expected[place.length] * Math.sqrt(s);
                scene.frames()[spots.time(i) + s].search(place, -1, found.within(radius));
                IntStream.range(0, found.count()).map(found::spot).forEach(targets);
            }
        }
        return targets.build().sorted().distinct().toArray();
    }

    /** The time of the step of link {@code e}, in frames. */
    double elapsed(Spots spots, int e) {
        return spots.elapsed(graph.source(e), graph.target(e));
    }

    /** A coordinate of the step of link {@code e}, from source to target. */
    double step(Spots spots, int axis, int e) {
        return spots.x(axis, graph.target(e)) - spots.x(axis, graph.source(e));
    }
}
