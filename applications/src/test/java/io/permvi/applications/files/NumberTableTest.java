package io.permvi.applications.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTableTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("n.csv"), text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2\n3,4\n",
                "\uFEFF1,2\r\n3,4\r\n\r\n",
                "a,b\n1,2\n3,4\n",
                "# costs\n1;2\n3;4\n",
                "1\t2\n3\t4",
                "i,j,cost\n1,1,4\n0,0,1\n1,0,3\n0,1,2\n"
            })
    void readsAMatrix(String text) throws IOException {
        DMatrixRMaj matrix = NumberTable.matrix(file(text));
        assertEquals(2, matrix.numRows);
        assertArrayEquals(new double[] {1, 2, 3, 4}, matrix.data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf,2", "2,nan", "1,", "\"1,000\",2", "\u22121,2", "a,2", "1,?"})
    void neverTakesALineWithAMistakeForAHeader(String line) throws IOException {
        Path file = file(line + "\n3,4\n");
        String message = assertThrows(InputException.class, () -> NumberTable.matrix(file))
                .getMessage();
        assertTrue(message.contains("n.csv, line 1, column "), message);
    }

    @Test
    void refusesAnEntryTwice() throws IOException {
        Path file = file("i,j,cost\n0,0,1\n0,0,2\n0,1,2\n1,0,2\n");
        String message = assertThrows(InputException.class, () -> NumberTable.matrix(file))
                .getMessage();
        assertTrue(message.contains("entry (0, 0) is there twice"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1\n2\n3\n", "1,2,3\n", "\uFEFFmass\n1\n2\n3\n", "name,mass\na,1\nb,2\nc,3\n"})
    void readsAList(String text) throws IOException {
        assertArrayEquals(new double[] {1, 2, 3}, NumberTable.vector(file(text)));
    }
}
