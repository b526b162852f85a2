package io.permvi.applications.link;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads records from text tables. */
public final class RecordFiles {
    private RecordFiles() {}

    /**
     * Reads a CSV or TSV file with a header.
     *
     * @param key the column of ids; the first column where empty
     * @throws InputException when the file is damaged or empty, the key is missing, or an id is empty or there twice
     */
    public static Records read(String source, String key) {
        Path file = Path.of(source);
        List<String> columns = new ArrayList<>();
        List<List<String>> cells = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        Map<String, Long> rows = new HashMap<>();
        String[] keyColumn = {key};
        CsvTable.read(
                file,
                key.isEmpty() ? List.of() : List.of(key),
                header -> {
                    if (header.size() < 2) {
                        throw new InputException(
                                file + ": needs a column of ids and one to compare, the header has " + header);
                    }
                    keyColumn[0] = key.isEmpty() ? header.get(0) : key;
                    header.stream().filter(name -> !name.equals(keyColumn[0])).forEach(columns::add);
                    columns.forEach(name -> cells.add(new ArrayList<>()));
                },
                row -> {
                    String id = row.requiredText(keyColumn[0]);
                    Long before = rows.putIfAbsent(id, row.number());
                    if (before != null) {
                        throw row.mistake(
                                keyColumn[0],
                                "names '" + id + "' a second time, after row " + before
                                        + "; name the column of ids with --key");
                    }
                    ids.add(id);
                    for (int c = 0; c < columns.size(); c++) {
                        cells.get(c).add(row.text(columns.get(c)));
                    }
                });
        if (ids.isEmpty()) {
            throw new InputException(file + ": has no records");
        }
        return new Records(file.toString(), ids, columns, cells);
    }
}
