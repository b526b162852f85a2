package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Takes the rows of a table one by one and makes records of them: ids apart, all different, the other cells by column. */
final class RecordCollector {
    private final String name;
    private final List<String> header;
    private final int key;
    private final List<String> ids = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();
    private final Map<String, Long> rows = new HashMap<>();

    /**
     * @param key the column of ids; the first column where empty
     * @throws InputException when there is no such column, or none beside it
     */
    RecordCollector(String name, List<String> header, String key) {
        this.name = name;
        this.header = List.copyOf(header);
        this.key = key.isEmpty() ? 0 : header.indexOf(key);
        if (this.key < 0) {
            throw new InputException(name + ": no column '" + key + "' for the ids; the header has " + header);
        }
        if (header.size() < 2) {
            throw new InputException(name + ": needs a column of ids and one to compare, the header has " + header);
        }
        header.forEach(column -> cells.add(new ArrayList<>()));
    }

    /**
     * Adds a row.
     *
     * @param number of the row, from 1, for messages
     * @throws InputException when its id is empty or was there before
     */
    void add(List<String> row, long number) {
        String id = row.get(key);
        Long before = id.isEmpty() ? null : rows.putIfAbsent(id, number);
        if (id.isEmpty() || before != null) {
            throw new InputException(name + ", row " + number + ": column '" + header.get(key) + "' "
                    + (id.isEmpty() ? "must not be empty" : "names '" + id + "' a second time, after row " + before)
                    + "; --key names the column of the ids");
        }
        ids.add(id);
        for (int c = 0; c < header.size(); c++) {
            cells.get(c).add(row.get(c));
        }
    }

    /**
     * The records.
     *
     * @throws InputException when there is none
     */
    Records toRecords() {
        if (ids.isEmpty()) {
            throw new InputException(name + ": has no records");
        }
        List<String> columns = new ArrayList<>(header);
        columns.remove(key);
        cells.remove(key);
        return new Records(name, ids, columns, cells);
    }
}
