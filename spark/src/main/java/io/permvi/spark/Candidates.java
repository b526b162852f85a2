package io.permvi.spark;

import io.permvi.relaxations.random.DrawRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Pairs of records worth a comparison, and how they agree. A pair is a number, see {@link LeveledPairs#pair}.
 */
final class Candidates {
    private static final int STREAM = 0x11c5;

    private final RecordTable a;
    private final RecordTable b;
    private final JavaPairRDD<Long, String[]> cellsA;
    private final JavaPairRDD<Long, String[]> cellsB;
    private final Broadcast<Facts> facts;
    private final int parts;

    /**
     * @param facts what both files say of their columns
     * @param parts that keys, records and pairs are spread over
     */
    Candidates(RecordTable a, RecordTable b, Broadcast<Facts> facts, int parts) {
        this.a = a;
        this.b = b;
        this.facts = facts;
        this.parts = parts;
        cellsA = cells(a, parts);
        cellsB = cells(b, parts);
    }

    private static JavaPairRDD<Long, String[]> cells(RecordTable table, int parts) {
        return table.rows()
                .javaRDD()
                .mapToPair(row ->
                        new Tuple2<>(row.getLong(0), row.<String>getList(2).toArray(String[]::new)))
                .partitionBy(new HashPartitioner(parts));
    }

    /**
     * Pairs that share a key, each once, by the part of the first record, in order; a key that brings more than
     * {@code largest} brings none.
     */
    JavaRDD<long[]> pairs(int largest) {
        return pairs(largest, pair -> true);
    }

    /** Of two tables that are one: such pairs of every so many-th record with those behind it, so that none is twice. */
    JavaRDD<long[]> inside(int largest, long step) {
        return pairs(
                largest,
                pair -> LeveledPairs.first(pair) % step == 0 && LeveledPairs.first(pair) < LeveledPairs.second(pair));
    }

    private JavaRDD<long[]> pairs(int largest, KeyGroups.Wanted wanted) {
        JavaPairRDD<Integer, long[]> keys = keys(cellsA, 0).union(keys(cellsB, 1));
        int to = parts;
        JavaPairRDD<Integer, long[]> pairs = Exchange.of(
                Exchange.arrived(keys, parts),
                parts,
                (arrays, out) ->
                        arrays.forEachRemaining(array -> new KeyGroups(array).pairs(largest, wanted, to, out)));
        return Exchange.arrived(pairs, parts).map(Exchange::distinct);
    }

    /** Keys with the nodes that have them: records of the first file are the even nodes, of the second the odd ones. */
    private JavaPairRDD<Integer, long[]> keys(JavaPairRDD<Long, String[]> cells, int side) {
        Broadcast<Facts> known = facts;
        return Exchange.of(
                cells,
                parts,
                (records, out) -> records.forEachRemaining(record -> BlockKeys.of(
                                List.of(record._2()), known.value().keys())
                        .forEach(key -> out.send(key, 2 * record._1() + side))));
    }

    /** Random pairs, none of them among the given ones, by the part of the first record. */
    JavaRDD<long[]> random(JavaRDD<long[]> pairs, int count, long seed) {
        DrawRandom random = DrawRandom.of(seed, STREAM, 0);
        List<List<Long>> drawn = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            drawn.add(new ArrayList<>());
        }
        for (int k = 0; k < count; k++) {
            long i = random.nextLong(a.size());
            drawn.get(Exchange.part(i, parts)).add(LeveledPairs.pair(i, random.nextLong(b.size())));
        }
        List<long[]> arrays = drawn.stream()
                .map(part ->
                        Exchange.distinct(part.stream().mapToLong(pair -> pair).toArray()))
                .toList();
        return JavaSparkContext.fromSparkContext(pairs.context())
                .parallelize(arrays, parts)
                .zipPartitions(pairs, (some, listed) -> {
                    long[] known = listed.next();
                    return List.of(Arrays.stream(some.next())
                                    .filter(pair -> Arrays.binarySearch(known, pair) < 0)
                                    .toArray())
                            .iterator();
                });
    }

    /** The levels of pairs, by the part of the second record. */
    JavaRDD<LeveledPairs> compare(JavaRDD<long[]> pairs) {
        Broadcast<Facts> known = facts;
        int to = parts;
        JavaPairRDD<Integer, Comparer.Asked> asked = JavaPairRDD.fromJavaRDD(pairs.zipPartitions(
                cellsA, (arrays, records) -> Comparer.Asked.of(arrays.next(), byNumber(records), to)));
        return asked.partitionBy(new HashPartitioner(parts)).zipPartitions(cellsB, (asking, records) -> List.of(
                        new Comparer(known.value()).compare(asking, byNumber(records)))
                .iterator());
    }

    private static Map<Long, String[]> byNumber(Iterator<Tuple2<Long, String[]>> records) {
        Map<Long, String[]> byNumber = new HashMap<>();
        records.forEachRemaining(record -> byNumber.put(record._1(), record._2()));
        return byNumber;
    }
}
