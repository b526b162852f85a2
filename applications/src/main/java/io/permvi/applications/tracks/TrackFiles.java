package io.permvi.applications.tracks;

import io.permvi.applications.files.OutputFolder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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

    /**
     * Every candidate of probability .01 or more, whether it is taken, and the best other spot that its target may come
     * from.
     */
    public void writeLinks() {
        List<String> header = List.of("from", "to", "probability", "taken", "second_from", "second_probability");
        folder.writeCsv("links.csv", header, rows -> {
            for (int e = 0; e < result.links(); e++) {
                if (result.probability(e) >= LEAST) {
                    int second = second(e);
                    rows.add(
                            id(result.source(e)),
                            id(result.target(e)),
                            number(result.probability(e)),
                            result.probability(e) > 0.5 ? "yes" : "no",
                            second < 0 ? "" : id(result.source(second)),
                            second < 0 ? "" : number(result.probability(second)));
                }
            }
        });
    }

    /** The most probable other link into the target of a link, -1 for none. */
    private int second(int e) {
        int best = -1;
        for (int other : result.into(result.target(e))) {
            boolean better = best < 0 || result.probability(other) > result.probability(best);
            best = other != e && result.probability(other) >= LEAST && better ? other : best;
        }
        return best;
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

    /** The links most worth a look, with where else both spots may go or come from. */
    public int[] writeDoubtful(int most) {
        int[] doubtful = result.doubtful(most);
        List<String> header = List.of("from", "to", "frame", "probability", "gain", "other_sources", "other_targets");
        folder.writeCsv("doubtful.csv", header, rows -> {
            for (int e : doubtful) {
                rows.add(
                        id(result.source(e)),
                        id(result.target(e)),
                        result.spots().frame(result.target(e)),
                        number(result.probability(e)),
                        number(result.gain(e)),
                        others(e, result.into(result.target(e)), true),
                        others(e, result.from(result.source(e)), false));
            }
        });
        return doubtful;
    }

    private String others(int e, int[] links, boolean sources) {
        StringBuilder text = new StringBuilder();
        for (int other : links) {
            if (other != e && result.probability(other) >= LEAST) {
                text.append(text.isEmpty() ? "" : " ")
                        .append(id(sources ? result.source(other) : result.target(other)))
                        .append(':')
                        .append(String.format(Locale.ROOT, "%.3f", result.probability(other)));
            }
        }
        return text.toString();
    }

    /** What was learned and how sure it is. */
    public void writeSummary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("spots", result.spots().size());
        summary.put("frames", result.spots().frames());
        summary.put("candidates", result.links());
        summary.put("links", result.likely().length);
        summary.put("tracks", result.tracks());
        summary.put("learned", result.model().parameters());
        summary.put("warnings", result.warnings());
        summary.put("bound", result.bound());
        summary.put("settled", result.settled());
        summary.put("linksByMethod", result.methods());
        summary.put("meanErrorOfPropagation", result.corrections()[0]);
        summary.put("largestErrorOfPropagation", result.corrections()[1]);
        folder.writeJson("track.json", summary);
    }
}
