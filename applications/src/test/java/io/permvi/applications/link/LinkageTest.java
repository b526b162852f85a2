package io.permvi.applications.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.relaxations.parallel.Workers;
import io.permvi.relaxations.random.DrawRandom;
import io.permvi.relaxations.sparse.SparseScores;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinkageTest {
    private static final PersonSimulation.Files PERSONS =
            new PersonSimulation(1200, 1500, 800, 0.12, 0.05, 0.1).simulate(DrawRandom.of(3, 0, 0));

    private static LinkResult link(Records a, Records b, int threads) {
        try (Workers workers = new Workers(threads)) {
            return Linkage.link(a, b, FieldMap.of(a, b, Map.of()), Labels.none(), LinkSettings.withDefaults(), workers);
        }
    }

    private static long right(LinkResult result, int[] links) {
        List<String> truth =
                PERSONS.truth().stream().map(pair -> String.join(" ", pair)).toList();
        return IntStream.of(links)
                .filter(e -> truth.contains(result.a().ids().get(result.scores().row(e)) + " "
                        + result.b().ids().get(result.scores().column(e))))
                .count();
    }

    @Test
    void findsPersonsWithoutLabelsAndSaysHowSure() {
        LinkResult result = link(PERSONS.a(), PERSONS.b(), 2);
        int[] links = result.links();
        double right = right(result, links);
        assertTrue(2 * right / (links.length + 800) > 0.97, right + " right of " + links.length);
        // the expected number is the sum of some 2000 probabilities: off by few even where all are right
        assertEquals(right, result.expectedLinks(), 25);
        Decisions few = Decisions.at(result, 0.01);
        int[] sure = few.links();
        assertTrue(sure.length - right(result, sure) <= 3 * few.expectedFalse() + 6);
    }

    @Test
    void threadsDoNotChangeTheResult() {
        LinkResult one = link(PERSONS.a(), PERSONS.b(), 1);
        LinkResult three = link(PERSONS.a(), PERSONS.b(), 3);
        assertEquals(one.pairs(), three.pairs());
        for (int e = 0; e < one.pairs(); e++) {
            assertEquals(one.probability(e), three.probability(e));
        }
    }

    @Test
    void pairsInsideTheFilesSayWhatOthersScoreWhereBothFilesAreWrittenAlike() {
        assertTrue(link(PERSONS.a(), PERSONS.b(), 2).law().calibrated());
        // the second file repeats every record: its own pairs are links, so the two files disagree
        List<String> ids = new java.util.ArrayList<>(PERSONS.b().ids());
        ids.addAll(PERSONS.b().ids().stream().map(id -> id + "x").toList());
        List<List<String>> cells = PERSONS.b().cells().stream()
                .map(column -> java.util.stream.Stream.concat(column.stream(), column.stream())
                        .toList())
                .toList();
        Records twice = new Records("twice", ids, PERSONS.b().columns(), cells);
        LinkResult refused = link(PERSONS.a(), twice, 2);
        assertTrue(!refused.law().calibrated());
    }

    @Test
    void personsWhoMovedAreAClassOfTheirOwn() {
        PersonSimulation.Files files =
                new PersonSimulation(2000, 2000, 1400, 0.1, 0.04, 0.15).simulate(DrawRandom.of(7, 0, 0));
        LinkLaw law = link(files.a(), files.b(), 2).law();
        assertEquals(2, law.classes().size());
        assertEquals(1, law.shares().stream().mapToDouble(share -> share).sum(), 1e-12);
        assertEquals(0.15, law.shares().get(1), 0.04);
        for (int f = 0; f < PersonSimulation.COLUMNS.size(); f++) {
            // of those who moved, an address that differs says nothing, a name that differs speaks against
            double differs = law.classes().get(1).weights().get(f).weights()[0];
            assertEquals(f >= 3, differs > -1, PersonSimulation.COLUMNS.get(f) + " " + differs);
        }
    }

    @Test
    void whereNobodyMovedThereIsOneClass() {
        PersonSimulation.Files files =
                new PersonSimulation(1500, 1500, 1000, 0.1, 0.04, 0).simulate(DrawRandom.of(8, 0, 0));
        assertEquals(1, link(files.a(), files.b(), 2).law().classes().size());
    }

    @Test
    void theScoreOfAPairIsThatOfEitherClass() {
        LevelWeights telling = LevelWeights.of(new double[] {1, 99}, new double[] {90, 10});
        LevelWeights silent = LevelWeights.of(new double[] {50, 50}, new double[] {50, 50});
        LinkClass first = new LinkClass(0.75, List.of(telling, telling));
        LinkClass second = new LinkClass(0.25, List.of(telling, silent));
        LinkLaw law = new LinkLaw(List.of(first, second), ScoreRatios.NONE, 1, 0, 0);
        double[] w = telling.weights();
        assertEquals(
                Math.log(0.75 * Math.exp(w[1] + w[0]) + 0.25 * Math.exp(w[1])), law.score(new byte[] {1, 0}), 1e-12);
        assertEquals(0, law.score(new byte[] {-1, -1}), 1e-12);
    }

    /** Payments: common words, amounts that differ by up to 5 %, dates by up to three days. */
    @Test
    void paymentsAreFoundByNumberAndDate() {
        DrawRandom random = DrawRandom.of(12, 0, 0);
        String[] words = {"invoice", "payment", "transfer", "fee", "order", "bank"};
        int n = 1300;
        List<List<String>> a =
                List.of(new java.util.ArrayList<>(), new java.util.ArrayList<>(), new java.util.ArrayList<>());
        List<List<String>> b =
                List.of(new java.util.ArrayList<>(), new java.util.ArrayList<>(), new java.util.ArrayList<>());
        for (int i = 0; i < n; i++) {
            double amount = Math.exp(5 + 1.5 * random.nextGaussian());
            java.time.LocalDate date = java.time.LocalDate.of(2020, 1, 1).plusDays(random.nextInt(365));
            for (List<List<String>> file : List.of(a, b)) {
                file.get(0).add(words[random.nextInt(words.length)] + " " + words[random.nextInt(words.length)]);
                double change = file == b ? 1 + 0.1 * (random.nextDouble() - 0.5) : 1;
                file.get(1).add(String.format(java.util.Locale.ROOT, "%.2f", amount * change));
                file.get(2).add(date.plusDays(file == b ? random.nextInt(4) : 0).toString());
            }
        }
        List<String> ids = IntStream.range(0, n).mapToObj(String::valueOf).toList();
        List<String> columns = List.of("memo", "amount", "date");
        LinkResult result = link(new Records("A", ids, columns, a), new Records("B", ids, columns, b), 2);
        long candidates = IntStream.range(0, result.pairs())
                .filter(e -> result.scores().row(e) == result.scores().column(e))
                .count();
        assertTrue(candidates > 0.9 * n, candidates + " of " + n + " are candidates");
    }

    @Test
    void answersAreTaken() {
        LinkResult result = link(PERSONS.a(), PERSONS.b(), 2);
        int[] review = Review.list(result, 2);
        int[][] judged = IntStream.of(review)
                .mapToObj(
                        e -> new int[] {result.scores().row(e), result.scores().column(e)})
                .toArray(int[][]::new);
        Labels labels = new Labels(List.of(judged), List.of(true, false));
        try (Workers workers = new Workers(1)) {
            FieldMap fields = FieldMap.of(PERSONS.a(), PERSONS.b(), Map.of());
            LinkResult answered =
                    Linkage.link(PERSONS.a(), PERSONS.b(), fields, labels, LinkSettings.withDefaults(), workers);
            SparseScores scores = answered.scores();
            assertEquals(1, answered.probability(scores.pair(judged[0][0], judged[0][1])), 1e-6);
            assertEquals(0, answered.probability(scores.pair(judged[1][0], judged[1][1])), 1e-6);
        }
    }

    @Test
    void columnsOfOtherNamesNeedAMapThatIsProposed() {
        List<String> renamed =
                PersonSimulation.COLUMNS.stream().map(name -> "their_" + name).toList();
        Records other =
                new Records("other.csv", PERSONS.b().ids(), renamed, PERSONS.b().cells());
        InputException refused = assertThrows(InputException.class, () -> FieldMap.of(PERSONS.a(), other, Map.of()));
        assertTrue(refused.getMessage().contains("surname=their_surname"), refused.getMessage());
        FieldMap said = FieldMap.of(PERSONS.a(), other, Map.of("surname", "their_surname"));
        assertEquals(List.of("surname"), said.namesA());
        assertThrows(InputException.class, () -> FieldMap.of(PERSONS.a(), other, Map.of("surname", "no_such")));
    }

    @Test
    void weightsIncreaseWithTheLevel() {
        LevelWeights weights = LevelWeights.of(new double[] {1, 9, 3, 80}, new double[] {900, 80, 30, 1});
        for (int level = 1; level < 4; level++) {
            assertTrue(weights.weights()[level] >= weights.weights()[level - 1]);
        }
        assertEquals(
                1, IntStream.range(0, 4).mapToDouble(k -> weights.links()[k]).sum(), 1e-12);
    }

    @Test
    void wordsThatAreJoinedCountGluedToo() {
        assertEquals(List.of("ps", "lx350h", "pslx350h", "x"), Tokens.words("ps-lx350h x", true));
        assertEquals(List.of("a", "b"), Tokens.words("a - b", true));
    }

    @Test
    void kindsAreWhatValuesLookLike() {
        assertEquals(FieldKind.NUMBER, kind(List.of("1.5", "20", "$1,300.25")));
        assertEquals(FieldKind.STRING, kind(List.of("1950", "2001", "1999")));
        assertEquals(FieldKind.TEXT, kind(List.of("a text of five words", "and another one of six words")));
    }

    private static FieldKind kind(List<String> cells) {
        return ColumnLook.of(Column.of("x", cells, cells)).kind();
    }

    @Test
    void valuesAreHeldInLowerCaseWithoutAccents() {
        Column column = Column.of("x", List.of("\u00C9mile", "", "b"), List.of("emile"));
        assertEquals(column.a(0), column.b(0));
        assertEquals(-1, column.a(1));
        assertArrayEquals(new int[] {2, 1, 1}, new int[] {column.count(0), column.countA(0), column.countB(0)});
    }

    @Test
    void wordsThatAllRecordsShareFindNoNeighbors() {
        Column column = Column.of("x", List.of("inc one", "inc two", "inc"), List.of("inc two", "inc three", "inc"));
        PairSet found = new PairSet();
        try (Workers workers = new Workers(1)) {
            new Neighbors(column, Tokens.words(column), 3).addTo(found, workers);
        }
        CandidatePairs pairs = found.toList();
        assertArrayEquals(new int[] {1}, pairs.a());
        assertArrayEquals(new int[] {0}, pairs.b());
    }

    @Test
    void neighborsAreThoseOfABruteForceSearch() {
        Column column = Column.of(
                "x",
                PERSONS.a().cells().get(4).subList(0, 60),
                PERSONS.b().cells().get(4).subList(0, 80));
        Tokens grams = Tokens.grams(column);
        PairSet found = new PairSet();
        try (Workers workers = new Workers(2)) {
            new Neighbors(column, grams, 2).addTo(found, workers);
        }
        CandidatePairs pairs = found.toList();
        for (int i = 0; i < 60; i++) {
            int first = i;
            if (column.a(i) < 0) {
                continue;
            }
            double best = IntStream.range(0, 80)
                    .filter(j -> column.b(j) >= 0)
                    .mapToDouble(j -> grams.cosine(column.a(first), column.b(j)))
                    .max()
                    .orElse(0);
            boolean listed = IntStream.range(0, 80)
                    .anyMatch(j -> column.b(j) >= 0
                            && grams.cosine(column.a(first), column.b(j)) >= best - 1e-6
                            && pairs.contains(first, j));
            assertTrue(listed || best == 0, "the best neighbor of " + i + " is no candidate");
        }
    }
}
