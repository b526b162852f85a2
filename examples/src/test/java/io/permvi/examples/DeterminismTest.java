package io.permvi.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.permvi.applications.files.ContentHash;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten small runs whose tables have the same bits for any number of threads; {@code -Ddigests=FILE} compares them with
 * those of another Java or machine, or writes them where the file is not there; {@code digests.txt} among the resources has
 * those of Linux with OpenBLAS.
 */
@Tag("study")
class DeterminismTest {
    private static final List<String> RUNS = List.of(
            "transport --cost @cost.csv --temperature 0.5",
            "points --source @points.csv --target @points.csv",
            "matching --problems @problems.csv --methods sequential,gumbel-sinkhorn,stick-breaking,rounding",
            "rankings fit --in @ranks.csv --distance footrule",
            "rankings fit --in @ranks.csv --model plackett-luce",
            "graphs match @one.csv @two.csv",
            "track @spots.csv",
            "link @a.csv @b.csv",
            "worms identify --in @worms --method variational --steps 30",
            "sort train --model @out/net --steps 20 --numbers 4 --hidden 4");

    @TempDir
    private Path folder;

    @Test
    void tablesDoNotDependOnThreads() throws IOException {
        Map<String, String> digests = new LinkedHashMap<>();
        for (String run : RUNS) {
            Map<String, String> one = content(run, 1);
            assertNotEquals(Map.of(), one, run);
            for (int threads = 2; threads <= 3; threads++) {
                assertEquals(one, content(run, threads), run + " on " + threads + " threads");
            }
            ContentHash hash = new ContentHash();
            one.forEach((name, text) -> hash.add(name).add(text));
            digests.put(run, hash.shortDigest());
        }
        String text = String.join(
                "\n",
                digests.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .toList());
        System.out.println(System.getProperty("java.version") + "\n" + text);
        String stored = System.getProperty("digests", "");
        if (!stored.isEmpty() && Files.exists(Path.of(stored))) {
            assertEquals(Files.readString(Path.of(stored)), text);
        } else if (!stored.isEmpty()) {
            Files.writeString(Path.of(stored), text);
        }
    }

    private Map<String, String> content(String run, int threads) throws IOException {
        Path here = Files.createTempDirectory(folder, "run");
        BadInputs.Case each = BadInputs.good(run + " --threads " + threads);
        each.write(here);
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said, true);
        int code = Main.run(each.arguments(here), out, out);
        assertEquals(code == Main.NOT_CONVERGED ? code : 0, code, run + ": " + said);
        return RunContent.of(here.resolve("out"));
    }
}
