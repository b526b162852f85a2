package io.permvi.applications.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTableTest {
    private static final StudySettings SETTINGS = StudySettings.of("test").with("order", 6);

    @TempDir
    private Path folder;

    private final StringWriter log = new StringWriter();

    /** A row of every kind of component. */
    record Row(String name, int fit, long seed, double value, boolean right, Kind kind) {
        enum Kind {
            GOOD,
            BAD
        }

        static Row of(String name, double value) {
            return new Row(name, 3, 1L << 40, value, true, Kind.BAD);
        }
    }

    private StudyTable<Row> open(StudySettings settings) {
        return StudyTable.open(
                OutputFolder.at(folder), "results", Row.class, Row::name, settings, false, new PrintWriter(log, true));
    }

    private Path write(Row... rows) {
        try (StudyTable<Row> table = open(SETTINGS)) {
            Arrays.stream(rows).forEach(table::add);
            return table.journal();
        }
    }

    private List<Row> read(StudySettings settings) {
        try (StudyTable<Row> table = open(settings)) {
            return table.rows();
        }
    }

    @Test
    void givesBackTheBitsOfItsRows() {
        List<Row> rows = List.of(
                Row.of("a, \"b\"; c", 0.1 + 0.2), Row.of("é", Double.NaN), Row.of("#", Double.NEGATIVE_INFINITY));
        write(rows.toArray(Row[]::new));
        assertEquals(rows, read(SETTINGS));
        assertTrue(log.toString().contains("Going on after 3 rows"), log.toString());
    }

    @Test
    void losesNothingButTheRowThatAKillCutShort() throws IOException {
        List<Row> rows = List.of(Row.of("first", 1), Row.of("second", 2), Row.of("third", 3));
        Path journal = write(rows.toArray(Row[]::new));
        byte[] whole = Files.readAllBytes(journal);
        int header = new String(whole, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
        for (int length = header; length <= whole.length; length++) {
            Files.write(journal, Arrays.copyOf(whole, length));
            int complete = (int) new String(whole, 0, length, java.nio.charset.StandardCharsets.UTF_8)
                            .chars()
                            .filter(c -> c == '\n')
                            .count()
                    - 1;
            try (StudyTable<Row> table = open(SETTINGS)) {
                assertEquals(rows.subList(0, complete), table.rows());
                rows.subList(complete, 3).forEach(table::add);
            }
            assertEquals(rows, read(SETTINGS));
        }
    }

    @Test
    void neverMixesRowsOfOtherSettings() {
        write(Row.of("a", 1));
        assertEquals(List.of(), read(SETTINGS.with("order", 7)));
        assertTrue(log.toString().contains("order = 6, now 7"), log.toString());
        assertEquals(List.of(), read(SETTINGS.with("data", "1b2c")));
        assertTrue(log.toString().contains("data = nothing, now 1b2c"), log.toString());
        assertEquals(1, read(SETTINGS).size());
    }

    @Test
    void beginsAnewWhenAsked() {
        write(Row.of("a", 1));
        StudyTable.open(
                        OutputFolder.at(folder),
                        "results",
                        Row.class,
                        Row::name,
                        SETTINGS,
                        true,
                        new PrintWriter(log, true))
                .close();
        assertEquals(List.of(), read(SETTINGS));
    }

    @Test
    void refusesASecondProgram() {
        try (StudyTable<Row> table = open(SETTINGS)) {
            InputException refused = assertThrows(InputException.class, () -> open(SETTINGS.with("order", 7)));
            assertTrue(refused.getMessage().contains("another program is at work"), refused.getMessage());
            assertEquals(List.of(), table.rows());
        }
        assertEquals(List.of(), read(SETTINGS));
    }

    @Test
    void namesADamagedRow() throws IOException {
        Path journal = write(Row.of("a", 1));
        Files.writeString(journal, Files.readString(journal) + "b,x,1,1,true,BAD\n");
        String message =
                assertThrows(InputException.class, () -> open(SETTINGS)).getMessage();
        assertTrue(message.contains("row 2: column 'fit' is damaged"), message);
        // the lock is free again
        Files.delete(journal);
        assertEquals(List.of(), read(SETTINGS));
    }
}
