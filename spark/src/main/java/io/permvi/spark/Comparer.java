package io.permvi.spark;

import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.Value;
import io.permvi.applications.link.ValueLevels;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import scala.Tuple2;

/** Compares the records of pairs; every task has one of its own. */
final class Comparer {
    /** Values of a column that a task remembers; then it forgets all. */
    private static final int REMEMBERED = 50_000;

    private final List<Compared> columns;

    /** A column and the values met so far. */
    private record Compared(ColumnFacts facts, ValueLevels levels, Map<String, Value> values) {
        byte level(String x, String y) {
            if (values.size() > REMEMBERED) {
                values.clear();
            }
            return levels.level(values.computeIfAbsent(x, facts::value), values.computeIfAbsent(y, facts::value));
        }
    }

    /**
     * Pairs on their way to the second of their records.
     *
     * @param cells of the first record, by pair
     */
    record Asked(List<Long> pairs, List<String[]> cells) implements Serializable {

        /** By the part of the second record, the pairs whose first records are here. */
        static Iterator<Tuple2<Integer, Asked>> of(long[] pairs, Map<Long, String[]> records, int parts) {
            List<Tuple2<Integer, Asked>> asked = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                asked.add(new Tuple2<>(part, new Asked(new ArrayList<>(), new ArrayList<>())));
            }
            for (long pair : pairs) {
                Asked to = asked.get(Exchange.part(LeveledPairs.second(pair), parts))
                        ._2();
                to.pairs.add(pair);
                to.cells.add(records.get(LeveledPairs.first(pair)));
            }
            return asked.iterator();
        }
    }

    Comparer(Facts facts) {
        columns = facts.columns().stream()
                .map(column -> new Compared(column, column.levels(), new HashMap<>()))
                .toList();
    }

    /** Compares with the second records, which are here. */
    LeveledPairs compare(Iterator<Tuple2<Integer, Asked>> arrived, Map<Long, String[]> records) {
        List<Asked> all = new ArrayList<>();
        arrived.forEachRemaining(each -> all.add(each._2()));
        int count = all.stream().mapToInt(asked -> asked.pairs.size()).sum();
        long[] pairs = new long[count];
        byte[] levels = new byte[count * columns.size()];
        int e = 0;
        for (Asked asked : all) {
            for (int k = 0; k < asked.pairs.size(); k++, e++) {
                pairs[e] = asked.pairs.get(k);
                String[] x = asked.cells.get(k);
                String[] y = records.get(LeveledPairs.second(pairs[e]));
                for (int c = 0; c < x.length; c++) {
                    levels[e * x.length + c] = columns.get(c).level(x[c], y[c]);
                }
            }
        }
        return new LeveledPairs(pairs, levels);
    }
}
