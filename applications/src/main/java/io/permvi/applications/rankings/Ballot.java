package io.permvi.applications.rankings;

import java.util.List;

/**
 * What one assessor, or several of them, said, as it stands in the file. Items count from 0.
 *
 * @param assessor who; a number where the file has no name
 * @param kind what the rest means
 * @param groups of {@code GROUPS} and {@code RANKS}: items from the best, those of a group tied
 * @param ranks of {@code RANKS}: the rank of each item from 1, 0 where blank; else empty
 * @param pairs of {@code PAIRS}: the better item, then the other
 * @param ties of {@code PAIRS}: pairs that came out even
 * @param count how many said so
 * @param line where it stands in the file, from 1
 */
public record Ballot(
        String assessor,
        Kind kind,
        List<int[]> groups,
        int[] ranks,
        List<int[]> pairs,
        List<int[]> ties,
        long count,
        long line) {

    /** How an assessor spoke. */
    public enum Kind {
        /** Items in order. */
        GROUPS,
        /** A rank for each item, or none. */
        RANKS,
        /** Comparisons of two items. */
        PAIRS
    }

    static Ballot ofGroups(String assessor, List<int[]> groups, long count, long line) {
        return new Ballot(assessor, Kind.GROUPS, List.copyOf(groups), new int[0], List.of(), List.of(), count, line);
    }

    static Ballot ofRanks(String assessor, List<int[]> groups, int[] ranks, long count, long line) {
        return new Ballot(assessor, Kind.RANKS, List.copyOf(groups), ranks, List.of(), List.of(), count, line);
    }

    static Ballot ofPairs(String assessor, List<int[]> pairs, List<int[]> ties, long count, long line) {
        return new Ballot(
                assessor, Kind.PAIRS, List.of(), new int[0], List.copyOf(pairs), List.copyOf(ties), count, line);
    }

    /** The number of items that were ranked. */
    public int listed() {
        return groups.stream().mapToInt(group -> group.length).sum();
    }

    /** Whether two items are at the same rank, or a pair came out even. */
    public boolean hasTies() {
        return !ties.isEmpty() || groups.stream().anyMatch(group -> group.length > 1);
    }
}
