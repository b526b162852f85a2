package io.permvi.applications.link;

import io.permvi.applications.files.CsvTable;
import io.permvi.applications.files.InputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads records from text tables, Parquet files and databases. */
public final class RecordFiles {
    private RecordFiles() {}

    /**
     * Reads a CSV or TSV file with a header, a Parquet file, or the rows of a query, {@code jdbc:URL#QUERY}.
     *
     * @param key the column of ids; the first column where empty
     * @throws InputException when the source is damaged or empty, the key is missing, or an id is empty or there twice
     */
    public static Records read(String source, String key) {
        if (JdbcRecords.reads(source)) {
            return JdbcRecords.read(source, key);
        }
        Path file = Path.of(source);
        List<RecordCollector> records = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        CsvTable.read(
                file,
                List.of(),
                header -> {
                    columns.addAll(header);
                    records.add(new RecordCollector(source, header, key));
                },
                row -> records.get(0).add(columns.stream().map(row::text).toList(), row.number()));
        return records.get(0).toRecords();
    }
}
