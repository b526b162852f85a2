package io.permvi.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import io.permvi.applications.files.OutputFolder;
import io.permvi.applications.link.Evaluation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkLinkageTest {
    private static final SparkLinkSettings SETTINGS =
            SparkLinkSettings.withDefaults().with(20_000, 20_000, 500, 750);

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static PersonFiles persons;
    private static SparkLinks links;

    @BeforeAll
    static void start() {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "3")
                .config("spark.sql.adaptive.enabled", "false")
                .config("spark.log.level", "ERROR")
                .getOrCreate();
        persons = PersonFiles.write(folder, 1500, 5);
        links = persons.link(spark, SETTINGS, what -> {});
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void isWhatOneMachineFinds() {
        OneMachine one = new OneMachine(persons.files().a(), persons.files().b(), SETTINGS);
        assertEquals(one.candidates, links.candidates());
        assertEquals(one.law.rounds(), links.law().rounds());
        assertTrue(links.law().calibrated());
        Map<String, Double> found = PersonFiles.probabilities(links);
        assertEquals(one.probabilities.keySet(), found.keySet());
        one.probabilities.forEach((pair, p) -> assertEquals(p, found.get(pair), 1e-9, pair));
        Evaluation evaluation = links.evaluate(RecordTable.table(spark, persons.file("truth.csv")));
        assertTrue(evaluation.f1() > 0.97, evaluation.toString());
    }

    @Test
    void giantComponentsAreCutAndThatIsSaid() {
        PersonFiles few = PersonFiles.write(folder.resolve("few"), 300, 6);
        SparkLinks cut = few.link(spark, SETTINGS.with(8, 20_000, 500, 750), what -> {});
        assertTrue(links.report().cuts().isEmpty());
        assertFalse(cut.report().cuts().isEmpty());
        assertTrue(cut.report().cuts().get(0).pairs() > 8, cut.report().toString());
    }

    @Test
    void writesAndReadsParquetAndCsv() {
        OutputFolder out = OutputFolder.at(folder.resolve("out"));
        Map<String, Object> summary = links.write(out, "parquet", 0.01);
        links.write(out, "csv", 0.01);
        Dataset<Row> parquet =
                RecordTable.table(spark, out.path().resolve("links.parquet").toString());
        Dataset<Row> csv =
                RecordTable.table(spark, out.path().resolve("links.csv").toString());
        assertEquals(parquet.count(), csv.count());
        assertEquals(summary.get("decisions"), parquet.where("decision").count());
        assertTrue(Files.isRegularFile(out.path().resolve("parameters.csv")));
        RecordTable.table(spark, persons.file("B.csv")).write().parquet(persons.file("B.parquet"));
        RecordTable b = RecordTable.read(spark, persons.file("B.parquet"), "id");
        assertEquals(links.b().rows().collectAsList(), b.rows().collectAsList());
    }

    @Test
    void decisionsHaveTheirExpectedRate() {
        double[] wrong = links.probabilities().collectAsList().stream()
                .mapToDouble(row -> 1 - row.getDouble(2))
                .filter(w -> w < 0.5)
                .sorted()
                .toArray();
        SparkLinks.Decided decided = links.decide(0.001);
        double sum = 0;
        int most = 0;
        for (int k = 0; k < wrong.length && (sum += wrong[k]) <= 0.001 * (k + 1); k++) {
            most = k + 1;
        }
        assertEquals(most, decided.links(), 2);
        assertTrue(decided.expectedFalse() <= 0.001 * decided.links());
    }

    @Test
    void badFilesAreOneSentence() throws Exception {
        refused("nowhere.csv", "", "nowhere.csv");
        refused(
                Files.writeString(folder.resolve("twice.csv"), "id,x\n1,a\n1,b\n")
                        .toString(),
                "",
                "names '1' 2 times");
        refused(Files.writeString(folder.resolve("none.csv"), "id,x\n").toString(), "", "has no records");
        refused(Files.writeString(folder.resolve("gap.csv"), "id,x\n,b\n").toString(), "", "must not be empty");
        refused(persons.file("A.csv"), "number", "needs the column 'number'");
        refused(Files.writeString(folder.resolve("alone.csv"), "id\n1\n").toString(), "", "one to compare");
    }

    private static void refused(String file, String key, String message) {
        InputException refused = assertThrows(InputException.class, () -> RecordTable.read(spark, file, key));
        assertTrue(refused.getMessage().contains(message), refused.getMessage());
    }

    @Test
    void textsAreRefused() throws Exception {
        String texts = Files.writeString(
                        folder.resolve("texts.csv"),
                        "id,title\n1,one two three four five six\n2,two three four five six seven\n")
                .toString();
        RecordTable table = RecordTable.read(spark, texts, "");
        InputException refused = assertThrows(InputException.class, () -> Facts.of(table, table));
        assertTrue(refused.getMessage().contains("'title' holds texts"), refused.getMessage());
    }

    @Test
    void componentsAreThoseOfASearch() {
        // a path through the even records of both files, backwards; a star around record 1 of the first; one alone
        long[] path = LongStream.range(0, 9)
                .map(k -> LeveledPairs.pair(16 - 2 * ((k + 1) / 2), 16 - 2 * (k / 2)))
                .toArray();
        long[] star = {LeveledPairs.pair(1, 1), LeveledPairs.pair(1, 5), LeveledPairs.pair(1, 3)};
        long[] alone = {LeveledPairs.pair(19, 18)};
        List<LeveledPairs> parts = Stream.of(path, star, alone)
                .map(pairs -> new LeveledPairs(pairs, new byte[pairs.length]))
                .toList();
        int[] names = Pieces.names(
                JavaSparkContext.fromSparkContext(spark.sparkContext()).parallelize(parts, 3), 20, 20);
        for (int b = 0; b < 20; b++) {
            boolean onPath = b % 2 == 0 && b >= 8 && b <= 16;
            boolean onStar = b == 1 || b == 3 || b == 5;
            assertEquals(onPath ? 8 : onStar ? 1 : b == 18 ? 19 : 20 + b, names[b], "record " + b);
        }
    }
}
