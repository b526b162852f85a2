package io.permvi.examples.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int permvi(Object... arguments) {
        String[] texts = Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Main.run(texts, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private void requireRefused(String sentence, Object... arguments) {
        assertEquals(2, permvi(arguments), errors.toString());
        assertTrue(errors.toString().contains(sentence), errors.toString());
    }

    private Path simulated(int records) {
        Path data = folder.resolve("data");
        assertEquals(0, permvi("link", "simulate", "--records", records, "--out", data), errors.toString());
        return data;
    }

    @Test
    void evaluatesReviewsAndWritesWhatThePageShows() throws IOException {
        Path data = simulated(700);
        Path a = data.resolve("A.csv");
        Path b = data.resolve("B.csv");
        Path out = folder.resolve("out");
        Path truth = data.resolve("truth.csv");
        assertEquals(0, permvi("link", "evaluate", a, b, "--truth", truth, "--review", "6", "--out", out));
        Matcher f1 = Pattern.compile("F1 (0\\.\\d+|1\\.0000)").matcher(output.toString());
        assertTrue(f1.find() && Double.parseDouble(f1.group(1)) > 0.95, output.toString());
        for (String name : List.of("links.csv", "decisions.csv", "parameters.csv", "draws.csv", "field-weights.png")) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
        String page = Files.readString(out.resolve("review.html"));
        assertFalse(page.contains("http:") || page.contains("https:") || page.contains("@data@"), "no network");
        List<String> review = Files.readAllLines(out.resolve("review.csv"));
        assertEquals(7, review.size());
        String[] first = review.get(1).split(",");
        assertTrue(page.contains("\"" + first[0] + "\""));

        Path answers = file("answers.csv", "a,b,link\n" + first[0] + "," + first[1] + ",no\n");
        Path again = folder.resolve("again");
        assertEquals(0, permvi("link", "review", a, b, "--answers", answers, "--out", again), errors.toString());
        String pair = first[0] + "," + first[1] + ",";
        assertTrue(
                Files.readAllLines(again.resolve("links.csv")).stream().noneMatch(line -> line.startsWith(pair)),
                "a rejected pair is still linked");
    }

    @Test
    void findsDuplicatesWithinAFile() throws IOException {
        Path data = simulated(400);
        List<String> lines = Files.readAllLines(data.resolve("A.csv"));
        StringBuilder twice = new StringBuilder(String.join("\n", lines)).append('\n');
        for (int k = 1; k <= 100; k++) {
            twice.append("copy-").append(lines.get(k)).append('\n');
        }
        Path file = file("twice.csv", twice.toString());
        assertEquals(0, permvi("link", "dedupe", file, "--out", folder.resolve("out")), errors.toString());
        long joined = Files.readAllLines(folder.resolve("out/clusters.csv")).stream()
                .map(line -> line.split(","))
                .filter(cells -> cells[0].startsWith("copy-") && cells[1].equals(cells[0].substring(5)))
                .count();
        assertTrue(joined >= 97, joined + " of 100 copies found");
    }

    @Test
    void mistakesAreSaidInOneSentence() throws IOException {
        Path a = file("a.csv", "id,name,town\n1,ann,york\n2,bob,hull\n");
        Path other = file("other.csv", "id,label,place\n1,ann,york\n2,bob,hull\n");
        requireRefused("--map name=label,town=place", "link", a, other, "--out", folder.resolve("o"));
        requireRefused("two files", "link", a);
        requireRefused("both files are the same", "link", a, a, "--out", folder.resolve("o"));
        Path twice = file("twice.csv", "id,name\n1,ann\n1,bob\n");
        requireRefused("a second time", "link", a, twice, "--out", folder.resolve("o"));
        requireRefused("has no records", "link", a, file("empty.csv", "id,name\n"), "--out", folder.resolve("o"));
        Path gaps = file("gaps.csv", "id,name,town\n1,,\n2,,\n");
        requireRefused("nothing to compare", "link", a, gaps, "--out", folder.resolve("o"));
        Path latin = Files.write(
                folder.resolve("latin.csv"), "id,name\n1,J\u00F6rg\n".getBytes(StandardCharsets.ISO_8859_1));
        requireRefused("UTF-8", "link", a, latin, "--out", folder.resolve("o"));
        requireRefused("no column 'x'", "link", a, other, "--map", "x=label", "--out", folder.resolve("o"));
        requireRefused("neither file", "link", a, other, "--without", "x", "--out", folder.resolve("o"));
        requireRefused("--error-rate", "link", a, other, "--error-rate", "2", "--out", folder.resolve("o"));
    }

    @Test
    void suspiciousColumnsAreNamed() throws IOException {
        StringBuilder a = new StringBuilder("id,person,name\n");
        StringBuilder b = new StringBuilder("id,person,name\n");
        for (int k = 0; k < 40; k++) {
            a.append(k).append(",P").append(k).append(",name").append(k % 7).append('\n');
            b.append(k).append(",P").append(k).append(",name").append(k % 7).append('\n');
        }
        Path first = file("first.csv", a.toString());
        Path second = file("second.csv", b.toString());
        assertEquals(0, permvi("link", first, second, "--out", folder.resolve("one")), errors.toString());
        assertTrue(errors.toString().contains("--without person"), errors.toString());
        assertEquals(0, permvi("link", first, second, "--without", "person", "--out", folder.resolve("two")));
        assertTrue(errors.toString().contains("only one column"), errors.toString());
    }

    @Test
    void theStudyGoesOnWhereItWas() {
        simulated(300);
        Path out = folder.resolve("study");
        assertEquals(0, permvi("link", "study", "--data", folder, "--out", out), errors.toString());
        assertTrue(output.toString().contains("data "), output.toString());
        assertEquals(0, permvi("link", "study", "--data", folder, "--out", out), errors.toString());
        assertTrue(output.toString().contains("Going on after 1 rows"), output.toString());
        requireRefused("no folder with a truth.csv", "link", "study", "--data", out, "--out", folder.resolve("o"));
    }
}
