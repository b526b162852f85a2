package io.permvi.applications.tracks;

import io.permvi.relaxations.sparse.LinkGraph;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Links that may be: from each spot to the nearest of a later frame around where it is expected, up to a number of them
 * within a gate.
 *
 * @param graph the links
 * @param span frames from source to target, by link
 */
record Candidates(LinkGraph graph, byte[] span) implements Serializable {
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
        Spots spots = scene.spots();
        int n = spots.size();
        int chunks = (n + CHUNK - 1) / CHUNK;
        int[][] targets = new int[chunks][];
        int[] counts = new int[n];
        scene.workers()
                .forEach(
                        chunks,
                        c -> targets[c] =
                                targets(scene, gap, expectation, c * CHUNK, Math.min(n, (c + 1) * CHUNK), counts));
        int links = Arrays.stream(targets).mapToInt(part -> part.length).sum();
        int[] target = new int[links];
        int at = 0;
        for (int[] part : targets) {
            System.arraycopy(part, 0, target, at, part.length);
            at += part.length;
        }
        return of(spots, counts, target);
    }

    /** Links by the number of those out of each spot, and their targets. */
    private static Candidates of(Spots spots, int[] counts, int[] target) {
        int[] source = new int[target.length];
        byte[] span = new byte[target.length];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            for (int k = 0; k < counts[i]; k++) {
                source[at] = i;
                span[at] = (byte) (spots.time(target[at]) - spots.time(i));
                at++;
            }
        }
        return new Candidates(LinkGraph.of(counts.length, source, target), span);
    }

    private static int[] targets(Scene scene, int gap, Expectation expectation, int from, int to, int[] counts) {
        Spots spots = scene.spots();
        int[] targets = new int[CHUNK];
        int size = 0;
        double[] place = new double[spots.dimensions()];
        FrameIndex.Found one = new FrameIndex.Found(MOST);
        FrameIndex.Found over = new FrameIndex.Found(MOST_OVER_GAP);
        for (int i = from; i < to; i++) {
            int before = size;
            for (double[] expected : expectation.of(i)) {
                for (int s = 1; s <= gap + 1 && spots.time(i) + s < spots.frames(); s++) {
                    for (int axis = 0; axis < place.length; axis++) {
                        place[axis] = spots.x(axis, i) + s * expected[axis];
                    }
                    FrameIndex.Found found = s == 1 ? one : over;
                    scene.frames()[spots.time(i) + s].search(
                            place, -1, found.within(expected[place.length] * Math.sqrt(s)));
                    targets = size + found.count() > targets.length
                            ? Arrays.copyOf(targets, 2 * targets.length + found.count())
                            : targets;
                    for (int k = 0; k < found.count(); k++) {
                        targets[size++] = found.spot(k);
                    }
                }
            }
            size = before + withoutCopies(targets, before, size);
            counts[i] = size - before;
        }
        return Arrays.copyOf(targets, size);
    }

    /** Sorts a part and drops what is there twice; returns how many stay. */
    private static int withoutCopies(int[] values, int from, int to) {
        Arrays.sort(values, from, to);
        int kept = from;
        for (int k = from; k < to; k++) {
            if (k == from || values[k] != values[k - 1]) {
                values[kept++] = values[k];
            }
        }
        return kept - from;
    }

    /** A coordinate of the step of link {@code e}, from source to target. */
    double step(Spots spots, int axis, int e) {
        return spots.x(axis, graph.target(e)) - spots.x(axis, graph.source(e));
    }
}
