package io.permvi.spark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/**
 * The pairs of records that share a key, from rows (key, record, whether of the second file) in the order of the keys. A
 * key that brings more pairs than allowed brings none; no more records of a key are held than that.
 */
final class Blocks implements Iterator<Row> {
    private final Iterator<Row> rows;
    private final int largest;
    private final Queue<Row> pairs = new ArrayDeque<>();
    private final List<Long> first = new ArrayList<>();
    private final List<Long> second = new ArrayList<>();
    private long key;

    Blocks(Iterator<Row> rows, int largest) {
        this.rows = rows;
        this.largest = largest;
    }

    @Override
    public boolean hasNext() {
        while (pairs.isEmpty() && rows.hasNext()) {
            Row row = rows.next();
            if (row.getLong(0) != key) {
                close();
                key = row.getLong(0);
            }
            List<Long> side = row.getBoolean(2) ? second : first;
            if (side.size() <= largest) {
                side.add(row.getLong(1));
            }
            if (!rows.hasNext()) {
                close();
            }
        }
        return !pairs.isEmpty();
    }

    private void close() {
        if ((long) first.size() * second.size() <= largest) {
            first.forEach(a -> second.forEach(b -> pairs.add(RowFactory.create(a, b))));
        }
        first.clear();
        second.clear();
    }

    @Override
    public Row next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more pairs");
        }
        return pairs.remove();
    }
}
