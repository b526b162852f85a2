package io.permvi.applications.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonFileTest {
    @TempDir
    private Path folder;

    private record Inner(double value) {
        private Inner {
            if (value < 0) {
                throw new IllegalArgumentException("value must be positive, got " + value);
            }
        }
    }

    private record Content(String format, int version, List<Inner> parts, double elbo) {}

    private Content read(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("c.json"), text);
        return JsonFile.read(file, "test", 2, Content.class, "permvi test");
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Content content = new Content("test", 2, List.of(new Inner(0.1)), Double.NaN);
        assertEquals(content, read(JsonFile.text(content)));
        assertEquals(content, read(JsonFile.compactText(content)));
        assertEquals(content, read("\uFEFF" + JsonFile.text(content)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "row,column|no valid JSON (line 1",
                "[1]|expected a file written by 'permvi test'",
                "{}|expected a file written by 'permvi test'",
                "{\"format\":\"test\",\"version\":1}|of version 1, but this program reads version 2",
                "{\"format\":\"test\",\"version\":2}|is missing or of the wrong kind",
                "{\"format\":\"test\",\"version\":2,\"parts\":[],\"elbo\":1,\"more\":1}|the entry 'more' is unknown",
                "{\"format\":\"test\",\"version\":2,\"parts\":[{\"value\":-1}],\"elbo\":1}|value must be positive, got -1.0",
                "{\"format\":\"test\",\"version\":2,\"parts\":[{\"value\":\"x\"}],\"elbo\":1}|'parts.[0].value' is missing or of",
                "{\"format\":\"test\",\"version\":2,\"parts\":[],\"parts\":[],\"elbo\":1}|no valid JSON",
                "{\"format\":\"test\",\"version\":2,\"parts\":[],\"elbo\":NaN}|no valid JSON"
            })
    void saysInOneSentenceWhatIsWrong(String text, String what) {
        String message = assertThrows(InputException.class, () -> read(text)).getMessage();
        assertTrue(message.contains(what), message);
        assertFalse(message.contains("com.fasterxml") || message.contains("http") || message.contains("\n"), message);
    }

    @Test
    void limitsTheDepth() {
        String message = assertThrows(InputException.class, () -> read("[".repeat(100_000)))
                .getMessage();
        assertTrue(message.contains("nested deeper"), message);
    }
}
