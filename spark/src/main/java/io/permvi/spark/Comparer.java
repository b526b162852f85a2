package io.permvi.spark;

import io.permvi.applications.link.ColumnFacts;
import io.permvi.applications.link.Value;
import io.permvi.applications.link.ValueLevels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** From the cells of two records (a, b, x, y) to their levels (a, b, levels); every task has one of its own. */
final class Comparer implements MapFunction<Row, Row> {
    /** Values of a column that a task remembers; then it forgets all. */
    private static final int REMEMBERED = 50_000;

    private final Broadcast<Facts> facts;
    private transient List<Compared> columns;

    /** A column and the values met so far. */
    private record Compared(ColumnFacts facts, ValueLevels levels, Map<String, Value> values) {
        byte level(String x, String y) {
            if (values.size() > REMEMBERED) {
                values.clear();
            }
            return levels.level(values.computeIfAbsent(x, facts::value), values.computeIfAbsent(y, facts::value));
        }
    }

    Comparer(Broadcast<Facts> facts) {
        this.facts = facts;
    }

    @Override
    public Row call(Row row) {
        if (columns == null) {
            columns = facts.value().columns().stream()
                    .map(column -> new Compared(column, column.levels(), new HashMap<>()))
                    .toList();
        }
        List<String> x = row.getList(2);
        List<String> y = row.getList(3);
        byte[] levels = new byte[columns.size()];
        for (int c = 0; c < levels.length; c++) {
            levels[c] = columns.get(c).level(x.get(c), y.get(c));
        }
        return RowFactory.create(row.getLong(0), row.getLong(1), levels);
    }
}
