package io.permvi.applications.rankings;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table with a column for each item that holds its rank in each row; blank where it was not ranked. */
final class RankMatrix {
    private static final Set<String> NO_ITEMS =
            Set.of("count", "assessor", "user", "race", "voter", "season", "timepoint");

    private final Path path;
    private final List<String> columns;
    private final List<CsvTable.Row> rows;
    private final ReadingChoices choices;
    private final List<String> notices = new ArrayList<>();

    RankMatrix(Path path, List<String> columns, List<CsvTable.Row> rows, ReadingChoices choices) {
        this.path = path;
        this.columns = columns;
        this.rows = rows;
        this.choices = choices;
    }

    RankingFile read() {
        List<String> names = choices.items().isEmpty() ? guessed() : choices.items();
        Map<String, List<String>> several = severalRankings(names);
        List<Ballot> ballots = new ArrayList<>();
        if (several.isEmpty()) {
            rows.forEach(row -> ballots.add(ballot(row, names, "")));
            return new RankingFile(path, "CSV, ranks", names, ballots, notices);
        }
        List<String> items = several.values().iterator().next();
        notices.add(several.size() + " rankings in each row: " + String.join(", ", several.keySet()));
        several.forEach((prefix, suffixes) -> rows.forEach(row -> {
            List<String> own = items.stream().map(item -> prefix + "_" + item).toList();
            Ballot ballot = ballot(row, own, " " + prefix);
            if (ballot.listed() > 0) {
                ballots.add(ballot);
            }
        }));
        return new RankingFile(path, "CSV, several rankings a row", items, ballots, notices);
    }

    /** The columns that can be ranks: all cells are blank or whole numbers up to the number of such columns. */
    private List<String> guessed() {
        List<String> candidates = new ArrayList<>(columns.stream()
                .filter(c -> !NO_ITEMS.contains(c) && !choices.covariates().contains(c))
                .toList());
        Set<String> dropped = new LinkedHashSet<>();
        int before;
        do {
            before = candidates.size();
            int most = before;
            candidates.stream().filter(c -> !holdsRanks(c, most)).forEach(dropped::add);
            candidates.removeAll(dropped);
        } while (candidates.size() < before);
        List<String> items = severalRankings(candidates).isEmpty() ? leadingRankings(candidates) : candidates;
        candidates.stream().filter(c -> !items.contains(c)).forEach(dropped::add);
        if (items.size() < 2) {
            throw new InputException(
                    path + ": no two columns hold ranks, which are whole numbers from 1 to the number of items;"
                            + " columns are " + columns
                            + "; --items names those that are items, --orderings says that cells are items");
        }
        if (!dropped.isEmpty()) {
            notices.add("columns that are no ranks are passed over: " + String.join(", ", dropped)
                    + "; --items names the columns that are items");
        }
        return items;
    }

    private boolean holdsRanks(String column, int most) {
        return rows.stream()
                .map(row -> row.text(column))
                .allMatch(cell ->
                        CsvRankings.isBlank(cell) || cell.matches("\\d{1,6}") && Integer.parseInt(cell) <= most);
    }

    /** The longest start of the columns whose rows are all complete rankings of it; all columns where there is none. */
    private List<String> leadingRankings(List<String> candidates) {
        for (int size = candidates.size() - 1; size >= 3; size--) {
            List<String> start = candidates.subList(0, size);
            if (rows.stream().allMatch(row -> isRanking(row, start))) {
                return List.copyOf(start);
            }
        }
        return candidates;
    }

    private static boolean isRanking(CsvTable.Row row, List<String> items) {
        boolean[] seen = new boolean[items.size() + 1];
        for (String item : items) {
            String cell = row.text(item);
            int rank = CsvRankings.isBlank(cell) ? 0 : Integer.parseInt(cell);
            if (rank < 1 || rank > items.size() || seen[rank]) {
                return false;
            }
            seen[rank] = true;
        }
        return true;
    }

    /** Names like {@code 2007_FR, 2007_DE, 2008_FR, ..}: the items by what they are of; empty where it is not so. */
    private Map<String, List<String>> severalRankings(List<String> names) {
        Map<String, List<String>> byPrefix = new LinkedHashMap<>();
        for (String name : names) {
            int at = name.indexOf('_');
            if (at < 1) {
                return Map.of();
            }
            byPrefix.computeIfAbsent(name.substring(0, at), key -> new ArrayList<>())
                    .add(name.substring(at + 1));
        }
        boolean same = byPrefix.values().stream().map(TreeSet::new).distinct().count() == 1;
        return same && byPrefix.size() > 1 && byPrefix.size() < names.size() ? byPrefix : Map.of();
    }

    private Ballot ballot(CsvTable.Row row, List<String> names, String suffix) {
        double[] values = blanks(names.size());
        int[] ranks = new int[names.size()];
        for (int i = 0; i < values.length; i++) {
            if (!CsvRankings.isBlank(row.text(names.get(i)))) {
                ranks[i] = row.integer(names.get(i), 0, names.size());
                values[i] = ranks[i];
            }
        }
        if (Arrays.stream(values).anyMatch(v -> v == 0)) {
            notices.add("row " + row.number() + " has a rank of 0; only the order of its ranks is read");
            return Ballot.ofGroups(
                    CsvRankings.assessor(columns, row) + suffix,
                    groups(values),
                    CsvRankings.count(columns, row),
                    row.number() + 1);
        }
        String who = CsvRankings.assessor(columns, row) + suffix;
        return Ballot.ofRanks(who, groups(values), ranks, CsvRankings.count(columns, row), row.number() + 1);
    }

    static double[] blanks(int n) {
        double[] values = new double[n];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    /** Items by value, the smallest first, equal ones together, NaN left out. */
    static List<int[]> groups(double... values) {
        Map<Double, List<Integer>> byValue = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            if (!Double.isNaN(values[i])) {
                byValue.computeIfAbsent(values[i], key -> new ArrayList<>()).add(i);
            }
        }
        return byValue.values().stream()
                .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
                .toList();
    }
}
