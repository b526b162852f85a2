package io.permvi.applications.tracks;

import io.permvi.applications.files.OutputFolder;
import io.permvi.relaxations.sparse.LinkGraph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes links, tracks, links worth a look, and what was learned. */
public final class TrackFiles {
    /** The names of the tables. */
    public static final List<String> NAMES = List.of("links.csv", "tracks.csv", "doubtful.csv", "track.json");

    /** Links below are not written. */
    private static final double LEAST = 0.01;

    private final TrackResult result;
    private final OutputFolder folder;

    /** @param folder where to */
    public TrackFiles(TrackResult result, OutputFolder folder) {
        this.result = result;
        this.folder = folder;
    }

    private static String number(double p) {
        return String.format(Locale.ROOT, "%.6f", p);
    }

    private String id(int i) {
        return result.spots().id(i);
    }

    /** The other candidates into the target of a link that are probable enough to be written. */
    private IntStream rivals(int e) {
        LinkGraph graph = result.graph();
        return others(e, IntStream.range(0, graph.inCount(graph.target(e))).map(k -> graph.link(graph.target(e), k)));
    }

    private IntStream others(int e, IntStream links) {
        return links.filter(other -> other != e && result.probability(other) >= LEAST);
    }

    /**
     * Every candidate of probability .01 or more, whether it is taken, and the best other spot that its target may come
     * from.
     */
    public void writeLinks() {
        List<String> header = List.of("from", "to", "probability", "taken", "second_from", "second_probability");
        folder.writeCsv("links.csv", header, rows -> {
            for (int e = 0; e < result.links(); e++) {
                if (result.probability(e) >= LEAST) {
                    int second = rivals(e)
                            .reduce(-1, (a, b) -> a < 0 || result.probability(b) > result.probability(a) ? b : a);
                    rows.add(
                            id(result.source(e)),
                            id(result.target(e)),
                            number(result.probability(e)),
                            result.taken(e) ? "yes" : "no",
                            second < 0 ? "" : id(result.source(second)),
                            second < 0 ? "" : number(result.probability(second)));
                }
            }
        });
    }

    /**
     * Every spot with its track, the track from which that divided, and how probably the spot is a false alarm or
     * divides.
     */
    public void writeTracks() {
        List<String> header = List.of("id", "frame", "track", "parent", "false_alarm", "division");
        folder.writeCsv("tracks.csv", header, rows -> {
            for (int i = 0; i < result.spots().size(); i++) {
                int parent = result.parent(result.track(i));
                rows.add(
                        id(i),
                        result.spots().frame(i),
                        result.track(i),
                        parent < 0 ? "" : parent,
                        number(result.falseAlarm(i)),
                        number(result.division(i)));
            }
        });
    }

    /**
     * The links that are worth a look, by the expected number of decisions that a look changes, with the alternatives on
     * both sides.
     *
     * @param most how many
     * @return the links
     */
    public int[] writeDoubtful(int most) {
        int[] doubtful = result.doubtful(most);
        List<String> header = List.of("from", "to", "frame", "probability", "gain", "other_sources", "other_targets");
        folder.writeCsv("doubtful.csv", header, rows -> {
            for (int e : doubtful) {
                int first = result.graph().firstOut(result.source(e));
                IntStream out = IntStream.range(first, first + result.graph().outCount(result.source(e)));
                rows.add(
                        id(result.source(e)),
                        id(result.target(e)),
                        result.spots().frame(result.target(e)),
                        number(result.probability(e)),
                        number(result.gain(e)),
                        names(rivals(e), result::source),
                        names(others(e, out), result::target));
            }
        });
        return doubtful;
    }

    private String names(IntStream links, IntUnaryOperator spot) {
        return links.mapToObj(e -> String.format(Locale.ROOT, "%s:%.3f", id(spot.applyAsInt(e)), result.probability(e)))
                .collect(Collectors.joining(" "));
    }

    /** What was learned and how sure it is. */
    public void writeSummary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("spots", result.spots().size());
        summary.put("frames", result.spots().frames());
        summary.put("candidates", result.links());
        summary.put("links", result.taken().length);
        summary.put("tracks", result.tracks());
        summary.put("learned", result.model().parameters());
        summary.put("warnings", result.warnings());
        summary.put("bound", result.bound());
        summary.put("settled", result.settled());
        summary.put("linksByMethod", result.marginals().links());
        summary.put("meanErrorOfPropagation", result.marginals().corrections()[0]);
        summary.put("largestErrorOfPropagation", result.marginals().corrections()[1]);
        folder.writeJson("track.json", summary);
    }
}
