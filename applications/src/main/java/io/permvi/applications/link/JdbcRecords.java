package io.permvi.applications.link;

import io.permvi.applications.files.InputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads records from a database by JDBC, and Parquet files by DuckDB's driver; the drivers are the user's. */
final class JdbcRecords {
    private static final String PREFIX = "jdbc:";
    private static final char BEFORE_QUERY = '#';

    private JdbcRecords() {}

    /** Whether a source is a database or a Parquet file. */
    static boolean reads(String source) {
        return source.startsWith(PREFIX) || source.toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    /**
     * Reads {@code jdbc:URL#QUERY}, or a Parquet file.
     *
     * @param key the column of ids; the first column where empty
     * @throws InputException when there is no driver, the query fails, or the ids are not unique
     */
    static Records read(String source, String key) {
        if (!source.startsWith(PREFIX)) {
            if (!Files.isRegularFile(Path.of(source))) {
                throw new InputException(source + ": no such file");
            }
            String query = "select * from read_parquet('" + source.replace("'", "''") + "')";
            return query(source, "jdbc:duckdb:", query, key);
        }
        int at = source.indexOf(BEFORE_QUERY);
        if (at < 0) {
            throw new InputException(
                    source + ": a database needs a query, as in jdbc:h2:./persons#select * from person");
        }
        return query(source, source.substring(0, at), source.substring(at + 1), key);
    }

    private static Records query(String name, String url, String query, String key) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            RecordCollector records = new RecordCollector(name, header(rows.getMetaData()), key);
            List<String> cells = new ArrayList<>();
            for (long number = 1; rows.next(); number++) {
                cells.clear();
                for (int c = 1; c <= rows.getMetaData().getColumnCount(); c++) {
                    String cell = rows.getString(c);
                    cells.add(cell == null ? "" : cell.strip());
                }
                records.add(cells, number);
            }
            return records.toRecords();
        } catch (SQLException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            if (reason.startsWith("No suitable driver")) {
                throw new InputException(name + ": no driver for " + url
                        + " is on the class path; start permvi by java -cp"
                        + " permvi.jar:DRIVER.jar io.permvi.examples.Main"
                        + (url.startsWith("jdbc:duckdb") ? " (Parquet files are read by DuckDB's, duckdb_jdbc)" : ""));
            }
            throw new InputException(name + ": cannot be read: " + reason);
        }
    }

    private static List<String> header(ResultSetMetaData columns) throws SQLException {
        List<String> header = new ArrayList<>();
        for (int c = 1; c <= columns.getColumnCount(); c++) {
            header.add(columns.getColumnLabel(c).toLowerCase(Locale.ROOT));
        }
        return header;
    }
}
