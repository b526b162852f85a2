package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.models.graphs.Arcs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A weighted network of named nodes with one or more kinds of arcs.
 *
 * @param nodes their names, each once
 * @param layers the arcs of each kind by its name
 */
public record Network(List<String> nodes, Map<String, List<Arc>> layers) {

    /** An arc from node to node, as numbers into {@link #nodes}; more than one of the same nodes are summed. */
    public record Arc(int from, int to, double weight) {}

    /**
     * Checks the arcs.
     *
     * @throws IllegalArgumentException when a node is out of range or named twice
     */
    public Network {
        nodes = List.copyOf(nodes);
        layers = Collections.unmodifiableMap(new LinkedHashMap<>(layers));
        if (nodes.stream().distinct().count() != nodes.size()) {
            throw new IllegalArgumentException("two nodes have one name among " + nodes);
        }
        for (List<Arc> arcs : layers.values()) {
            for (Arc arc : arcs) {
                if (Math.min(arc.from, arc.to) < 0 || Math.max(arc.from, arc.to) >= nodes.size()) {
                    throw new IllegalArgumentException(arc + " does not fit " + nodes.size() + " nodes");
                }
            }
        }
    }

    /** The number of nodes. */
    public int size() {
        return nodes.size();
    }

    /** The number of each node by its name. */
    public Map<String, Integer> index() {
        Map<String, Integer> index = new HashMap<>();
        nodes.forEach(node -> index.put(node, index.size()));
        return index;
    }

    /**
     * The same with every arc in both directions.
     *
     * @param what the network's name in a message
     * @param summed whether the weights of what leads both ways already are added; otherwise such an edge is one that is
     *     listed from both its ends
     * @throws InputException when weights are not to be added and an edge has another weight from its other end
     */
    public Network undirected(String what, boolean summed) {
        Map<String, List<Arc>> both = new LinkedHashMap<>();
        layers.forEach((name, arcs) -> {
            Map<List<Integer>, Double> weights = new HashMap<>();
            arcs.forEach(arc -> weights.merge(List.of(arc.from, arc.to), arc.weight, Double::sum));
            List<Arc> more = new ArrayList<>(arcs);
            arcs.stream().filter(arc -> arc.from != arc.to).forEach(arc -> {
                Double back = weights.get(List.of(arc.to, arc.from));
                if (back == null || summed) {
                    more.add(new Arc(arc.to, arc.from, arc.weight));
                } else if (!back.equals(weights.get(List.of(arc.from, arc.to)))) {
                    throw new InputException(what + ": the edge between " + nodes.get(arc.from) + " and "
                            + nodes.get(arc.to) + " has weight " + weights.get(List.of(arc.from, arc.to))
                            + " one way and " + back + " the other; make them equal, or add them by --sum-duplicates");
                }
            });
            both.put(name, more);
        });
        return new Network(nodes, both);
    }

    /** The part of some nodes, in that order. */
    public Network part(List<Integer> wanted) {
        Map<Integer, Integer> place = new HashMap<>();
        wanted.forEach(node -> place.put(node, place.size()));
        Map<String, List<Arc>> kept = new LinkedHashMap<>();
        layers.forEach((name, arcs) -> kept.put(
                name,
                arcs.stream()
                        .filter(arc -> place.containsKey(arc.from) && place.containsKey(arc.to))
                        .map(arc -> new Arc(place.get(arc.from), place.get(arc.to), arc.weight))
                        .toList()));
        return new Network(wanted.stream().map(nodes::get).toList(), kept);
    }

    /** The arcs of a layer within the network. */
    Arcs arcs(String layer) {
        return Arcs.within(size(), sink -> layers.get(layer).forEach(arc -> sink.add(arc.from, arc.to, arc.weight)));
    }

    /** The arcs of a layer from some nodes to others. */
    Arcs arcs(String layer, List<Integer> from, List<Integer> to) {
        Map<Integer, Integer> rows = new HashMap<>();
        from.forEach(node -> rows.put(node, rows.size()));
        Map<Integer, Integer> columns = new HashMap<>();
        to.forEach(node -> columns.put(node, columns.size()));
        return Arcs.between(from.size(), to.size(), sink -> layers.get(layer).stream()
                .filter(arc -> rows.containsKey(arc.from) && columns.containsKey(arc.to))
                .forEach(arc -> sink.add(rows.get(arc.from), columns.get(arc.to), arc.weight)));
    }

    /**
     * Refuses a network that nothing can be said about.
     *
     * @throws InputException when it has fewer than two nodes or no arc
     */
    public void requireArcs(String what) {
        if (size() < 2 || layers.values().stream().allMatch(List::isEmpty)) {
            throw new InputException(what + ": a network needs at least two nodes and one edge, got " + size()
                    + " nodes and no edge that can be used");
        }
    }
}
