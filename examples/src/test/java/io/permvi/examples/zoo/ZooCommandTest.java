package io.permvi.examples.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter error = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(output, true), new PrintWriter(error, true));
    }

    private String[] study(Path out, String threads) {
        return new String[] {
            "zoo",
            "--out",
            out.toString(),
            "--order",
            "3",
            "--large",
            "0",
            "--problems",
            "1",
            "--draws",
            "2000",
            "--threads",
            threads,
            "--methods",
            "lap-sum,gibbs/marginals,sequential/score,sequential/distinct"
        };
    }

    /** Distances without the times. */
    private static List<String> distances(Path out) throws IOException {
        return Files.readAllLines(out.resolve("distances.csv")).stream()
                .map(line -> line.substring(0, line.lastIndexOf(',')))
                .sorted()
                .toList();
    }

    @Test
    void distancesDoNotDependOnThreadsAndAreKept() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        assertEquals(0, run(study(one, "1")), error.toString());
        assertEquals(0, run(study(two, "2")), error.toString());
        assertEquals(distances(one), distances(two));
        assertEquals(1 + 3 * 4 * 4, distances(one).size());
        for (String file : List.of("table.md", "gradients.csv", "distances.png", "bias.png", "summary.json")) {
            assertTrue(Files.size(one.resolve(file)) > 0, file);
        }
        assertEquals(0, run(study(one, "1")), error.toString());
        assertTrue(output.toString().contains("Going on after 48 rows"), output.toString());
        String gradients = Files.readString(one.resolve("gradients.csv"));
        assertTrue(gradients.contains("gumbel,straight,optimum,0.05"), gradients);
    }

    @Test
    void mistakesAreSaid() {
        assertEquals(2, run("zoo", "--out", folder.toString(), "--order", "9"));
        assertTrue(error.toString().contains("--order must be 2 to 8"), error.toString());
        assertEquals(2, run("zoo", "--out", folder.toString(), "--methods", "nothing"));
        assertTrue(error.toString().contains("--methods"), error.toString());
        assertEquals(0, run("zoo", "--methods", "list"));
        assertTrue(output.toString().contains("neural-sort/straight"));
    }
}
