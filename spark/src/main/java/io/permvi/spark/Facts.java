package io.permvi.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.posexplode;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.ColumnLook;
import io.permvi.applications.link.FieldKind;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * What both files say of their columns as a whole, small enough for every task: the look of the values, how many records
 * have the frequent ones, and the words that more than one record has.
 *
 * @param columns what comparing needs to know
 * @param keys the columns that make keys, those with most different values
 */
record Facts(List<ColumnFacts> columns, List<Integer> keys) implements Serializable {
    private static final int KEY_COLUMNS = 8;

    /**
     * Gathers the facts.
     *
     * @throws InputException when a column holds texts, or all are empty
     */
    static Facts of(RecordTable a, RecordTable b) {
        Dataset<Row> cells = a.rows().union(b.rows()).select(posexplode(col("cells")).as(new String[] {"c", "text"}));
        Dataset<Row> present = cells.where(col("text").notEqual(""));
        Dataset<Row> counted = present.groupBy("c", "text").agg(count(lit(1)).as("times")).persist();
        ColumnLook[] looks = looks(counted, a.columns().size());
        requireComparable(a, b, looks);
        List<Map<String, Integer>> counts = maps(looks.length);
        List<Map<String, Integer>> words = maps(looks.length);
        counted.javaRDD()
                .filter(row -> row.getLong(2) / looks[row.getInt(0)].present() >= ColumnFacts.RARE)
                .collect()
                .forEach(row -> counts.get(row.getInt(0)).put(row.getString(1), (int) row.getLong(2)));
        counted.javaRDD()
                .filter(row -> looks[row.getInt(0)].hasSeveralWords())
                .flatMapToPair(row -> ColumnFacts.words(row.getString(1)).stream()
                        .map(word -> new Tuple2<>(new Tuple2<>(row.getInt(0), word), row.getLong(2)))
                        .iterator())
                .reduceByKey(Long::sum)
                .filter(word -> word._2() > 1)
                .collect()
                .forEach(word -> words.get(word._1()._1()).put(word._1()._2(), word._2().intValue()));
        List<Integer> different = new ArrayList<>(IntStream.range(0, looks.length).boxed().toList());
        Map<Integer, Long> values = new HashMap<>();
        counted.groupBy("c").count().collectAsList().forEach(row -> values.put(row.getInt(0), row.getLong(1)));
        different.sort(Comparator.comparingLong(c -> -values.getOrDefault(c, 0L)));
        counted.unpersist();
        double records = a.size() + b.size();
        return new Facts(
                IntStream.range(0, looks.length)
                        .mapToObj(c -> new ColumnFacts(a.columns().get(c), looks[c], records, counts.get(c), words.get(c)))
                        .toList(),
                different.stream().limit(KEY_COLUMNS).sorted().toList());
    }

    private static ColumnLook[] looks(Dataset<Row> counted, int columns) {
        ColumnLook[] none = new ColumnLook[columns];
        Arrays.fill(none, ColumnLook.NONE);
        return counted.javaRDD()
                .aggregate(
                        none,
                        (looks, row) -> {
                            ColumnLook one = ColumnLook.of(row.getString(1), (int) row.getLong(2));
                            looks[row.getInt(0)] = looks[row.getInt(0)].plus(one);
                            return looks;
                        },
                        (left, right) -> {
                            Arrays.setAll(left, c -> left[c].plus(right[c]));
                            return left;
                        });
    }

    private static void requireComparable(RecordTable a, RecordTable b, ColumnLook[] looks) {
        List<String> texts = IntStream.range(0, looks.length)
                .filter(c -> looks[c].kind() == FieldKind.TEXT)
                .mapToObj(a.columns()::get)
                .toList();
        if (!texts.isEmpty()) {
            throw new InputException(a.name() + ": columns " + texts + " hold texts, which are compared by their rank among"
                    + " all candidates; permvi link does that on one machine, --without leaves them out here");
        }
        if (Arrays.stream(looks).allMatch(look -> look.present() == 0)) {
            throw new InputException(a.name() + " and " + b.name()
                    + ": no shared column has a value, so that there is nothing to compare");
        }
    }

    private static List<Map<String, Integer>> maps(int count) {
        return IntStream.range(0, count)
                .<Map<String, Integer>>mapToObj(c -> new HashMap<>())
                .toList();
    }

    /** By column, how many levels its comparison has. */
    int[] levelCounts() {
        return columns.stream().mapToInt(column -> column.levels().levels()).toArray();
    }
}
