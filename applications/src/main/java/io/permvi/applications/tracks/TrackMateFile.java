package io.permvi.applications.tracks;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** Files of TrackMate (versions 3 to 7): spots are read, tracks are put in the place of those that are there. */
public final class TrackMateFile {
    private static final String NO_DOCTYPE = "http://apache.org/xml/features/disallow-doctype-decl";
    private static final String PROBABILITY = "LINK_PROBABILITY";
    private static final double LARGEST_MEASURE = 1e100;

    private TrackMateFile() {}

    /** Whether a file is XML by its name. */
    public static boolean isXml(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    private static Document parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InputException(file + ": no such file");
        }
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(NO_DOCTYPE, true);
            DocumentBuilder builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Document document = builder.parse(file.toFile());
            String root = document.getDocumentElement().getTagName();
            if (!root.equals("TrackMate")) {
                throw new InputException(file + ": XML of TrackMate was expected, but it begins with <" + root + ">");
            }
            return document;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new InputException(file + ": cannot be read as XML: " + e.getMessage());
        }
    }

    /** Reads the spots that TrackMate shows. */
    static void read(Path file, List<String> features, Consumer<Spot> onSpot) {
        NodeList spots = parse(file).getElementsByTagName("Spot");
        for (int k = 0; k < spots.getLength(); k++) {
            Element spot = (Element) spots.item(k);
            String id = spot.getAttribute("ID");
            String where = file + ", spot " + id;
            if (id.isEmpty()) {
                throw new InputException(
                        file + ": a spot in frame '" + spot.getAttribute("FRAME") + "' has no attribute ID");
            }
            if (!spot.getAttribute("VISIBILITY").equals("0")) {
                double frame = number(where, spot, "FRAME");
                if (frame != Math.rint(frame) || frame < 0 || frame > SpotFiles.LARGEST_FRAME) {
                    throw new InputException(where + ": attribute FRAME must be a whole number from 0 to "
                            + SpotFiles.LARGEST_FRAME + ", got '" + spot.getAttribute("FRAME") + "'");
                }
                double[] place = numbers(where, spot, List.of("POSITION_X", "POSITION_Y", "POSITION_Z"));
                onSpot.accept(new Spot(id, (int) frame, place, numbers(where, spot, features)));
            }
        }
    }

    private static double[] numbers(String where, Element spot, List<String> attributes) {
        return attributes.stream()
                .mapToDouble(name -> number(where, spot, name))
                .toArray();
    }

    private static double number(String where, Element spot, String attribute) {
        String text = spot.getAttribute(attribute);
        double value = NumberText.parse(text);
        if (!(Math.abs(value) <= LARGEST_MEASURE)) {
            throw new InputException(where + ": attribute " + attribute + " must be a number of at most "
                    + LARGEST_MEASURE + " in size, got '" + text + "'");
        }
        return value;
    }

    /**
     * Writes the file again with these tracks; each edge has its probability as a feature.
     *
     * @param original from which the spots were read
     * @throws IOException when it cannot be written
     */
    public static void write(Path original, TrackResult result, Path to) throws IOException {
        Document document = parse(original);
        Element all = document.getDocumentElement();
        Element model = all.getElementsByTagName("Model").item(0) instanceof Element found ? found : all;
        if (model.getElementsByTagName("EdgeFeatures").item(0) instanceof Element declared) {
            child(
                    declared,
                    "Feature",
                    Map.of(
                            "feature", PROBABILITY,
                            "name", "Link probability",
                            "shortname", "Probability",
                            "dimension", "NONE",
                            "isint", "false"));
        }
        Element tracks = cleared(model, "AllTracks");
        Element shown = cleared(model, "FilteredTracks");
        Map<Integer, Element> byRoot = new TreeMap<>();
        for (int e : result.taken()) {
            int root = root(result, result.track(result.source(e)));
            if (!byRoot.containsKey(root)) {
                String number = String.valueOf(byRoot.size());
                byRoot.put(root, child(tracks, "Track", Map.of("name", "Track_" + number, "TRACK_ID", number)));
                child(shown, "TrackID", Map.of("TRACK_ID", number));
            }
            child(
                    byRoot.get(root),
                    "Edge",
                    Map.of(
                            "SPOT_SOURCE_ID",
                            result.spots().id(result.source(e)),
                            "SPOT_TARGET_ID",
                            result.spots().id(result.target(e)),
                            "LINK_COST",
                            String.format(Locale.ROOT, "%.6g", -Math.log(result.probability(e))),
                            PROBABILITY,
                            String.format(Locale.ROOT, "%.6f", result.probability(e))));
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
        return result.parent(track) < 0 ? track : root(result, result.parent(track));
    }

    private static Element child(Element parent, String name, Map<String, String> attributes) {
        Element child = parent.getOwnerDocument().createElement(name);
        attributes.forEach(child::setAttribute);
        parent.appendChild(child);
        return child;
    }

    private static Element cleared(Element model, String name) {
        Element element = model.getElementsByTagName(name).item(0) instanceof Element found
                ? found
                : child(model, name, Map.of());
        while (element.hasChildNodes()) {
            element.removeChild(element.getFirstChild());
        }
        return element;
    }
}
