package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Inputs that people really give and no program can serve: each is answered by one clear line and exit code 2. */
class BadInputsTest {
    private static final int LEAST_CASES = 100;

    @TempDir
    private Path folder;

    static Stream<BadInputs.Case> cases() throws IOException {
        return BadInputs.read().stream();
    }

    @Test
    void thereAreManyAndNoTwoAlike() throws IOException {
        List<String> titles = cases().map(BadInputs.Case::title).toList();
        assertTrue(titles.size() >= LEAST_CASES, "only " + titles.size());
        assertEquals(titles.size(), titles.stream().distinct().count());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void oneClearLineAndExitCode2(BadInputs.Case each) throws IOException {
        each.write(folder);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(each.arguments(folder), new PrintWriter(out, true), new PrintWriter(err, true));
        List<String> said = err.toString().lines().toList();
        List<String> mistakes = said.stream()
                .filter(line -> !line.startsWith("permvi: warning: "))
                .toList();
        assertAll(
                each.title() + ": " + err + out,
                () -> assertEquals(2, code),
                () -> assertEquals(1, mistakes.size()),
                () -> assertTrue(mistakes.toString().startsWith("[permvi: ")),
                () -> assertTrue(mistakes.toString().chars().noneMatch(Character::isISOControl)),
                () -> assertTrue(mistakes.toString()
                        .toLowerCase(Locale.ROOT)
                        .contains(each.says().toLowerCase(Locale.ROOT))),
                () -> assertEquals(List.of(), temporaryFiles()));
    }

    private List<String> temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.map(Path::toString)
                    .filter(name -> name.endsWith(".tmp"))
                    .toList());
        }
    }
}
