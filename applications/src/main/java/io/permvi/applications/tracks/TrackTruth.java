package io.permvi.applications.tracks;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.applications.files.UniqueKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The true links between spots, and which spots it knows.
 *
 * @param links source and target of each, as numbers of spots
 * @param known by spot
 */
public record TrackTruth(List<int[]> links, boolean[] known) {

    /** A truth that knows all spots. */
    static TrackTruth ofAll(List<int[]> links, int spots) {
        boolean[] known = new boolean[spots];
        Arrays.fill(known, true);
        return new TrackTruth(links, known);
    }

    /** Whether the truth knows both ends of a link. */
    public boolean judges(int source, int target) {
        return known[source] && known[target];
    }

    /** The same where another file says which spots are annotated. */
    public TrackTruth knownAs(TrackTruth labels) {
        return new TrackTruth(links, labels.known);
    }

    /**
     * Reads links (columns from and to), or labels (columns id and track, -1 where it is not known), from which a link
     * goes from each spot of a track to the next.
     *
     * @throws InputException when the file has neither, names no spot, labels one twice, or has two links into one
     */
    public static TrackTruth read(Path file, Spots spots) {
        List<String> header = new ArrayList<>();
        CsvTable.read(file, List.of(), header::addAll, row -> {});
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.range(0, spots.size()).forEach(i -> numbers.put(spots.id(i), i));
        if (header.containsAll(List.of("from", "to"))) {
            return readLinks(file, spots, numbers);
        }
        if (header.containsAll(List.of("id", "track"))) {
            return readLabels(file, spots, numbers);
        }
        throw new InputException(file + ": a truth has columns from and to, or id and track; the header has " + header);
    }

    private static TrackTruth readLinks(Path file, Spots spots, Map<String, Integer> numbers) {
        List<int[]> links = new ArrayList<>();
        boolean[] taken = new boolean[spots.size()];
        boolean[] met = {false};
        CsvTable.read(file, List.of("from", "to"), row -> {
            Integer from = numbers.get(row.requiredText("from"));
            Integer to = numbers.get(row.requiredText("to"));
            // spots may have been left out, and the links at them with them
            met[0] |= from != null || to != null;
            if (from != null && to != null) {
                if (spots.time(from) >= spots.time(to)) {
                    throw row.mistake("to", "must be in a later frame than 'from'");
                }
                if (taken[to]) {
                    throw row.mistake("to", "has a second link into it: " + row.text("to"));
                }
                taken[to] = true;
                links.add(new int[] {from, to});
            }
        });
        requireMet(file, met[0]);
        return ofAll(links, spots.size());
    }

    private static TrackTruth readLabels(Path file, Spots spots, Map<String, Integer> numbers) {
        boolean[] known = new boolean[spots.size()];
        Map<String, TreeSet<Integer>> tracks = new TreeMap<>();
        UniqueKey unique = new UniqueKey("id");
        boolean[] met = {false};
        CsvTable.read(file, List.of("id", "track"), row -> {
            unique.add(row);
            Integer spot = numbers.get(row.requiredText("id"));
            met[0] |= spot != null;
            if (spot != null && !row.requiredText("track").equals("-1")) {
                known[spot] = true;
                tracks.computeIfAbsent(row.text("track"), name -> new TreeSet<>())
                        .add(spot);
            }
        });
        requireMet(file, met[0]);
        List<int[]> links = new ArrayList<>();
        for (TreeSet<Integer> track : tracks.values()) {
            for (int spot : track) {
                Integer before = track.lower(spot);
                if (before != null && spots.time(spot) > spots.time(before)) {
                    links.add(new int[] {before, spot});
                }
            }
        }
        return new TrackTruth(links, known);
    }

    private static void requireMet(Path file, boolean met) {
        if (!met) {
            throw new InputException(file + ": names no spot of the recording; a truth has the ids of its spots");
        }
    }
}
