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
import java.util.stream.IntStream;

/**
 * The true links between spots, and which spots it knows.
 *
 * @param links source and target of each, as numbers of spots
 * @param known by spot
 */
public record TrackTruth(List<int[]> links, boolean[] known) {

    /** Whether the truth knows both ends of a link. */
    public boolean judges(int source, int target) {
        return known[source] && known[target];
    }

    private static Map<String, Integer> numbers(Spots spots) {
        Map<String, Integer> numbers = new HashMap<>();
        IntStream.range(0, spots.size()).forEach(i -> numbers.put(spots.id(i), i));
        return numbers;
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
        if (header.contains("from") && header.contains("to")) {
            return readLinks(file, spots);
        }
        if (header.contains("id") && header.contains("track")) {
            return readLabels(file, spots);
        }
        throw new InputException(file + ": a truth has columns from and to, or id and track; the header has " + header);
    }

    private static TrackTruth readLinks(Path file, Spots spots) {
        Map<String, Integer> numbers = numbers(spots);
        boolean[] known = new boolean[spots.size()];
        Arrays.fill(known, true);
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
        return new TrackTruth(links, known);
    }

    private static TrackTruth readLabels(Path file, Spots spots) {
        Map<String, Integer> numbers = numbers(spots);
        boolean[] known = new boolean[spots.size()];
        Map<String, List<Integer>> tracks = new TreeMap<>();
        UniqueKey unique = new UniqueKey("id");
        boolean[] met = {false};
        CsvTable.read(file, List.of("id", "track"), row -> {
            unique.add(row);
            met[0] |= numbers.containsKey(row.text("id"));
            Integer spot = numbers.get(row.requiredText("id"));
            if (spot != null && !row.requiredText("track").equals("-1")) {
                known[spot] = true;
                tracks.computeIfAbsent(row.text("track"), name -> new ArrayList<>())
                        .add(spot);
            }
        });
        requireMet(file, met[0]);
        List<int[]> links = new ArrayList<>();
        tracks.values().forEach(track -> {
            List<Integer> inOrder = track.stream().sorted().toList();
            for (int k = 1; k < inOrder.size(); k++) {
                if (spots.time(inOrder.get(k)) > spots.time(inOrder.get(k - 1))) {
                    links.add(new int[] {inOrder.get(k - 1), inOrder.get(k)});
                }
            }
        });
        return new TrackTruth(links, known);
    }

    private static void requireMet(Path file, boolean met) {
        if (!met) {
            throw new InputException(file + ": names no spot of the recording; a truth has the ids of its spots");
        }
    }

    /** The same where another file says which spots are annotated. */
    public TrackTruth knownAs(TrackTruth labels) {
        return new TrackTruth(links, labels.known);
    }
}
