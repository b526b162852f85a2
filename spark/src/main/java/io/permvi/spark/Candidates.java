package io.permvi.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;

import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.FlatMapGroupsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pairs of records worth a comparison, and how they agree.
 *
 * @param facts what both files say of their columns
 */
record Candidates(RecordTable a, RecordTable b, Broadcast<Facts> facts) {
    static final StructType PAIR =
            new StructType().add("a", DataTypes.LongType, false).add("b", DataTypes.LongType, false);

    private static final StructType LEVELS = PAIR.add("levels", DataTypes.BinaryType, false);
    private static final StructType KEY = new StructType()
            .add("key", DataTypes.LongType, false)
            .add("n", DataTypes.LongType, false)
            .add("second", DataTypes.BooleanType, false);
    private static final int STREAM = 0x11c5;

    /** Pairs (a, b) that share a key, each once; a key that brings more than {@code largest} brings none. */
    Dataset<Row> pairs(int largest) {
        FlatMapGroupsFunction<Long, Row, Row> pairs = (key, rows) -> pairs(rows, largest);
        return keys(a, false)
                .union(keys(b, true))
                .groupBy("key")
                .as(Encoders.LONG(), Encoders.row(KEY))
                .flatMapGroups(pairs, Encoders.row(PAIR))
                .repartition(col("a"))
                .dropDuplicates("a", "b");
    }

    private Dataset<Row> keys(RecordTable table, boolean second) {
        Broadcast<Facts> known = facts;
        FlatMapFunction<Row, Row> keys =
                row -> BlockKeys.of(row.getList(2), known.value().keys()).stream()
                        .map(key -> RowFactory.create(key, row.getLong(0), second))
                        .iterator();
        return table.rows().flatMap(keys, Encoders.row(KEY));
    }

    /** The pairs of one key, of which no more records are held than it may bring pairs. */
    private static Iterator<Row> pairs(Iterator<Row> rows, int largest) {
        List<Long> first = new ArrayList<>();
        List<Long> second = new ArrayList<>();
        while (rows.hasNext()) {
            Row row = rows.next();
            List<Long> side = row.getBoolean(2) ? second : first;
            if (side.size() <= largest) {
                side.add(row.getLong(1));
            }
        }
        List<Row> pairs = new ArrayList<>();
        if ((long) first.size() * second.size() <= largest) {
            first.forEach(i -> second.forEach(j -> pairs.add(RowFactory.create(i, j))));
        }
        return pairs.iterator();
    }

    /** Random pairs, none of them among the given ones. */
    Dataset<Row> random(Dataset<Row> pairs, int count, long seed) {
        DrawRandom random = DrawRandom.of(seed, STREAM, 0);
        Set<Row> drawn = new LinkedHashSet<>();
        for (int k = 0; k < count; k++) {
            drawn.add(RowFactory.create(random.nextLong(a.size()), random.nextLong(b.size())));
        }
        return pairs.sparkSession()
                .createDataFrame(new ArrayList<>(drawn), PAIR)
                .join(pairs, new String[] {"a", "b"}, "left_anti");
    }

    /** The levels (a, b, levels) of pairs, a byte for each comparison. */
    Dataset<Row> compare(Dataset<Row> pairs) {
        return pairs.join(a.rows().select(col("n").as("a"), col("cells").as("x")), "a")
                .join(b.rows().select(col("n").as("b"), col("cells").as("y")), "b")
                .select("a", "b", "x", "y")
                .map(new Comparer(facts), Encoders.row(LEVELS));
    }

    /** How often each combination of levels is met, in an order that does not depend on how the pairs are spread. */
    static Patterns patterns(Dataset<Row> compared) {
        List<Row> rows =
                new ArrayList<>(compared.groupBy("levels").agg(count(lit(1))).collectAsList());
        rows.sort(Comparator.comparing(row -> row.<byte[]>getAs(0), Arrays::compare));
        return new Patterns(
                rows.stream().map(row -> row.<byte[]>getAs(0)).toList(),
                rows.stream().map(row -> row.getLong(1)).toList());
    }
}
