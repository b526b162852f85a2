package io.permvi.applications.rankings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * What is in a file of rankings, without any model.
 *
 * @param rankings how many
 * @param distinct how many different lines
 * @param complete how many rank all items without ties
 * @param ties how many have ties
 * @param assessorsInCircles how many assessors contradict themselves in comparisons
 * @param items a row for each item
 * @param before how often the row item was ranked before the column item
 * @param groups items that comparisons connect; more than one cannot be put into one order
 */
public record Description(
        long rankings,
        int distinct,
        long complete,
        long ties,
        int assessorsInCircles,
        List<Item> items,
        long[][] before,
        List<List<String>> groups) {

    /**
     * An item.
     *
     * @param item its name
     * @param ranked how often it was ranked or compared
     * @param first how often it was first, alone or with others
     * @param meanRank its mean rank where it was ranked, ties at their middle; NaN where never
     * @param wins comparisons it won, each ranking counted as all of its pairs
     * @param losses comparisons it lost
     */
    public record Item(String item, long ranked, long first, double meanRank, long wins, long losses) {}

    /** Counts. */
    public static Description of(RankingFile file) {
        int n = file.items().size();
        long[][] before = new long[n][n];
        boolean[][] met = new boolean[n][n];
        long[] ranked = new long[n];
        long[] first = new long[n];
        double[] sums = new double[n];
        for (Ballot ballot : file.ballots()) {
            addGroups(ballot, before, met, first, sums, ranked);
            addPairs(ballot, before, met, ranked);
        }
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            int item = i;
            long losses = Arrays.stream(before).mapToLong(row -> row[item]).sum();
            boolean hasRanks = sums[i] > 0;
            items.add(new Item(
                    file.items().get(i),
                    ranked[i],
                    first[i],
                    hasRanks ? sums[i] / ranked[i] : Double.NaN,
                    Arrays.stream(before[i]).sum(),
                    losses));
        }
        return new Description(
                file.total(),
                file.ballots().size(),
                count(file, b -> b.kind() != Ballot.Kind.PAIRS && b.listed() == n && !b.hasTies()),
                count(file, Ballot::hasTies),
                (int) file.ballots().stream().filter(b -> isCircular(b, n)).count(),
                items,
                before,
                groups(file.items(), met));
    }

    private static long count(RankingFile file, Predicate<Ballot> which) {
        return file.ballots().stream().filter(which).mapToLong(Ballot::count).sum();
    }

    private static void addGroups(
            Ballot ballot, long[][] before, boolean[][] met, long[] first, double[] sums, long[] ranked) {
        int above = 0;
        Set<Integer> better = new LinkedHashSet<>();
        for (int[] group : ballot.groups()) {
            for (int item : group) {
                ranked[item] += ballot.count();
                first[item] += above == 0 ? ballot.count() : 0;
                sums[item] += ballot.count() * (above + (group.length + 1) / 2.0);
                better.forEach(other -> before[other][item] += ballot.count());
                better.forEach(other -> meet(met, other, item));
                meet(met, group[0], item);
            }
            Arrays.stream(group).forEach(better::add);
            above += group.length;
        }
    }

    private static void meet(boolean[][] met, int a, int b) {
        met[a][b] = true;
        met[b][a] = true;
    }

    private static void addPairs(Ballot ballot, long[][] before, boolean[][] met, long... ranked) {
        for (int[] pair : ballot.pairs()) {
            before[pair[0]][pair[1]] += ballot.count();
        }
        for (List<int[]> list : List.of(ballot.pairs(), ballot.ties())) {
            for (int[] pair : list) {
                ranked[pair[0]] += ballot.count();
                ranked[pair[1]] += ballot.count();
                meet(met, pair[0], pair[1]);
            }
        }
    }

    /** Whether no order agrees with the comparisons: items that nobody left beats are taken away until none is. */
    private static boolean isCircular(Ballot ballot, int n) {
        boolean[] gone = new boolean[n];
        boolean changed = true;
        while (changed) {
            boolean[] beaten = new boolean[n];
            ballot.pairs().stream().filter(p -> !gone[p[0]]).forEach(p -> beaten[p[1]] = true);
            changed = false;
            for (int i = 0; i < n; i++) {
                changed |= !gone[i] && !beaten[i];
                gone[i] |= !beaten[i];
            }
        }
        return IntStream.range(0, n).anyMatch(i -> !gone[i]);
    }

    private static List<List<String>> groups(List<String> names, boolean[][] met) {
        boolean[] seen = new boolean[names.size()];
        List<List<String>> groups = new ArrayList<>();
        for (int start = 0; start < seen.length; start++) {
            if (!seen[start]) {
                List<Integer> group = new ArrayList<>(List.of(start));
                seen[start] = true;
                for (int k = 0; k < group.size(); k++) {
                    for (int j = 0; j < seen.length; j++) {
                        if (!seen[j] && met[group.get(k)][j]) {
                            seen[j] = true;
                            group.add(j);
                        }
                    }
                }
                groups.add(group.stream().sorted().map(names::get).toList());
            }
        }
        return groups;
    }
}
