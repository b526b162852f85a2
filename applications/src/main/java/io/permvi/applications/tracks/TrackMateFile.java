package io.permvi.applications.tracks;

import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** Files of TrackMate (versions 3 to 7): spots are read, tracks are put in the place of those that are there. */
public final class TrackMateFile {
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String PROBABILITY = "LINK_PROBABILITY";

    private TrackMateFile() {}

    static Document parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such file");
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(NO_DOCTYPE, true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new org.xml.sax.helpers.DefaultHandler());
            return builder.parse(file.toFile());
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new InputException(file + ": cannot be read as XML: " + e.getMessage());
        }
    }

    /** Whether a file is one of TrackMate. */
    static boolean isTrackMate(Document document) {
        return document.getDocumentElement().getTagName().equals("TrackMate");
    }

    /**
     * Writes the file again with these tracks; each edge has its probability as a feature.
     *
     * @param original from which the spots were read
     * @throws IOException when it cannot be written
     */
    public static void write(Path original, TrackResult result, Path to) throws IOException {
        Document document = parse(original);
        Element model = child(document.getDocumentElement(), "Model");
        declare(document, model);
        Element tracks = cleared(document, model, "AllTracks");
        Element shown = cleared(document, model, "FilteredTracks");
        Map<Integer, List<Integer>> byRoot = new TreeMap<>();
        for (int e : result.likely()) {
            byRoot.computeIfAbsent(root(result, result.track(result.source(e))), root -> new ArrayList<>())
                    .add(e);
        }
        int number = 0;
        for (List<Integer> links : byRoot.values()) {
            Element track = document.createElement("Track");
            track.setAttribute("name", "Track_" + number);
            track.setAttribute("TRACK_ID", String.valueOf(number));
            links.forEach(e -> track.appendChild(edge(document, result, e)));
            tracks.appendChild(track);
            Element id = document.createElement("TrackID");
            id.setAttribute("TRACK_ID", String.valueOf(number++));
            shown.appendChild(id);
        }
        try {
            TransformerFactory.newInstance()
                    .newTransformer()
                    .transform(new DOMSource(document), new StreamResult(to.toFile()));
        } catch (TransformerException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static int root(TrackResult result, int track) {
        int root = track;
        while (result.parent(root) >= 0) {
            root = result.parent(root);
        }
        return root;
    }

    private static Element edge(Document document, TrackResult result, int e) {
        Element edge = document.createElement("Edge");
        edge.setAttribute("SPOT_SOURCE_ID", result.spots().id(result.source(e)));
        edge.setAttribute("SPOT_TARGET_ID", result.spots().id(result.target(e)));
        edge.setAttribute("LINK_COST", String.format(Locale.ROOT, "%.6g", -Math.log(result.probability(e))));
        edge.setAttribute(PROBABILITY, String.format(Locale.ROOT, "%.6f", result.probability(e)));
        return edge;
    }

    /** Tells TrackMate of the feature, where the file declares features. */
    private static void declare(Document document, Element model) {
        NodeList found = model.getElementsByTagName("EdgeFeatures");
        if (found.getLength() > 0) {
            Element feature = document.createElement("Feature");
            feature.setAttribute("feature", PROBABILITY);
            feature.setAttribute("name", "Link probability");
            feature.setAttribute("shortname", "Probability");
            feature.setAttribute("dimension", "NONE");
            feature.setAttribute("isint", "false");
            found.item(0).appendChild(feature);
        }
    }

    private static Element cleared(Document document, Element model, String name) {
        NodeList found = model.getElementsByTagName(name);
        Element element = found.getLength() > 0
                ? (Element) found.item(0)
                : (Element) model.appendChild(document.createElement(name));
        for (Node node = element.getFirstChild(); node != null; node = element.getFirstChild()) {
            element.removeChild(node);
        }
        return element;
    }

    private static Element child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() > 0 ? (Element) found.item(0) : parent;
    }
}
