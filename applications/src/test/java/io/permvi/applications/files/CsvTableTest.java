package io.permvi.applications.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTableTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("t.csv"), text);
    }

    private static List<String> read(Path file) {
        List<String> rows = new ArrayList<>();
        CsvTable.read(file, List.of("name", "x"), row -> rows.add(row.text("name") + "=" + row.number("x")));
        return rows;
    }

    private static String refusal(Path file) {
        return assertThrows(InputException.class, () -> read(file)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,x\na,1\nb,-2.5e3\n",
                "\uFEFFname,x\na,1\nb,-2.5e3\n",
                "name,x\r\na,1\r\nb,-2.5e3\r\n\r\n\r\n",
                "\uFEFF\"name\";\"x\"\r\n\"a\";\"1\"\r\n\"b\";\"-2.5e3\"",
                "name\tx\na\t 1\nb\t-2.5e3\n",
                "name,x,,\na,1,,\nb,-2.5e3,,\n,,,\n",
                "name,,x,note\na,7,1,\"c, d\"\nb,,-2.5e3,\n",
                "\n\nname,x\na,1\nb,-2.5e3\n"
            })
    void readsTheSameFromWhateverProgramWroteIt(String text) throws IOException {
        assertEquals(List.of("a=1.0", "b=-2500.0"), read(file(text)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,000|write a point before decimals",
                "'\u22121'|U+2212",
                "'1\u00a0000'|U+00A0",
                "nan|must be a finite number, got nan",
                "-Inf|must be a finite number, got -Inf",
                "1e999|must be a finite number, got 1e999",
                "0x1p3|must be a number, got '0x1p3'",
                "1d|must be a number, got '1d'",
                "''|but the cell is empty"
            })
    void refusesWhatIsNoNumber(String cell, String what) throws IOException {
        String message = refusal(file("name,x\na,1\nb,\"" + cell.replace("'", "") + "\"\n"));
        assertTrue(message.contains("row 2: column 'x' ") && message.contains(what), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name,x,x;a,1,2|column 'x' is there twice, as column 2 and as column 3",
                "name,y;a,1|column 'x' is missing; the header has [name, y]",
                "made by,me;;name,x;a,1|line 3 has it: delete the lines before that one",
                "name,x;a,1,2|row 1: 3 cells where the header has 2",
                "name,x;a|row 1: 1 cells where the header has 2",
                "name,x;a,1;;b,2|line 3: the line is empty, but others follow"
            })
    void namesWhatIsWrongWithATable(String lines, String what) throws IOException {
        String message = refusal(file(lines.replace(';', '\n')));
        assertTrue(message.contains(what), message);
    }

    @Test
    void namesTheLineThatIsNotUtf8() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "name,x\na,1\nkäse,2\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(refusal(file).contains("not a text file in UTF-8 (line 3)"), refusal(file));
    }

    @Test
    void namesFilesThatAreNotThereOrNoFiles() {
        assertTrue(refusal(folder.resolve("none.csv")).endsWith("no such file"));
        assertTrue(refusal(folder).contains("a folder"), refusal(folder));
    }

    @Test
    void leavesMistakesOfTheCallerAlone() throws IOException {
        Path file = file("name,x\na,1\n");
        assertThrows(
                IllegalArgumentException.class,
                () -> CsvTable.read(file, List.of("x"), row -> {
                    throw new IllegalArgumentException("of the caller");
                }));
    }

    @Test
    void refusesTwoRowsOfOneKey() throws IOException {
        Path file = file("name,x\na,1\nb,1\na,2\n");
        UniqueKey key = new UniqueKey("name");
        String message = assertThrows(InputException.class, () -> CsvTable.read(file, List.of("name"), key::add))
                .getMessage();
        assertTrue(message.endsWith("row 3: column 'name' names a a second time, after row 1"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "-1", "11"})
    void refusesWhatIsNoWholeNumberWithinBounds(String cell) throws IOException {
        Path file = file("name,x\na," + cell + "\n");
        InputException refused = assertThrows(
                InputException.class, () -> CsvTable.read(file, List.of("x"), row -> row.integer("x", 0, 10)));
        assertTrue(refused.getMessage().contains("must be a whole number from 0 to 10, got " + cell));
    }

    @Test
    void listsFilesThatAPersonPutIntoAFolder() throws IOException {
        for (String name : List.of("b.csv", "A.CSV", "._b.csv", ".~lock.b.csv", "~$b.csv", "c.txt")) {
            Files.writeString(folder.resolve(name), "");
        }
        Files.createDirectory(folder.resolve("old.csv"));
        List<String> names =
                InputFiles.at(folder, ".csv").stream().map(InputFiles::stem).toList();
        assertEquals(List.of("A", "b"), names);
    }
}
