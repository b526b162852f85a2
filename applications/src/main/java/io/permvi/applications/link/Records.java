package io.permvi.applications.link;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntBiFunction;
import java.util.stream.IntStream;

/**
 * A file of records: one line each, the same columns for all. Empty cells are missing values.
 *
 * @param name what messages call it
 * @param ids of the records, all different
 * @param columns their names, without that of the ids
 * @param cells by column, then by record
 */
public record Records(String name, List<String> ids, List<String> columns, List<List<String>> cells) {

    /**
     * Checks the shape.
     *
     * @throws IllegalArgumentException when columns and cells do not fit
     */
    public Records {
        if (columns.size() != cells.size()) {
            throw new IllegalArgumentException(name + ": " + columns.size() + " columns, but cells of " + cells.size());
        }
        for (int c = 0; c < columns.size(); c++) {
            if (cells.get(c).size() != ids.size()) {
                throw new IllegalArgumentException(name + ": column '" + columns.get(c) + "' has "
                        + cells.get(c).size() + " cells for " + ids.size() + " records");
            }
        }
        ids = List.copyOf(ids);
        columns = List.copyOf(columns);
        cells = cells.stream().map(List::copyOf).toList();
    }

    /** The number of records. */
    public int size() {
        return ids.size();
    }

    /**
     * The same without some columns.
     *
     * @throws InputException when one is not there
     */
    public Records without(List<String> names) {
        for (String unknown : names) {
            if (!columns.contains(unknown)) {
                throw new InputException(
                        name + ": no column '" + unknown + "' to leave out; the header has " + columns);
            }
        }
        List<Integer> kept = IntStream.range(0, columns.size())
                .filter(c -> !names.contains(columns.get(c)))
                .boxed()
                .toList();
        return new Records(
                name,
                ids,
                kept.stream().map(columns::get).toList(),
                kept.stream().map(cells::get).toList());
    }

    /** From the id in a column of a row to the number of its record; refuses ids that are not there. */
    ToIntBiFunction<CsvTable.Row, String> numbers() {
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            numbers.put(ids.get(i), i);
        }
        return (row, column) -> {
            Integer number = numbers.get(row.text(column));
            if (number == null) {
                throw row.mistake(column, "names '" + row.text(column) + "', which " + name + " has not");
            }
            return number;
        };
    }

    /** The cell of a record. */
    public String cell(int column, int record) {
        return cells.get(column).get(record);
    }
}
