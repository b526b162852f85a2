package io.permvi.applications.rankings;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.ranking.PairMistakes;
import io.permvi.relaxations.ranking.RankingData;
import io.permvi.relaxations.ranking.RankingSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rankings of a file.
 *
 * @param path of the file
 * @param format in words
 * @param items their names
 * @param ballots what the assessors said
 * @param notices what was taken to mean what, for the user
 */
public record RankingFile(Path path, String format, List<String> items, List<Ballot> ballots, List<String> notices) {
    /** Copies the lists. */
    public RankingFile {
        items = List.copyOf(items);
        ballots = List.copyOf(ballots);
        notices = List.copyOf(notices);
    }

    /**
     * Reads a file of any of the known formats, which its first lines tell.
     *
     * @throws InputException in one sentence with file and line when it cannot be read
     */
    public static RankingFile read(Path path, ReadingChoices choices) {
        if (!Files.isRegularFile(path)) {
            throw new InputException(path + ": no such file");
        }
        RankingFile file = PrefLibReader.recognizes(path) ? PrefLibReader.read(path) : CsvRankings.read(path, choices);
        if (choices.ties() == ReadingChoices.Ties.REFUSE) {
            file.ballots().stream().filter(Ballot::hasTies).findFirst().ifPresent(ballot -> {
                throw new InputException(path + ", line " + ballot.line()
                        + ": items are tied; say what that means: --ties unknown-order or --ties model");
            });
        }
        return file;
    }

    /** The number of rankings. */
    public long total() {
        return ballots.stream().mapToLong(Ballot::count).sum();
    }

    /** Whether an assessor left items out of a ranking. */
    public boolean hasUnlisted() {
        return ballots.stream().anyMatch(b -> b.kind() != Ballot.Kind.PAIRS && b.listed() < items.size());
    }

    private boolean isUnseen(ReadingChoices choices) {
        return choices.unlisted()
                .filter(u -> u == ReadingChoices.Unlisted.UNSEEN)
                .isPresent();
    }

    /** What was decided for the user, to be printed. */
    public List<String> notices(ReadingChoices choices) {
        List<String> all = new ArrayList<>(notices);
        if (hasUnlisted() && choices.unlisted().isEmpty()) {
            all.add(
                    hasFixedRanks()
                            ? "blank ranks may be any that are left, given ranks stay; where they were never seen, say --unlisted unseen"
                            : "items that are not listed stand below those that are; where they were never seen, say --unlisted unseen");
        }
        if (ballots.stream().anyMatch(Ballot::hasTies) && choices.ties() == ReadingChoices.Ties.UNKNOWN_ORDER) {
            all.add("tied items have an order that is not known; other meanings: --ties model, --ties refuse");
        }
        return all;
    }

    private boolean hasFixedRanks() {
        return ballots.stream().anyMatch(b -> b.kind() == Ballot.Kind.RANKS && b.listed() < items.size());
    }

    /**
     * The rankings as sets of complete rankings that agree with them.
     *
     * @throws InputException when comparisons of an assessor go in a circle
     */
    public RankingData data(ReadingChoices choices) {
        return RankingData.of(
                items.size(), sets(choices), ballots.stream().map(Ballot::count).toList());
    }

    private List<RankingSet> sets(ReadingChoices choices) {
        boolean unseen = isUnseen(choices);
        return ballots.stream().map(ballot -> set(ballot, unseen)).toList();
    }

    /** Of each ballot, the index of its set in {@link #data}. */
    public int[] setOfBallots(ReadingChoices choices) {
        Map<RankingSet, Integer> index = new HashMap<>();
        return sets(choices).stream()
                .mapToInt(set -> {
                    index.putIfAbsent(set, index.size());
                    return index.get(set);
                })
                .toArray();
    }

    /** The assessors, about whose rankings nothing is certain: for {@link #mistakes}. */
    public RankingData openData() {
        RankingSet open = RankingSet.pairs(items.size(), List.of());
        return new RankingData(
                items.size(), Collections.nCopies(ballots.size(), open), Collections.nCopies(ballots.size(), 1L));
    }

    /**
     * Comparisons that may be mistaken, one table for each assessor.
     *
     * @throws InputException when an assessor did not compare pairs, or a pair came out even
     */
    public PairMistakes mistakes(PairMistakes.Kind kind) {
        List<int[][]> wins = new ArrayList<>();
        for (Ballot ballot : ballots) {
            if (ballot.kind() != Ballot.Kind.PAIRS || !ballot.ties().isEmpty() || ballot.count() != 1) {
                throw new InputException(
                        path + ", line " + ballot.line()
                                + ": mistakes are modeled of assessors who compared pairs, without ties; use --pair-errors none");
            }
            int[][] own = new int[items.size()][items.size()];
            ballot.pairs().forEach(pair -> own[pair[0]][pair[1]]++);
            wins.add(own);
        }
        return new PairMistakes(kind, wins);
    }

    private RankingSet set(Ballot ballot, boolean unseen) {
        int n = items.size();
        if (ballot.kind() == Ballot.Kind.PAIRS) {
            try {
                return RankingSet.pairs(n, ballot.pairs());
            } catch (IllegalArgumentException e) {
                throw new InputException(path + ": the comparisons of assessor " + ballot.assessor()
                        + " go in a circle, so no ranking agrees with them; circles need a model of mistakes:"
                        + " --pair-errors bernoulli, or --model plackett-luce, which compares pairs one by one");
            }
        }
        if (ballot.kind() == Ballot.Kind.RANKS && !unseen && !ballot.hasTies() && ballot.listed() < n) {
            int[] places = new int[n];
            for (int i = 0; i < n; i++) {
                places[i] = ballot.ranks()[i] - 1;
            }
            return RankingSet.places(places);
        }
        return RankingSet.groups(n, ballot.groups(), !unseen);
    }

    /** Items that no assessor ranked or compared. */
    public List<String> neverRanked() {
        Set<Integer> seen = new LinkedHashSet<>();
        for (Ballot ballot : ballots) {
            for (List<int[]> lists : List.of(ballot.groups(), ballot.pairs(), ballot.ties())) {
                for (int[] list : lists) {
                    for (int item : list) {
                        seen.add(item);
                    }
                }
            }
        }
        List<String> never = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            if (!seen.contains(i)) {
                never.add(items.get(i));
            }
        }
        return never;
    }
}
