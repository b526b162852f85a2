package io.permvi.applications.graphs;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.InputFiles;
import io.permvi.applications.files.OutputFolder;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jgrapht.Graph;
import org.jgrapht.graph.DefaultWeightedEdge;
import org.jgrapht.graph.DirectedWeightedPseudograph;
import org.jgrapht.nio.Attribute;
import org.jgrapht.nio.AttributeType;
import org.jgrapht.nio.DefaultAttribute;
import org.jgrapht.nio.ImportException;
import org.jgrapht.nio.graphml.GraphMLExporter;
import org.jgrapht.nio.graphml.GraphMLExporter.AttributeCategory;
import org.jgrapht.nio.graphml.GraphMLImporter;

/** GraphML in and out: nodes by their ids, edges with {@code weight} and {@code layer}. */
final class GraphMlFile {
    private static final Pattern UNDIRECTED = Pattern.compile("edgedefault\\s*=\\s*[\"']undirected[\"']");

    private GraphMlFile() {}

    /** The importer's parser would follow the entities of a document type to other files and to the network. */
    private static void requireNoDocumentType(Path file, String text) {
        if (text.contains("<!DOCTYPE")) {
            throw new InputException(
                    file + ": document types are not read, as they can name other files; delete <!DOCTYPE ...>");
        }
    }

    /**
     * Reads nodes and edges; in a graph of undirected edges each leads both ways.
     *
     * @throws InputException when the file is damaged
     */
    static void read(Path file, NetworkFiles target) {
        Graph<String, DefaultWeightedEdge> graph = new DirectedWeightedPseudograph<>(DefaultWeightedEdge.class);
        Map<DefaultWeightedEdge, String> layers = new HashMap<>();
        GraphMLImporter<String, DefaultWeightedEdge> importer = new GraphMLImporter<>();
        importer.setVertexFactory(id -> id);
        importer.addEdgeAttributeConsumer((key, value) -> {
            if (key.getSecond().equals("layer")) {
                layers.put(key.getFirst(), value.getValue());
            }
        });
        String text = InputFiles.text(file);
        requireNoDocumentType(file, text);
        boolean undirected;
        try {
            undirected = UNDIRECTED.matcher(text).find();
            importer.importGraph(graph, new StringReader(text));
        } catch (ImportException | IllegalArgumentException e) {
            throw new InputException(file + ": no GraphML that can be read: " + e.getMessage());
        }
        graph.vertexSet().forEach(node -> target.node(node, "a node"));
        AtomicInteger number = new AtomicInteger();
        for (DefaultWeightedEdge edge : graph.edgeSet()) {
            String where = "edge " + number.incrementAndGet();
            String from = graph.getEdgeSource(edge);
            String to = graph.getEdgeTarget(edge);
            String weight = String.valueOf(graph.getEdgeWeight(edge));
            String layer = layers.getOrDefault(edge, NetworkFiles.ONE_LAYER);
            target.add(where, from, to, weight, layer);
            if (undirected && !from.equals(to)) {
                target.add(where, to, from, weight, layer);
            }
        }
    }

    /** Writes the first network, each node with its match and how probable that is. */
    static void write(NetworkMatch match, String name, OutputFolder folder) {
        Network a = match.problem().a();
        Graph<String, DefaultWeightedEdge> graph = new DirectedWeightedPseudograph<>(DefaultWeightedEdge.class);
        Map<DefaultWeightedEdge, Map<String, Attribute>> edges = new HashMap<>();
        a.nodes().forEach(graph::addVertex);
        a.layers()
                .forEach((layer, arcs) -> arcs.forEach(arc -> {
                    DefaultWeightedEdge edge =
                            graph.addEdge(a.nodes().get(arc.from()), a.nodes().get(arc.to()));
                    graph.setEdgeWeight(edge, arc.weight());
                    edges.put(edge, Map.of("layer", DefaultAttribute.createAttribute(layer)));
                }));
        Map<String, Integer> index = a.index();
        GraphMLExporter<String, DefaultWeightedEdge> exporter = new GraphMLExporter<>(node -> node);
        exporter.registerAttribute("match", AttributeCategory.NODE, AttributeType.STRING);
        exporter.registerAttribute("probability", AttributeCategory.NODE, AttributeType.DOUBLE);
        exporter.setExportEdgeWeights(true);
        exporter.registerAttribute("layer", AttributeCategory.EDGE, AttributeType.STRING);
        exporter.setVertexAttributeProvider(node -> Map.of(
                "match",
                DefaultAttribute.createAttribute(match.nameOf(match.matching().place(index.get(node)))),
                "probability",
                DefaultAttribute.createAttribute(match.probability(index.get(node)))));
        exporter.setEdgeAttributeProvider(edges::get);
        StringWriter text = new StringWriter();
        exporter.exportGraph(graph, text);
        folder.writeText(name, text.toString());
    }
}
