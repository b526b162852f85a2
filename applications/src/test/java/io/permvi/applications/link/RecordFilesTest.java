package io.permvi.applications.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.files.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFilesTest {
    @TempDir
    private Path folder;

    private static String refusal(String source, String key) {
        return assertThrows(InputException.class, () -> RecordFiles.read(source, key))
                .getMessage();
    }

    @Test
    void readsTextWithAnyColumnAsKey() throws IOException {
        Path file = Files.writeString(folder.resolve("a.tsv"), "name\tid\tcity\nAnn\tx1\t\nBob\tx2\tHull\n");
        Records records = RecordFiles.read(file.toString(), "id");
        assertEquals(List.of("x1", "x2"), records.ids());
        assertEquals(List.of("name", "city"), records.columns());
        assertEquals("", records.cell(1, 0));
        assertTrue(refusal(file.toString(), "key").contains("no column 'key'"));
    }

    @Test
    void readsTheRowsOfAQuery() throws SQLException {
        String url = "jdbc:h2:mem:persons";
        try (Connection open = DriverManager.getConnection(url);
                Statement statement = open.createStatement()) {
            statement.execute("create table person (id int, name varchar(20), born date)");
            statement.execute("insert into person values (7, 'Ann', '1950-01-02'), (9, null, '1960-03-04')");
            Records records = RecordFiles.read(url + "#select * from person order by id", "");
            assertEquals(List.of("7", "9"), records.ids());
            assertEquals(List.of("name", "born"), records.columns());
            assertEquals("1960-03-04", records.cell(1, 1));
            assertEquals("", records.cell(0, 1));
            assertTrue(refusal(url + "#select * from nothing", "").contains("cannot be read"));
            assertTrue(refusal(url + "#select 1 as id, 'x' as name where 1 = 0", "")
                    .contains("has no records"));
        }
    }

    @Test
    void saysWhatIsMissing() throws IOException {
        assertTrue(refusal("jdbc:h2:mem:persons", "").contains("needs a query"));
        assertTrue(refusal("jdbc:nosuch:x#select 1", "").contains("no driver for jdbc:nosuch:x"));
        assertTrue(refusal(folder.resolve("a.parquet").toString(), "").contains("no such file"));
        Path parquet = Files.writeString(folder.resolve("b.parquet"), "PAR1");
        assertTrue(refusal(parquet.toString(), "").contains("duckdb_jdbc"));
    }
}
