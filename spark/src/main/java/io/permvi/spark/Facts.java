package io.permvi.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.posexplode;

import io.permvi.applications.files.InputException;
import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.ColumnLook;
import io.permvi.applications.link.FieldKind;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
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
        JavaRDD<Row> counted = a.rows()
                .union(b.rows())
                .select(posexplode(col("cells")).as(new String[] {"c", "text"}))
                .where(col("text").notEqual(""))
                .groupBy("c", "text")
                .count()
                .persist()
                .javaRDD();
        int count = a.columns().size();
        ColumnLook[] looks = looks(counted, count);
        requireComparable(a, b, looks);
        List<Map<String, Integer>> frequent = maps(count);
        counted.filter(row -> row.getLong(2) / looks[row.getInt(0)].present() >= ColumnFacts.RARE)
                .collect()
                .forEach(row -> frequent.get(row.getInt(0)).put(row.getString(1), (int) row.getLong(2)));
        List<Map<String, Integer>> words = maps(count);
        counted.filter(row -> looks[row.getInt(0)].hasSeveralWords())
                .flatMapToPair(row -> ColumnFacts.words(row.getString(1)).stream()
                        .map(word -> new Tuple2<>(new Tuple2<>(row.getInt(0), word), row.getLong(2)))
                        .iterator())
                .reduceByKey(Long::sum)
                .filter(word -> word._2() > 1)
                .collect()
                .forEach(word ->
                        words.get(word._1()._1()).put(word._1()._2(), word._2().intValue()));
        Map<Integer, Long> different = counted.map(row -> row.getInt(0)).countByValue();
        return new Facts(
                IntStream.range(0, count)
                        .mapToObj(c -> new ColumnFacts(
                                a.columns().get(c), looks[c], a.size() + b.size(), frequent.get(c), words.get(c)))
                        .toList(),
                different.keySet().stream()
                        .sorted(Comparator.comparingLong((Integer c) -> -different.get(c))
                                .thenComparing(c -> c))
                        .limit(KEY_COLUMNS)
                        .sorted()
                        .toList());
    }

    private static ColumnLook[] looks(JavaRDD<Row> counted, int columns) {
        ColumnLook[] none = new ColumnLook[columns];
        Arrays.fill(none, ColumnLook.NONE);
        return counted.aggregate(
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
        for (int c = 0; c < looks.length; c++) {
            if (looks[c].kind() == FieldKind.TEXT) {
                throw new InputException(
                        a.name() + ": column '" + a.columns().get(c) + "' holds texts, which are compared"
                                + " by their rank among all candidates; permvi link does that on one machine, --without leaves it out");
            }
        }
        if (Arrays.stream(looks).allMatch(look -> look.present() == 0)) {
            throw new InputException(a.name() + " and " + b.name() + ": no shared column has a value to compare");
        }
    }

    private static List<Map<String, Integer>> maps(int count) {
        return Stream.<Map<String, Integer>>generate(HashMap::new).limit(count).toList();
    }

    /** By column, how many levels its comparison has. */
    int[] levelCounts() {
        return columns.stream().mapToInt(column -> column.levels().levels()).toArray();
    }
}
