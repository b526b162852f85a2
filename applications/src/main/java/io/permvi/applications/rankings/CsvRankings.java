package io.permvi.applications.rankings;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Rankings in CSV tables: which of the layouts a table has is told by its columns. */
final class CsvRankings {
    private static final List<String> ASSESSORS = List.of("assessor", "user", "race", "voter", "season");
    private static final String COUNT = "count";
    /** What an assessor compared is kept one by one. */
    private static final int MOST_COMPARISONS = 1_000_000;

    private final Path path;
    private final ReadingChoices choices;
    private final List<String> columns = new ArrayList<>();
    private final List<CsvTable.Row> rows = new ArrayList<>();

    private CsvRankings(Path path, ReadingChoices choices) {
        this.path = path;
        this.choices = choices;
        CsvTable.read(path, List.of(), columns::addAll, rows::add);
        if (rows.isEmpty()) {
            throw new InputException(path + ": the table has no row");
        }
        for (String item : choices.items()) {
            if (!columns.contains(item)) {
                throw new InputException(path + ": --items names '" + item + "', which is no column of it");
            }
        }
        long different = choices.items().stream().distinct().count();
        if (different < choices.items().size() || different == 1) {
            throw new InputException(
                    path + ": --items must name two items or more, none twice, got " + choices.items());
        }
    }

    static RankingFile read(Path path, ReadingChoices choices) {
        return new CsvRankings(path, choices).read();
    }

    private RankingFile read() {
        if (has("top_item", "bottom_item")) {
            return pairs("top_item", "bottom_item");
        }
        if (has("winner", "loser")) {
            return pairs("winner", "loser");
        }
        if (has("i", "j", "w_ij", "w_ji")) {
            return countedPairs();
        }
        if (has("item", "rank") || has("item", "score")) {
            return longTable();
        }
        if (has("best", "worst")) {
            return bestAndWorst();
        }
        List<String> places = columns.stream()
                .filter(c -> c.matches("(?i)(rank|place)[ _]?\\d+"))
                .toList();
        if (choices.orderings() || places.size() > 1) {
            return orderings(places.size() > 1 ? places : itemColumns());
        }
        return new RankMatrix(path, columns, rows, choices).read();
    }

    private boolean has(String... names) {
        return choices.items().isEmpty() && columns.containsAll(List.of(names));
    }

    private List<String> itemColumns() {
        if (!choices.items().isEmpty()) {
            return choices.items();
        }
        return columns.stream()
                .filter(c -> !c.equals(COUNT)
                        && !ASSESSORS.contains(c)
                        && !choices.covariates().contains(c))
                .toList();
    }

    /** Who a row is of: the first column that names assessors, else its number. */
    static String assessor(List<String> columns, CsvTable.Row row) {
        return ASSESSORS.stream()
                .filter(columns::contains)
                .findFirst()
                .map(row::text)
                .orElseGet(() -> String.valueOf(row.number()));
    }

    static long count(List<String> columns, CsvTable.Row row) {
        return columns.contains(COUNT) ? row.integer(COUNT, 1, Integer.MAX_VALUE) : 1;
    }

    /** Names of items in the order of their numbers where all are numbers, else as they come. */
    private List<String> names(String... itemColumns) {
        TreeSet<String> names = new TreeSet<>(CsvRankings::compareNames);
        for (CsvTable.Row row : rows) {
            for (String column : itemColumns) {
                if (!isBlank(row.text(column))) {
                    names.add(row.text(column));
                }
            }
        }
        if (names.size() < 2) {
            throw new InputException(path + ": rankings need at least two items, got " + names);
        }
        return List.copyOf(names);
    }

    private static int compareNames(String a, String b) {
        boolean numbers = a.matches("\\d{1,9}") && b.matches("\\d{1,9}");
        return numbers ? Integer.compare(Integer.parseInt(a), Integer.parseInt(b)) : a.compareTo(b);
    }

    static boolean isBlank(String cell) {
        return cell.isEmpty() || cell.equals("NA");
    }

    private static Map<String, Integer> numbers(List<String> names) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        names.forEach(name -> numbers.put(name, numbers.size()));
        return numbers;
    }

    /** What the rows of one assessor say together. */
    private record Comparisons(List<int[]> pairs, List<int[]> ties, long line) {}

    private RankingFile pairs(String better, String worse) {
        List<String> names = names(better, worse);
        Map<String, Integer> numbers = numbers(names);
        boolean marked = columns.contains("tie");
        Map<String, Comparisons> byAssessor = new LinkedHashMap<>();
        for (CsvTable.Row row : rows) {
            int[] pair = pair(row, better, worse, numbers);
            boolean tied = marked && List.of("1", "true", "yes").contains(row.text("tie"));
            Comparisons all = byAssessor.computeIfAbsent(
                    assessor(columns, row),
                    key -> new Comparisons(new ArrayList<>(), new ArrayList<>(), row.number() + 1));
            long count = count(columns, row);
            if (count + all.pairs().size() + all.ties().size() > MOST_COMPARISONS) {
                throw row.mistake(
                        COUNT,
                        "makes more than " + MOST_COMPARISONS
                                + " comparisons of one assessor; larger numbers are read from"
                                + " columns i, j, w_ij and w_ji");
            }
            for (long k = count; k > 0; k--) {
                (tied ? all.ties() : all.pairs()).add(pair);
            }
        }
        List<Ballot> ballots = new ArrayList<>();
        byAssessor.forEach((who, all) -> ballots.add(Ballot.ofPairs(who, all.pairs(), all.ties(), 1, all.line())));
        return new RankingFile(path, "CSV, pairs", names, ballots, List.of());
    }

    private static int[] pair(CsvTable.Row row, String one, String other, Map<String, Integer> numbers) {
        int[] pair = {item(row, one, numbers), item(row, other, numbers)};
        if (pair[0] == pair[1]) {
            throw row.mistake(other, "compares an item with itself, " + row.text(other));
        }
        return pair;
    }

    /** The item in a cell, which must not be blank. */
    private static int item(CsvTable.Row row, String column, Map<String, Integer> numbers) {
        if (isBlank(row.text(column))) {
            throw row.mistake(column, "must not be empty");
        }
        return numbers.get(row.text(column));
    }

    private RankingFile countedPairs() {
        List<String> names = names("i", "j");
        Map<String, Integer> numbers = numbers(names);
        List<Ballot> ballots = new ArrayList<>();
        for (CsvTable.Row row : rows) {
            int[] pair = pair(row, "i", "j", numbers);
            int i = pair[0];
            int j = pair[1];
            addPairs(ballots, List.of(new int[] {i, j}), List.of(), row, "w_ij");
            addPairs(ballots, List.of(new int[] {j, i}), List.of(), row, "w_ji");
            if (columns.contains("t_ij")) {
                addPairs(ballots, List.of(), List.of(new int[] {i, j}), row, "t_ij");
            }
        }
        return new RankingFile(path, "CSV, counted pairs", names, ballots, List.of());
    }

    private static void addPairs(
            List<Ballot> ballots, List<int[]> pairs, List<int[]> ties, CsvTable.Row row, String column) {
        int count = row.integer(column, 0, Integer.MAX_VALUE);
        if (count > 0) {
            ballots.add(Ballot.ofPairs(String.valueOf(ballots.size() + 1), pairs, ties, count, row.number() + 1));
        }
    }

    private RankingFile longTable() {
        boolean score = !columns.contains("rank");
        String column = score ? "score" : "rank";
        List<String> names = names("item");
        Map<String, Integer> numbers = numbers(names);
        Map<String, double[]> values = new LinkedHashMap<>();
        Map<String, Long> lines = new LinkedHashMap<>();
        for (CsvTable.Row row : rows) {
            String who = assessor(columns, row);
            double[] own = values.computeIfAbsent(who, key -> RankMatrix.blanks(names.size()));
            lines.putIfAbsent(who, row.number() + 1);
            int item = item(row, "item", numbers);
            if (!Double.isNaN(own[item])) {
                throw row.mistake("item", "ranks " + row.text("item") + " a second time for " + who);
            }
            own[item] = (score && choices.higherIsBetter() ? -1 : 1) * row.number(column);
        }
        List<Ballot> ballots = new ArrayList<>();
        values.forEach((who, own) -> ballots.add(Ballot.ofGroups(who, RankMatrix.groups(own), 1, lines.get(who))));
        return new RankingFile(path, "CSV, long", names, ballots, List.of());
    }

    private RankingFile orderings(List<String> places) {
        List<String> names = names(places.toArray(String[]::new));
        Map<String, Integer> numbers = numbers(names);
        List<Ballot> ballots = new ArrayList<>();
        for (CsvTable.Row row : rows) {
            List<int[]> groups = new ArrayList<>();
            for (String place : places) {
                if (!isBlank(row.text(place))) {
                    int item = numbers.get(row.text(place));
                    if (groups.stream().anyMatch(g -> g[0] == item)) {
                        throw row.mistake(place, "names " + row.text(place) + " a second time");
                    }
                    groups.add(new int[] {item});
                }
            }
            ballots.add(Ballot.ofGroups(assessor(columns, row), groups, count(columns, row), row.number() + 1));
        }
        return new RankingFile(path, "CSV, orderings", names, ballots, List.of());
    }

    /** Three items by letter, the best and the worst of them named (van Etten et al. 2019). */
    private RankingFile bestAndWorst() {
        List<String> offered =
                columns.stream().filter(c -> c.matches(".*_[abc]")).limit(3).toList();
        if (offered.size() < 3) {
            throw new InputException(
                    path + ": columns best and worst need the three items in columns that end with _a, _b, _c");
        }
        List<String> names = names(offered.toArray(String[]::new));
        Map<String, Integer> numbers = numbers(names);
        BiPredicate<CsvTable.Row, Integer> isBest = (row, k) -> row.text("best").equals("ABC".substring(k, k + 1));
        BiPredicate<CsvTable.Row, Integer> isWorst =
                (row, k) -> row.text("worst").equals("ABC".substring(k, k + 1));
        List<Ballot> ballots = new ArrayList<>();
        for (CsvTable.Row row : rows) {
            int[] order = {-1, -1, -1};
            for (int k = 0; k < 3; k++) {
                order[isBest.test(row, k) ? 0 : isWorst.test(row, k) ? 2 : 1] = item(row, offered.get(k), numbers);
            }
            if (order[0] < 0 || order[1] < 0 || order[2] < 0) {
                throw row.mistake("best", "and column 'worst' must be two different ones of A, B, C");
            }
            if (order[0] == order[1] || order[1] == order[2] || order[0] == order[2]) {
                throw row.mistake(offered.get(0), "and the two others must be three different items");
            }
            List<int[]> groups = List.of(new int[] {order[0]}, new int[] {order[1]}, new int[] {order[2]});
            ballots.add(Ballot.ofGroups(assessor(columns, row), groups, 1, row.number() + 1));
        }
        return new RankingFile(
                path,
                "CSV, best and worst of three",
                names,
                ballots,
                List.of("comparisons with another variety are not read"));
    }
}
