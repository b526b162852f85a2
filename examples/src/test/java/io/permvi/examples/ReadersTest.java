package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every reader gets changed files, hundreds in each build, and reads them or refuses them ({@link Fuzzing}). */
class ReadersTest {
    @TempDir
    private Path folder;

    @Test
    void changedFilesAreReadOrRefused() throws IOException {
        List<Readers.Attacked> all = Readers.in(folder);
        for (Readers.Attacked each : all) {
            Fuzzing.attack(each.name(), each.contents(), Fuzzing.count(300), each.file(), each.reader());
        }
    }

    /** What a guided fuzzer found is kept in {@code corpus}. */
    @Test
    void whatWasFoundIsReadOrRefused() throws IOException {
        int found = 0;
        for (Readers.Attacked each : Readers.in(folder)) {
            for (byte[] content : each.found()) {
                Fuzzing.give(each.file(), content, each.reader());
                found++;
            }
        }
        assertTrue(found > 0, "no file in corpus");
    }
}
