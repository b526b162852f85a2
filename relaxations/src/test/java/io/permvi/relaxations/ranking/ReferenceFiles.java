package io.permvi.relaxations.ranking;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Reference numbers: computed ones in the resources, fits to rankings in the folder that PERMVI_DATA names. */
final class ReferenceFiles {
    /** Some names of drivers hold a comma. */
    private static final String COMMA_OUTSIDE_QUOTES = ",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)";

    private ReferenceFiles() {}

    static <T> T golden(String name, Class<T> type) throws IOException {
        try (Reader reader = new InputStreamReader(
                ReferenceFiles.class.getResourceAsStream("/golden/" + name), StandardCharsets.UTF_8)) {
            return new Gson().fromJson(reader, type);
        }
    }

    static List<String[]> rankingRows(String file) throws IOException {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(data != null, "PERMVI_DATA is not set: rankings are not there to compare with");
        Path path = Path.of(data, "rankings", file);
        Assumptions.assumeTrue(Files.exists(path), path + " is not there");
        return Files.readAllLines(path).stream()
                .skip(1)
                .map(line -> line.split(COMMA_OUTSIDE_QUOTES, -1))
                .toList();
    }
}
