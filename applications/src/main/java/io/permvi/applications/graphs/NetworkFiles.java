package io.permvi.applications.graphs;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Networks in files. Edge lists: one edge a line, of two nodes, a weight where it has one (else 1), and a layer where the
 * header has such a column; the header may be missing, where a line has at most three cells; they are separated by commas,
 * semicolons, tabs or blanks. Adjacency tables: the first cell of the first line is empty, then come the names of the nodes
 * arcs go to, and in each line that of the node they come from and their weights. GraphML, by the ending {@code .graphml}.
 */
public final class NetworkFiles {
    /** The layer of edges that name none. */
    public static final String ONE_LAYER = "edges";

    private static final int HEADERLESS_WIDTH = 3;
    private static final List<String> FROM = List.of("source", "from", "pre", "node1");
    private static final List<String> TO = List.of("target", "to", "post", "node2");
    private static final List<String> WEIGHT = List.of("weight", "synapses", "count", "size");
    private static final List<String> LAYER = List.of("layer", "type", "kind");
    private static final List<String> NODE = List.of("node_id", "node", "id", "name");

    private final Path file;
    private final boolean summed;
    private final Set<String> allowed;
    private final Map<String, Integer> index = new LinkedHashMap<>();
    private final Map<String, List<Network.Arc>> layers = new LinkedHashMap<>();
    private final Map<List<String>, String> seen = new HashMap<>();
    private List<Integer> columns = List.of();
    private int width = HEADERLESS_WIDTH;
    private List<String> targets = List.of();

    private NetworkFiles(Path file, Optional<Path> nodes, boolean summed) {
        this.file = file;
        this.summed = summed;
        nodes.ifPresent(path -> nodes(path).forEach(node -> index.put(node, index.size())));
        allowed = nodes.isPresent() ? new HashSet<>(index.keySet()) : Set.of();
    }

    /**
     * Reads a network.
     *
     * @param edges one edge a line
     * @param nodes a table of all nodes, in whose order they are; without it those that have edges
     * @param summed whether the weights of an edge that is there twice are added; otherwise it is refused
     * @throws InputException when a file is damaged, an edge names a node that the table has not or is there twice, a
     *     weight is negative, or nothing is there
     */
    public static Network read(Path edges, Optional<Path> nodes, boolean summed) {
        NetworkFiles reading = new NetworkFiles(edges, nodes, summed);
        if (edges.toString().toLowerCase(Locale.ROOT).endsWith(".graphml")) {
            GraphMlFile.read(edges, reading);
        } else {
            CsvTable.readLines(edges, reading::line);
        }
        Network network = new Network(new ArrayList<>(reading.index.keySet()), reading.layers);
        network.requireArcs(edges.toString());
        return network;
    }

    /** The nodes of a table: its column {@code node_id}, {@code node}, {@code id} or {@code name}. */
    public static List<String> nodes(Path file) {
        return new ArrayList<>(attribute(file, "").keySet());
    }

    /**
     * A column of a table of nodes by their names; the names themselves where the column is empty.
     *
     * @throws InputException when the table lacks the column or names a node twice
     */
    public static Map<String, String> attribute(Path file, String column) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] key = {""};
        CsvTable.read(
                file,
                column.isEmpty() ? List.of() : List.of(column),
                header -> key[0] = header.stream()
                        .filter(name -> NODE.contains(name.toLowerCase(Locale.ROOT)))
                        .findFirst()
                        .orElseThrow(() -> new InputException(
                                file + ": a table of nodes needs one of the columns " + NODE + ", got " + header)),
                row -> {
                    String node = row.requiredText(key[0]);
                    if (values.put(node, column.isEmpty() ? node : row.text(column)) != null) {
                        throw row.mistake(key[0], "names " + node + " a second time");
                    }
                });
        return values;
    }

    /**
     * Pairs of nodes that belong together, by two columns whatever their header; lines are checked against both networks.
     *
     * @return the node of {@code b} for each node of {@code a} that has one
     * @throws InputException when a node is unknown or in two pairs
     */
    public static Map<Integer, Integer> pairs(Path file, Network a, Network b) {
        Map<String, Integer> ofA = a.index();
        Map<String, Integer> ofB = b.index();
        Map<Integer, Integer> pairs = new LinkedHashMap<>();
        Set<Integer> taken = new HashSet<>();
        boolean[] first = {true};
        CsvTable.readLines(file, (number, line) -> {
            List<String> cells = split(line);
            requireCells(file, number, cells, 2);
            Integer i = ofA.get(cells.get(0));
            Integer k = ofB.get(cells.get(1));
            boolean header = first[0] && i == null && k == null;
            first[0] = false;
            if (header) {
                return;
            }
            if (i == null || k == null) {
                throw new InputException(file + ", line " + number + ": no node '" + cells.get(i == null ? 0 : 1)
                        + "' in the " + (i == null ? "first" : "second") + " network");
            }
            if (pairs.put(i, k) != null || !taken.add(k)) {
                throw new InputException(file + ", line " + number + ": " + cells.get(0) + " or " + cells.get(1)
                        + " is in an earlier pair already");
            }
        });
        return pairs;
    }

    private static List<String> split(List<String> line) {
        return line.size() == 1 ? List.of(line.get(0).trim().split("\\s+")) : line;
    }

    private static void requireCells(Path file, long number, List<String> cells, int least) {
        if (cells.size() < least) {
            throw new InputException(
                    file + ", line " + number + ": " + cells.size() + " cell where at least " + least + " are needed");
        }
    }

    private void line(long number, List<String> line) {
        boolean table = columns.isEmpty() && line.size() > 2 && line.get(0).isEmpty();
        if (table || !targets.isEmpty()) {
            adjacency(number, line);
            return;
        }
        List<String> cells = split(line);
        requireCells(file, number, cells, 2);
        boolean first = columns.isEmpty();
        if (first && isHeader(cells)) {
            width = cells.size();
            columns = List.of(
                    column(cells, FROM, true),
                    column(cells, TO, true),
                    column(cells, WEIGHT, false),
                    column(cells, LAYER, false));
            requireKnownThird(cells);
            return;
        }
        if (first) {
            columns = List.of(0, 1, cells.size() > 2 ? 2 : -1, -1);
        }
        requireCells(file, number, cells, 1 + Collections.max(columns));
        requireNoMore(number, cells, width);
        add(number, cells);
    }

    /** A decimal comma in a file of commas would be read as one cell more. */
    private void requireNoMore(long number, List<String> cells, int most) {
        if (cells.subList(Math.min(most, cells.size()), cells.size()).stream().anyMatch(cell -> !cell.isEmpty())) {
            throw new InputException(file + ", line " + number + ": " + cells.size()
                    + " cells where " + most
                    + " are expected; decimals are written with a point, and columns beside a weight need a header");
        }
    }

    /** Without a header the third of three columns would be the weights, so its name must not have it left out. */
    private void requireKnownThird(List<String> header) {
        List<String> named = header.stream().filter(name -> !name.isEmpty()).toList();
        if (named.size() == 3 && columns.get(2) < 0 && columns.get(3) < 0) {
            throw new InputException(
                    file + ": of the columns " + named + " the third is neither a weight, which is one of " + WEIGHT
                            + ", nor a layer, one of " + LAYER + "; name it so, or delete it");
        }
    }

    private static boolean isHeader(List<String> cells) {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(FROM);
        names.addAll(LAYER);
        return cells.stream().anyMatch(names::contains)
                || cells.size() > 2 && Double.isNaN(NumberText.parse(cells.get(2)));
    }

    private int column(List<String> header, List<String> names, boolean required) {
        List<Integer> found = IntStream.range(0, header.size())
                .filter(c -> names.contains(header.get(c).toLowerCase(Locale.ROOT)))
                .boxed()
                .toList();
        if (found.size() > 1 && (required || header.stream().distinct().count() < header.size())) {
            throw new InputException(
                    file + ": a header needs one of the columns " + names + ", not two, got " + header);
        }
        if (found.isEmpty() && required) {
            throw new InputException(file + ": a header needs one of the columns " + names + ", got " + header);
        }
        return found.isEmpty() ? -1 : found.get(0);
    }

    private void adjacency(long number, List<String> line) {
        requireNoMore(number, line, targets.isEmpty() ? line.size() : 1 + targets.size());
        if (targets.isEmpty()) {
            targets = line.subList(1, line.size());
            targets.forEach(name -> node(name, "line " + number));
            return;
        }
        requireCells(file, number, line, 1 + targets.size());
        for (int c = 0; c < targets.size(); c++) {
            String weight = line.get(c + 1).isEmpty() ? "0" : line.get(c + 1);
            if (NumberText.parse(weight) != 0) {
                add("line " + number, line.get(0), targets.get(c), weight, ONE_LAYER);
            }
        }
        node(line.get(0), "line " + number);
    }

    private void add(long number, List<String> cells) {
        add(
                "line " + number,
                cells.get(columns.get(0)),
                cells.get(columns.get(1)),
                columns.get(2) < 0 ? "1" : cells.get(columns.get(2)),
                columns.get(3) < 0 ? ONE_LAYER : cells.get(columns.get(3)));
    }

    /** Adds an edge from somewhere in the file. */
    void add(String where, String from, String to, String weight, String layer) {
        double value = NumberText.parse(weight);
        if (!(value >= 0 && value < 1e9)) {
            throw new InputException(
                    file + ", " + where + ": a weight must be a number from 0 to 1e9, got '" + weight + "'");
        }
        String before = seen.putIfAbsent(List.of(from, to, layer), where);
        if (before != null && !summed) {
            throw new InputException(file + ", " + where + ": the edge " + from + " to " + to + " is in " + before
                    + " already; delete one, or add their weights by --sum-duplicates");
        }
        layers.computeIfAbsent(layer, key -> new ArrayList<>())
                .add(new Network.Arc(node(from, where), node(to, where), value));
    }

    /** Adds a node, or finds it. */
    int node(String name, String where) {
        if (name.isEmpty()) {
            throw new InputException(file + ", " + where + ": an edge needs two nodes, and one of them is empty");
        }
        if (!allowed.isEmpty() && !allowed.contains(name)) {
            throw new InputException(file + ", " + where + ": node '" + name + "' is not in the table of nodes");
        }
        return index.computeIfAbsent(name, key -> index.size());
    }
}
