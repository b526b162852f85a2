package io.permvi.applications.link;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.UniqueKey;
import io.permvi.relaxations.sparse.SparseScores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToIntBiFunction;

/**
 * Pairs that a person has judged.
 *
 * @param pairs of record numbers, first file and second file
 * @param links whether each is a link
 */
public record Labels(List<int[]> pairs, List<Boolean> links) {
    /** The log weight that an answer puts on a pair, one way or the other. */
    private static final double CERTAIN = 50;

    private static final Set<String> YES = Set.of("1", "yes", "true", "y", "link");
    private static final Set<String> NO = Set.of("0", "no", "false", "n");

    /** None. */
    public static Labels none() {
        return new Labels(List.of(), List.of());
    }

    /**
     * Reads columns a, b and link (yes or no); rows without an answer are passed over, so that review.csv can be filled in.
     *
     * @throws io.permvi.applications.files.InputException when an id is unknown, an answer is neither yes nor no, a pair is
     *     judged twice, or a record is linked to two
     */
    public static Labels read(Path file, Records a, Records b) {
        ToIntBiFunction<CsvTable.Row, String> numbersA = a.numbers();
        ToIntBiFunction<CsvTable.Row, String> numbersB = b.numbers();
        Labels labels = new Labels(new ArrayList<>(), new ArrayList<>());
        UniqueKey judged = new UniqueKey("a", "b");
        UniqueKey linkedA = new UniqueKey("a");
        UniqueKey linkedB = new UniqueKey("b");
        CsvTable.read(file, List.of("a", "b", "link"), row -> {
            String answer = Value.plain(row.text("link"));
            if (answer.isEmpty()) {
                return;
            }
            if (!YES.contains(answer) && !NO.contains(answer)) {
                throw row.mistake("link", "must be yes or no, got '" + answer + "'");
            }
            judged.add(row);
            if (YES.contains(answer)) {
                linkedA.add(row);
                linkedB.add(row);
            }
            labels.pairs.add(new int[] {numbersA.applyAsInt(row, "a"), numbersB.applyAsInt(row, "b")});
            labels.links.add(YES.contains(answer));
        });
        return labels;
    }

    /** These and others; where both judge a pair, the others count. */
    public Labels and(Labels others) {
        List<int[]> allPairs = new ArrayList<>(pairs);
        allPairs.addAll(others.pairs);
        List<Boolean> allLinks = new ArrayList<>(links);
        allLinks.addAll(others.links);
        return new Labels(allPairs, allLinks);
    }

    /** Candidates with the judged pairs among them. */
    CandidatePairs among(CandidatePairs candidates) {
        if (pairs.stream().allMatch(pair -> candidates.contains(pair[0], pair[1]))) {
            return candidates;
        }
        PairSet all = new PairSet();
        for (int e = 0; e < candidates.count(); e++) {
            all.add(candidates.a()[e], candidates.b()[e]);
        }
        pairs.forEach(pair -> all.add(pair[0], pair[1]));
        return all.toList();
    }

    /** By candidate pair, the log weight that its answer adds, 0 without one. */
    double[] weights(SparseScores candidates) {
        double[] weights = new double[candidates.pairs()];
        for (int k = 0; k < links.size(); k++) {
            weights[candidates.pair(pairs.get(k)[0], pairs.get(k)[1])] = links.get(k) ? CERTAIN : -CERTAIN;
        }
        return weights;
    }
}
