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

    private final StringWriter output = new StringWriter();
    private final StringWriter error = new StringWriter();

    private int run(String... args) {
        return Main.run(args, new PrintWriter(output, true), new PrintWriter(error, true));
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
        Path journal;
        try (var files = Files.list(two)) {
            journal = files.filter(file -> file.toString().endsWith(".journal.csv"))
                    .findFirst()
                    .orElseThrow();
        }
        String text = Files.readString(journal);
        Files.writeString(journal, text.substring(0, text.length() / 2));
        Files.delete(two.resolve("results.csv"));
        assertEquals(0, run(study(two, 2)), error.toString());
        assertEquals(rows(one), rows(two));
        assertTrue(Files.exists(one.resolve("table.md")));
        assertTrue(Files.exists(one.resolve("summary.json")));
    }

    /** What a study of other settings or data into the folder of an earlier one says, and what a fresh one says. */
    private void assertNeverMixed(String difference, String... changed) throws IOException {
        Path shared = folder.resolve("shared");
        Path fresh = folder.resolve("fresh" + difference.hashCode());
        String[] common = {"--per-sigma", "1", "--methods", "mallows-1,sequential", "--order", "4"};
        assertEquals(0, run(matching(shared, common)), error.toString());
        output.getBuffer().setLength(0);
        assertEquals(0, run(matching(shared, common, changed)), error.toString());
        assertTrue(output.toString().contains(difference), output.toString());
        assertEquals(0, run(matching(fresh, common, changed)), error.toString());
        assertEquals(rows(fresh), rows(shared));
    }

    private static String[] matching(Path out, String[]... more) {
        List<String> all = new ArrayList<>(List.of("matching", "--out", out.toString()));
        Arrays.stream(more).forEach(each -> all.addAll(List.of(each)));
        return all.toArray(String[]::new);
    }

    @Test
    void settingsChangedMeansATableOfItsOwn() throws IOException {
        assertNeverMixed("seed = 1, now 2", "--seed", "2");
        assertNeverMixed("order = 4, now 5", "--order", "5");
        assertNeverMixed("problem-seed = 20180409, now 7", "--problem-seed", "7");
    }

    @Test
    void anotherFileMeansATableOfItsOwn() throws IOException {
        Path file = folder.resolve("\"a,b\".csv");
        String text = """
                problem,sigma,kind,index,x,y,truth
                "a,b",0.5,center,0,0,0,
                "a,b",0.5,center,1,1,0,
                "a,b",0.5,observation,0,0.1,0.2,0
                "a,b",0.5,observation,1,0.8,-0.1,1
                """;
        Path out = folder.resolve("file");
        String[] arguments = {"--problems", file.toString(), "--methods", "mallows-1"};
        Files.writeString(file, text);
        assertEquals(0, run(matching(out, arguments)), error.toString());
        List<String> first = rows(out);
        assertEquals(0, run(matching(out, arguments)), error.toString());
        assertTrue(output.toString().contains("Going on after 1 rows"), output.toString());
        assertEquals(first, rows(out));
        Files.writeString(file, text.replace("0.8,-0.1", "0.3,-0.1"));
        assertEquals(0, run(matching(out, arguments)), error.toString());
        assertFalse(first.equals(rows(out)));
    }

    @Test
    void refusesMethodsThatServeNoProblem() {
        String out = folder.resolve("none").toString();
        assertEquals(2, run("matching", "--order", "9", "--per-sigma", "1", "--methods", "exact-draws", "--out", out));
        assertTrue(error.toString().contains("none of exact-draws serves problems of order 9"), error.toString());
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
        String summary = Files.readString(out.resolve("summary.json"));
        assertTrue(summary.contains("\"NaN\"") && !summary.matches("(?s).*[^\"]NaN.*"), summary);
        assertFalse(summary.matches("(?s).*\"[a-z]+_[a-z_]*\":.*"), summary);
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
    void listsItsMethodsWithoutAFolder() {
        assertEquals(0, run("matching", "--methods", "list"), error.toString());
        assertTrue(output.toString().contains("gumbel-sinkhorn "), output.toString());
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
