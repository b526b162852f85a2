package io.permvi.applications.tracks;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.NumberText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads spots: CSV with columns id, frame, x, y, z where there are three dimensions, and features; or XML of
 * TrackMate, the ISBI challenge or Icy.
 */
public final class SpotFiles {
    private static final int LARGEST_FRAME = 10_000_000;
    private static final double LARGEST_MEASURE = 1e100;
    /** Empty frames at most between the first and the last, over those with spots. */
    private static final int MOST_EMPTY = 1000;

    private static final List<String> TRACKMATE = List.of("FRAME", "POSITION_X", "POSITION_Y", "POSITION_Z");
    private static final List<String> DETECTION = List.of("t", "x", "y", "z");

    private SpotFiles() {}

    private static boolean isXml(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    /** Whether a file that was read is one of TrackMate. */
    public static boolean isTrackMate(Path file) {
        return isXml(file) && TrackMateFile.isTrackMate(TrackMateFile.parse(file));
    }

    /**
     * Reads spots.
     *
     * @param features columns, or attributes of spots in XML, to be used
     * @param every takes each so many frames only, numbered anew
     * @throws InputException when something is missing, twice or no number, or when there are fewer than two frames
     */
    public static Spots read(Path file, List<String> features, int every) {
        Collector collector = new Collector(file, features, every);
        if (isXml(file)) {
            readXml(file, features, collector);
        } else {
            readCsv(file, features, collector);
        }
        return collector.spots();
    }

    private static void readCsv(Path file, List<String> features, Collector collector) {
        List<String> required = new ArrayList<>(List.of("id", "frame", "x", "y"));
        required.addAll(features);
        List<String> axes = new ArrayList<>(List.of("x", "y"));
        CsvTable.read(
                file,
                required,
                header -> {
                    if (header.contains("z")) {
                        axes.add("z");
                    }
                },
                row -> collector.add(
                        row.requiredText("id"),
                        "row " + row.number(),
                        row.integer("frame", 0, LARGEST_FRAME),
                        axes.stream().mapToDouble(row::measure).toArray(),
                        features.stream().mapToDouble(row::measure).toArray()));
    }

    /** Spots that TrackMate shows, with their ids; or detections of the ISBI challenge and of Icy, numbered from 0. */
    private static void readXml(Path file, List<String> features, Collector collector) {
        Document document = TrackMateFile.parse(file);
        boolean named = TrackMateFile.isTrackMate(document);
        NodeList spots = document.getElementsByTagName(named ? "Spot" : "detection");
        if (!named && spots.getLength() == 0) {
            throw new InputException(
                    file + ": XML of TrackMate, or with elements <detection>, was expected, but it begins with <"
                            + document.getDocumentElement().getTagName() + ">");
        }
        List<String> names = named ? TRACKMATE : DETECTION;
        for (int k = 0; k < spots.getLength(); k++) {
            Element spot = (Element) spots.item(k);
            String id = named ? spot.getAttribute("ID") : String.valueOf(k);
            String where = file + ", spot " + id;
            if (id.isEmpty()) {
                throw new InputException(
                        file + ": a spot in frame '" + spot.getAttribute("FRAME") + "' has no attribute ID");
            }
            if (!spot.getAttribute("VISIBILITY").equals("0")) {
                collector.add(
                        id,
                        "spot " + id,
                        frame(where, spot, names.get(0)),
                        names.stream()
                                .skip(1)
                                .mapToDouble(name -> number(where, spot, name))
                                .toArray(),
                        features.stream()
                                .mapToDouble(name -> number(where, spot, name))
                                .toArray());
            }
        }
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

    private static int frame(String where, Element spot, String attribute) {
        double value = number(where, spot, attribute);
        if (value != Math.rint(value) || value < 0 || value > LARGEST_FRAME) {
            throw new InputException(where + ": attribute " + attribute + " must be a whole number from 0 to "
                    + LARGEST_FRAME + ", got '" + spot.getAttribute(attribute) + "'");
        }
        return (int) value;
    }

    /** Spots as they come. */
    private static final class Collector {
        private final Path file;
        private final List<String> features;
        private final int every;
        private final List<String> ids = new ArrayList<>();
        private final List<Integer> frames = new ArrayList<>();
        private final List<double[]> places = new ArrayList<>();
        private final List<double[]> values = new ArrayList<>();
        private final Map<String, String> seen = new HashMap<>();

        Collector(Path file, List<String> features, int every) {
            this.file = file;
            this.features = features;
            this.every = every;
        }

        void add(String id, String where, int frame, double[] place, double[] value) {
            String before = seen.put(id, where);
            if (before != null) {
                throw new InputException(file + ", " + where + ": id '" + id + "' is there already, in " + before
                        + "; every spot needs an id of its own");
            }
            if (frame % every == 0) {
                ids.add(id);
                frames.add(frame / every);
                places.add(place);
                values.add(value);
            }
        }

        Spots spots() {
            long distinct = frames.stream().distinct().count();
            if (distinct < 2) {
                throw new InputException(file + ": tracks need spots in at least two frames, got " + ids.size()
                        + " spots in " + distinct);
            }
            int first = frames.stream().mapToInt(t -> t).min().orElse(0);
            int last = frames.stream().mapToInt(t -> t).max().orElse(0);
            if (last - first > MOST_EMPTY * distinct) {
                throw new InputException(file + ": " + distinct + " frames with spots from " + first + " to " + last
                        + "; frames must be counted, not times");
            }
            double[][] x = columns(places, places.get(0).length);
            boolean flat = x.length == 3 && Arrays.stream(x[2]).allMatch(z -> z == x[2][0]);
            double[][] used = flat ? Arrays.copyOf(x, 2) : x;
            if (Arrays.stream(used).allMatch(axis -> Arrays.stream(axis).allMatch(v -> v == axis[0]))) {
                throw new InputException(file + ": all spots are at one place; nothing can be learned of their steps");
            }
            return Spots.of(
                    ids, frames.stream().mapToInt(t -> t).toArray(), used, features, columns(values, features.size()));
        }

        private static double[][] columns(List<double[]> rows, int count) {
            double[][] columns = new double[count][rows.size()];
            for (int i = 0; i < rows.size(); i++) {
                for (int c = 0; c < count; c++) {
                    columns[c][i] = rows.get(i)[c];
                }
            }
            return columns;
        }
    }

    /**
     * What a reader should know of spots before their tracks: frames without any, and how many spots there are in
     * others.
     */
    public static List<String> warnings(Spots spots) {
        List<String> said = new ArrayList<>();
        List<Integer> empty = new ArrayList<>();
        for (int t = 0; t < spots.frames(); t++) {
            if (spots.count(t) == 0) {
                empty.add(spots.frame(0) + t);
            }
        }
        if (!empty.isEmpty()) {
            said.add(empty.size() + " of " + spots.frames() + " frames have no spot (" + empty.get(0)
                    + (empty.size() > 1 ? ", ..." : "") + "); links go over them only where --gap allows it");
        }
        if (spots.size() < 2L * spots.frames()) {
            said.add("fewer than two spots a frame: hardly anything can be learned");
        }
        return said;
    }
}
