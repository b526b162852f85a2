package io.permvi.applications.heads;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import io.permvi.inference.fields.KnownMatches;
import io.permvi.relaxations.permutation.Matching;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names that a person has confirmed, each of a point of a head. They come from the column {@code confirmed} of the
 * head's own file, or from a table {@code point, neuron} with a column {@code worm} where it is about several heads. A
 * dash confirms that a point is no neuron.
 *
 * @param source what to call the table or file in messages
 * @param ofPoint the name of each confirmed point, from 0; a dash for none
 */
public record KnownNames(String source, Map<Integer, String> ofPoint) {
    /** What stands for a point that is no neuron. */
    public static final String NO_NEURON = "-";

    /** Copies the map in the order of the points. */
    public KnownNames {
        ofPoint = new TreeMap<>(ofPoint);
    }

    /** Nothing is confirmed. */
    public static KnownNames none() {
        return new KnownNames("", Map.of());
    }

    /**
     * Reads a table of confirmed names.
     *
     * @param file columns point (from 1), neuron, and worm where there are several heads
     * @param heads that it may be about
     * @return names by head; no entry where none is confirmed
     * @throws InputException when a point is there twice, or a row is about no head
     */
    public static Map<String, KnownNames> read(Path file, List<Head> heads) {
        Map<String, Head> byId = new HashMap<>();
        heads.forEach(head -> byId.put(head.id(), head));
        Map<String, Map<Integer, String>> names = new LinkedHashMap<>();
        boolean[] hasWorm = new boolean[1];
        CsvTable.read(file, List.of("point", "neuron"), header -> hasWorm[0] = header.contains("worm"), row -> {
            if (!hasWorm[0] && heads.size() != 1) {
                throw new InputException(
                        file + ": there are " + heads.size() + " heads, so a column 'worm' must say which is meant");
            }
            String id = hasWorm[0] ? row.requiredText("worm") : heads.get(0).id();
            Head head = byId.get(id);
            if (head == null) {
                throw row.mistake("worm", "is '" + id + "', but no such head is named");
            }
            int point = row.integer("point", 1, head.size()) - 1;
            String name = HeadFile.plainName(row.text("neuron"));
            String before = name.isEmpty()
                    ? null
                    : names.computeIfAbsent(id, i -> new TreeMap<>()).put(point, name);
            if (before != null) {
                throw row.mistake("point", "is there twice, as " + before + " and as " + name);
            }
        });
        Map<String, KnownNames> known = new LinkedHashMap<>();
        names.forEach((id, ofHead) -> known.put(id, new KnownNames(file.toString(), ofHead)));
        return known;
    }

    /**
     * These and the other names.
     *
     * @throws InputException when a point has two of them
     */
    public KnownNames and(KnownNames other) {
        Map<Integer, String> all = new TreeMap<>(ofPoint);
        other.ofPoint.forEach((point, name) -> {
            String before = all.put(point, name);
            if (before != null && !before.equals(name)) {
                throw new InputException("point " + (point + 1) + " is " + before + " in " + source + " and " + name
                        + " in " + other.source + "; take one of them out");
            }
        });
        return new KnownNames(source.isEmpty() ? other.source : source, all);
    }

    /**
     * What they say of the points of a head.
     *
     * @param names the neurons of the atlas
     * @throws InputException when a name is none of the atlas, or two points have one name
     */
    public KnownMatches matches(int points, List<String> names) {
        Map<String, Integer> pointOfName = new HashMap<>();
        Map<Integer, Integer> known = new TreeMap<>();
        ofPoint.forEach((point, name) -> {
            if (name.equals(NO_NEURON)) {
                known.put(point, Matching.UNMATCHED);
                return;
            }
            Integer other = pointOfName.put(name, point);
            if (other != null) {
                throw new InputException(
                        source + ": points " + (other + 1) + " and " + (point + 1) + " are both confirmed as " + name);
            }
            known.put(point, placeOf(point, name, names));
        });
        return KnownMatches.of(points, known);
    }

    private int placeOf(int point, String name, List<String> names) {
        int place = names.indexOf(name);
        if (place < 0) {
            Optional<String> near = names.stream()
                    .filter(known -> known.startsWith(name) || name.startsWith(known))
                    .findFirst();
            throw new InputException(source + ": point " + (point + 1) + " is confirmed as '" + name
                    + "', which the atlas does not have"
                    + near.map(n -> " (it has " + n + ")").orElse("")
                    + "; write " + NO_NEURON + " where a point is none of its neurons");
        }
        return place;
    }
}
