package io.permvi.applications.graphs;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Points that are followed over frames, as networks: neighbors in the Delaunay triangulation, by the rank of their distance. */
final class Landmarks {
    private static final int RANKS = 5;

    private Landmarks() {}

    /**
     * The network of one frame of a table of frame, landmark, x and y; five equal groups of edges from short to long have
     * the weights 1, 2, 4, 8 and 16, both ways.
     *
     * @throws InputException when the frame is not there
     */
    static Network frame(Path file, int frame) {
        Map<Integer, double[]> points = new TreeMap<>();
        CsvTable.read(file, List.of("frame", "landmark", "x", "y"), row -> {
            if (row.integer("frame", 0, Integer.MAX_VALUE) == frame) {
                points.put(
                        row.integer("landmark", 0, Integer.MAX_VALUE), new double[] {row.number("x"), row.number("y")});
            }
        });
        if (points.size() < 3) {
            throw new InputException(file + ": frame " + frame + " has " + points.size() + " landmarks, not 3");
        }
        List<double[]> places = List.copyOf(points.values());
        List<int[]> edges = new ArrayList<>();
        for (List<Integer> edge : delaunay(places)) {
            edges.add(new int[] {edge.get(0), edge.get(1)});
        }
        edges.sort(Comparator.comparingDouble(edge -> distance(places.get(edge[0]), places.get(edge[1]))));
        List<Network.Arc> arcs = new ArrayList<>();
        for (int e = 0; e < edges.size(); e++) {
            int[] edge = edges.get(e);
            double weight = 1 << (RANKS * e / edges.size());
            arcs.add(new Network.Arc(edge[0], edge[1], weight));
            arcs.add(new Network.Arc(edge[1], edge[0], weight));
        }
        List<String> names = points.keySet().stream().map(String::valueOf).toList();
        return new Network(names, Map.of(NetworkFiles.ONE_LAYER, arcs));
    }

    private static double distance(double[] p, double[] q) {
        return Math.hypot(p[0] - q[0], p[1] - q[1]);
    }

    /** The sides of all triangles whose circle holds no other point, O(n^4): for some tens of points. */
    private static Set<List<Integer>> delaunay(List<double[]> points) {
        int n = points.size();
        Set<List<Integer>> edges = new TreeSet<>(Comparator.comparing(List::toString));
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                for (int k = j + 1; k < n; k++) {
                    if (isEmptyCircle(points, i, j, k)) {
                        edges.addAll(List.of(List.of(i, j), List.of(j, k), List.of(i, k)));
                    }
                }
            }
        }
        return edges;
    }

    private static boolean isEmptyCircle(List<double[]> points, int i, int j, int k) {
        double[] p = points.get(i);
        double bx = points.get(j)[0] - p[0];
        double by = points.get(j)[1] - p[1];
        double cx = points.get(k)[0] - p[0];
        double cy = points.get(k)[1] - p[1];
        double twice = 2 * (bx * cy - by * cx);
        double x = (cy * (bx * bx + by * by) - by * (cx * cx + cy * cy)) / twice;
        double y = (bx * (cx * cx + cy * cy) - cx * (bx * bx + by * by)) / twice;
        double[] center = {p[0] + x, p[1] + y};
        return twice != 0
                && IntStream.range(0, points.size())
                        .filter(l -> l != i && l != j && l != k)
                        .noneMatch(l -> distance(points.get(l), center) < Math.hypot(x, y));
    }
}
