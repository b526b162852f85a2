package io.permvi.examples.matching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatchingCommandTest {
    private static final String METHODS = "exact-draws,mallows-2,naive-mean-field,gumbel-matching-start,sequential";

    @TempDir
    private Path folder;

    private final StringWriter error = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(new StringWriter()), new PrintWriter(error, true));
    }

    /** The rows of results.csv without the times. */
    private static List<String> rows(Path out) throws IOException {
        return Files.readAllLines(out.resolve("results.csv")).stream()
                .map(line -> {
                    List<String> cells = new ArrayList<>(Arrays.asList(line.split(",", -1)));
                    cells.remove(7);
                    return String.join(",", cells);
                })
                .toList();
    }

    private String[] study(Path out, int threads) {
        return new String[] {
            "matching", "--out", out.toString(), "--per-sigma", "2", "--methods", METHODS, "--threads", "" + threads
        };
    }

    @Test
    void resultsDoNotDependOnThreadsOrInterruptions() throws IOException {
        Path one = folder.resolve("one");
        Path two = folder.resolve("two");
        assertEquals(0, run(study(one, 1)), error.toString());
        assertEquals(0, run(study(two, 2)), error.toString());
        assertEquals(rows(one), rows(two));
        assertEquals(1 + 8 * 5, rows(one).size());
        // a killed run leaves a journal whose last line is cut
        Path journal = two.resolve("results.journal.csv");
        String text = Files.readString(journal);
        Files.writeString(journal, text.substring(0, text.length() / 2));
        Files.delete(two.resolve("results.csv"));
        assertEquals(0, run(study(two, 2)), error.toString());
        assertEquals(rows(one), rows(two));
        assertTrue(Files.exists(one.resolve("table.md")));
        assertTrue(Files.exists(one.resolve("summary.json")));
    }

    @Test
    void refusesToContinueARunWithAnotherSeed() throws IOException {
        Path out = folder.resolve("seeds");
        run("matching", "--out", out.toString(), "--per-sigma", "1", "--methods", "mallows-1");
        assertEquals(2, run("matching", "--out", out.toString(), "--seed", "2", "--methods", "mallows-1"));
        assertTrue(error.toString().contains("--seed"), error.toString());
    }

    @Test
    void readsProblemsAndReportsAccuracyWhereTheyAreLarge() throws IOException {
        Path out = folder.resolve("large");
        int code = run(
                "matching",
                "--out",
                out.toString(),
                "--per-sigma",
                "1",
                "--order",
                "12",
                "--methods",
                "gumbel-matching-start,exact-draws,mallows-1");
        assertEquals(0, code, error.toString());
        // exact draws do not serve problems that cannot be enumerated
        assertEquals(1 + 8, rows(out).size());
        assertTrue(Files.readString(out.resolve("table.md")).contains("Share of observations"));
        List<String> matching = Files.readAllLines(out.resolve("matching-s0.1-000-gumbel-matching-start-0.csv"));
        assertEquals(13, matching.size());
    }

    @Test
    void mistakesAreOneClearLine() throws IOException {
        Path file = folder.resolve("problems.csv");
        String out = folder.resolve("none").toString();
        String header = "problem,sigma,kind,index,x,y,truth\n";
        check(file, header + "a,0.5,center,0,1,2,\n", "as many observations", out);
        check(file, header + "a,-1,center,0,1,2,\n", "sigma", out);
        check(file, header + "a,0.5,middle,0,1,2,\n", "center or observation", out);
        check(file, header + "a,0.5,center,0,NaN,2,\n", "row 1", out);
        check(file, header + "a,0.5,center,0.5,1,2,\n", "index", out);
        check(file, "problem,sigma\na,1\n", "'kind' is missing", out);
        String points = header + "a,0.5,center,0,0,0,\na,0.5,center,1,1,1,\na,0.5,observation,0,0,0,0\n"
                + "a,0.5,observation,1,0,0,0\n";
        check(file, points, "permutation", out);
        assertEquals(2, run("matching", "--out", out, "--methods", "guess"));
        assertEquals(2, run("matching", "--out", out, "--fits", "0"));
        assertEquals(2, run("matching", "--out", out, "--order", "1"));
        assertEquals(2, run("matching", "--out", out, "--problems", "not-there.csv"));
        assertFalse(Files.exists(Path.of(out, "results.csv")));
    }

    private void check(Path file, String content, String expected, String out) throws IOException {
        Files.writeString(file, content);
        error.getBuffer().setLength(0);
        assertEquals(2, run("matching", "--problems", file.toString(), "--out", out), expected);
        assertEquals(1, error.toString().lines().count(), error.toString());
        assertTrue(error.toString().contains(expected), error.toString());
    }

    @Test
    void everyMethodServesASmallProblem() throws IOException {
        Path file = folder.resolve("one.csv");
        Files.writeString(file, """
                problem,sigma,kind,index,x,y,truth
                a,0.5,center,0,0,0,
                a,0.5,center,1,1,0,
                a,0.5,center,2,0,1,
                a,0.5,observation,0,0.1,0.9,2
                a,0.5,observation,1,0.2,0.1,0
                a,0.5,observation,2,0.8,-0.1,1
                """);
        Path out = folder.resolve("all");
        assertEquals(0, run("matching", "--problems", file.toString(), "--out", out.toString()), error.toString());
        assertEquals(1 + MatchingMethods.ALL.all().size(), rows(out).size());
    }
}
