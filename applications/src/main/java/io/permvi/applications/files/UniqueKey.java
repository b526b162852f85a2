package io.permvi.applications.files;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Refuses a table that says two things of the same: the cells of one or more columns name a row, and no two rows alike. */
public final class UniqueKey {
    private final List<String> columns;
    private final Map<List<String>, Long> rows = new HashMap<>();

    /** @param columns whose cells together name a row */
    public UniqueKey(String... columns) {
        this.columns = List.of(columns);
    }

    /**
     * Takes note of a row.
     *
     * @throws InputException when a cell of the key is empty, or an earlier row has the same ones
     */
    public void add(CsvTable.Row row) {
        List<String> cells = new ArrayList<>();
        columns.forEach(column -> cells.add(row.requiredText(column)));
        Long before = rows.putIfAbsent(cells, row.number());
        if (before != null) {
            throw row.mistake(
                    columns.get(columns.size() - 1),
                    "names " + String.join(", ", cells) + " a second time, after row " + before);
        }
    }
}
