package io.permvi.examples.heads;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.applications.heads.HeadFile;
import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The heads programs on synthetic heads: results, and every mistake that their users make. */
class HeadsProgramTest {
    @TempDir
    private static Path folder;

    private final StringWriter output = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int permvi(Object... arguments) {
        String[] texts =
                java.util.Arrays.stream(arguments).map(Object::toString).toArray(String[]::new);
        return Main.run(texts, new PrintWriter(output, true), new PrintWriter(errors, true));
    }

    private static synchronized Path atlas() {
        Path heads = folder.resolve("heads");
        Path atlas = folder.resolve("atlas.json");
        if (!Files.exists(atlas)) {
            HeadsProgramTest program = new HeadsProgramTest();
            assertEquals(0, program.permvi("heads", "simulate", "--out", heads, "--heads", 6));
            assertEquals(0, program.permvi("heads", "learn", "--worms", heads, "--out", atlas));
        }
        return atlas;
    }

    private void assertMistake(String sentence, Object... arguments) {
        assertEquals(2, permvi(arguments), errors.toString());
        assertTrue(errors.toString().contains(sentence), errors.toString());
        assertEquals(1, errors.toString().lines().count(), errors.toString());
    }

    private Path head(String name, String header, int points) throws IOException {
        StringBuilder text = new StringBuilder(header + "\n");
        for (int i = 0; i < points; i++) {
            text.append(i * 9)
                    .append(',')
                    .append(i % 3)
                    .append(",1,1,2,")
                    .append(i % 5)
                    .append('\n');
        }
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void namesASyntheticHeadWhateverTheOrderOfItsColumns() throws IOException {
        Path atlas = atlas();
        List<String> lines = Files.readAllLines(folder.resolve("heads/head03.csv"));
        List<String> turned = lines.stream()
                .map(line -> line.split(",", -1))
                .map(c -> String.join(",", "nonsense", c[5], c[4], c[3], c[2], c[1], c[0]))
                .toList();
        Path file = Files.write(folder.resolve("turned.csv"), turned);
        Path out = folder.resolve("named");
        assertEquals(
                0,
                permvi("heads", "name", "--atlas", atlas, "--in", file, "--out", out, "--hand", "same"),
                errors.toString());
        List<String> named = Files.readAllLines(out.resolve("turned.csv"));
        assertEquals(lines.size(), named.size());
        int right = 0;
        int all = 0;
        for (int i = 1; i < lines.size(); i++) {
            String truth = lines.get(i).split(",", -1)[6];
            if (!truth.isEmpty()) {
                all++;
                right += named.get(i).split(",", -1)[1].equals(truth) ? 1 : 0;
            }
        }
        assertTrue(right > 0.9 * all, right + " of " + all + " right");
        assertTrue(Files.exists(out.resolve("summary.json")));
    }

    /** Every cell is seen twice, and dim points stand beside the head; the names of its cells can be confirmed. */
    @Test
    void namesTheCellsOfADetector() throws IOException {
        Path atlas = atlas();
        List<String> lines = Files.readAllLines(folder.resolve("heads/head03.csv"));
        List<String> seen = new java.util.ArrayList<>(List.of("x,y,z,r,g,b"));
        for (String line : lines.subList(1, lines.size())) {
            String[] c = line.split(",", -1);
            seen.add(String.join(",", c[0], c[1], c[2], c[3], c[4], c[5]));
            seen.add(String.join(",", String.valueOf(Double.parseDouble(c[0]) + 0.4), c[1], c[2], c[3], c[4], c[5]));
            seen.add(String.join(",", c[0], c[1], String.valueOf(Double.parseDouble(c[2]) + 20), "-9", "-9", "-9"));
        }
        Path file = Files.write(folder.resolve("seen.csv"), seen);
        Path out = folder.resolve("cells");
        assertEquals(
                0,
                permvi("heads", "name", "--atlas", atlas, "--in", file, "--out", out, "--hand", "same", "--detected"),
                errors.toString());
        List<String> named = Files.readAllLines(out.resolve("seen.csv"));
        List<String> cells = Files.readAllLines(out.resolve("seen-cells.csv"));
        assertEquals(named.size(), cells.size());
        int right = 0;
        int all = 0;
        for (String line : lines.subList(1, lines.size())) {
            String[] truth = line.split(",", -1);
            if (truth[6].isEmpty()) {
                continue;
            }
            all++;
            for (int i = 1; i < cells.size(); i++) {
                String[] c = cells.get(i).split(",", -1);
                double gap = 0;
                for (int d = 0; d < 3; d++) {
                    gap += Math.abs(Double.parseDouble(c[d]) - Double.parseDouble(truth[d]));
                }
                right += gap < 0.5 && named.get(i).split(",", -1)[1].equals(truth[6]) ? 1 : 0;
            }
        }
        assertTrue(right > 0.6 * all, right + " of " + all + " right");
        Path known = Files.writeString(folder.resolve("seen-known.csv"), "point,neuron\n1,-\n");
        assertEquals(
                0,
                permvi(
                        "heads",
                        "name",
                        "--atlas",
                        atlas,
                        "--in",
                        file,
                        "--out",
                        folder.resolve("cells2"),
                        "--hand",
                        "same",
                        "--detected",
                        "--known",
                        known),
                errors.toString());
        String[] first =
                Files.readAllLines(folder.resolve("cells2/seen.csv")).get(1).split(",", -1);
        assertEquals("1", first[8], "confirmed");
        assertEquals("1.0000", first[7], "no neuron");
        assertMistake(
                "--also writes the points of a file",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                file,
                "--out",
                folder.resolve("cells3"),
                "--detected",
                "--also",
                "TABLE");
        errors.getBuffer().setLength(0);
        seen.replaceAll(line -> line + (line.startsWith("x") ? ",confirmed" : ",-"));
        assertMistake(
                "with --detected names are confirmed for the cells",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                Files.write(folder.resolve("told.csv"), seen),
                "--out",
                folder.resolve("cells4"),
                "--detected");
    }

    @Test
    void namesEveryMistake() throws IOException {
        Path atlas = atlas();
        Path out = folder.resolve("none");
        Path good = folder.resolve("heads/head01.csv");
        assertMistake(
                "column 'b' is missing",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                head("gray.csv", "x,y,z,r,g,q", 20),
                "--out",
                out);
        errors.getBuffer().setLength(0);
        assertMistake(
                "needs at least 10 points, got 9",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                head("few.csv", "x,y,z,r,g,b", 9),
                "--out",
                out);
        errors.getBuffer().setLength(0);
        Path broken = Files.writeString(folder.resolve("nan.csv"), "x,y,z,r,g,b\n1,2,NaN,1,1,1\n");
        assertMistake(
                "row 1: column 'z' must be a finite number",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                broken,
                "--out",
                out);
        errors.getBuffer().setLength(0);
        Path old = Files.writeString(folder.resolve("old.json"), "{\"format\":\"permvi-head-atlas\",\"version\":1}");
        assertMistake(
                "of version 1, but this program reads version 3",
                "heads",
                "name",
                "--atlas",
                old,
                "--in",
                good,
                "--out",
                out);
        errors.getBuffer().setLength(0);
        assertMistake(
                "--hand must be", "heads", "name", "--atlas", atlas, "--in", good, "--out", out, "--hand", "left");
        errors.getBuffer().setLength(0);
        Path hands = Files.writeString(folder.resolve("hands.csv"), "worm,hand\nother,same\n");
        assertMistake(
                "no hand for worm 'head01'",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                good,
                "--out",
                out,
                "--hand",
                hands);
        assertTrue(Files.notExists(out.resolve("summary.json")));
    }

    @Test
    void confirmedNamesAreKeptAndTheRestIsAskedForInOrder() throws IOException {
        Path atlas = atlas();
        Path head = folder.resolve("heads/head04.csv");
        List<String> lines = Files.readAllLines(head);
        String truth = lines.get(3).split(",", -1)[6];
        Path known = Files.writeString(folder.resolve("known.csv"), "point,neuron\n3," + truth + "\n4,-\n");
        Path out = folder.resolve("confirmed");
        assertEquals(
                0,
                permvi(
                        "heads",
                        "name",
                        "--atlas",
                        atlas,
                        "--in",
                        head,
                        "--out",
                        out,
                        "--known",
                        known,
                        "--also",
                        "NEUROPAL_ID,NAPARI",
                        "--no-pictures"),
                errors.toString());
        assertTrue(output.toString().contains("confirm next, by points: ["), output.toString());
        List<String> named = Files.readAllLines(out.resolve("head04.csv"));
        assertTrue(named.get(3).startsWith("3," + truth + ",1.0000,"), named.get(3));
        assertTrue(named.get(3).endsWith(",1,,"), named.get(3));
        assertTrue(named.get(4).contains(",1.0000,1,,"), named.get(4));
        assertEquals(1, named.stream().filter(l -> l.matches(".*,0,1,[-0-9.]+")).count());
        String neuropal = Files.readString(out.resolve("head04-neuropal-id.csv"));
        assertTrue(neuropal.contains("\n" + truth + ",1.000000,0," + truth + ",1.000000,"), neuropal);
        assertTrue(Files.exists(out.resolve("head04-napari.csv")));
        String page = Files.readString(out.resolve("head04.html"));
        assertTrue(page.length() < 3_000_000 && page.contains("\"confirmed\":\"" + truth + "\""));
        assertTrue(!page.contains("src=\"http") && !page.contains("import("), "the page needs no network");
        errors.getBuffer().setLength(0);
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), "point,neuron\n3,NOBODY\n");
        assertMistake(
                "is confirmed as 'NOBODY', which the atlas does not have",
                "heads",
                "name",
                "--atlas",
                atlas,
                "--in",
                head,
                "--out",
                out,
                "--known",
                wrong);
    }

    @Test
    void aColumnOfTheHeadsOwnFileConfirmsToo() throws IOException {
        Path atlas = atlas();
        List<String> lines = new java.util.ArrayList<>(Files.readAllLines(folder.resolve("heads/head05.csv")));
        lines.replaceAll(line -> line + ",");
        lines.set(0, lines.get(0) + "confirmed");
        String truth = lines.get(2).split(",", -1)[6];
        lines.set(2, lines.get(2) + "yes");
        Path heads = Files.createDirectories(folder.resolve("own"));
        Files.write(heads.resolve("a.csv"), lines);
        Files.copy(folder.resolve("heads/head06.csv"), heads.resolve("b.csv"));
        Path out = folder.resolve("own-named");
        assertEquals(
                0,
                permvi("heads", "name", "--atlas", atlas, "--in", heads, "--out", out, "--no-pictures"),
                errors.toString());
        assertTrue(Files.readAllLines(out.resolve("a.csv")).get(2).startsWith("2," + truth + ",1.0000"));
        String index = Files.readString(out.resolve("index.html"));
        assertTrue(index.contains("href=\"a.html\"") && index.contains("href=\"b.html\""), index);
    }

    @Test
    void auditsAndConverts() throws IOException {
        atlas();
        Path out = folder.resolve("audit");
        assertEquals(
                0,
                permvi(
                        "heads",
                        "audit",
                        "--worms",
                        folder.resolve("heads"),
                        "--folds",
                        3,
                        "--inject",
                        0.05,
                        "--mirror",
                        1,
                        "--out",
                        out),
                errors.toString());
        assertTrue(output.toString().contains("recallInFirst10Percent"), output.toString());
        assertTrue(Files.exists(out.resolve("audit.html")) && Files.exists(out.resolve("hands.csv")));
        Path converted = folder.resolve("converted");
        assertEquals(
                0,
                permvi("heads", "convert", "--in", folder.resolve("heads"), "--to", "NEUROPAL_ID", "--out", converted),
                errors.toString());
        assertEquals(0, permvi("heads", "convert", "--in", converted, "--out", folder.resolve("back")));
        List<String> first = Files.readAllLines(folder.resolve("heads/head01.csv"));
        List<String> back = Files.readAllLines(folder.resolve("back/head01.csv"));
        assertEquals(first.size(), back.size());
        assertEquals(first.get(5).split(",", -1)[6], back.get(5).split(",", -1)[6]);
    }

    @Test
    void testsLaboratoriesFewHeadsAndConfirmedNames() throws IOException {
        atlas();
        Path laboratories = Files.createDirectories(folder.resolve("laboratories"));
        for (int h = 1; h <= 6; h++) {
            Files.copy(
                    folder.resolve("heads/head0" + h + ".csv"),
                    laboratories.resolve((h <= 3 ? "A_" : "B_") + h + ".csv"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        Path out = folder.resolve("few");
        assertEquals(
                0,
                validate(laboratories, out, "--leave-out", "laboratory", "--train", 2, "--confirmed", "1,4"),
                errors.toString());
        List<String> rows = Files.readAllLines(out.resolve("heads.csv"));
        // the hand given, and two numbers of names confirmed by the list and at random
        assertEquals(1 + 5 * 6, rows.size());
        assertTrue(output.toString().contains("4 confirmed, random"), output.toString());
        assertMistake(
                "--leave-out must be laboratory",
                "heads",
                "validate",
                "--worms",
                laboratories,
                "--leave-out",
                "head",
                "--out",
                out);
    }

    @Test
    void warnsOfPixelsAndOfTwins() throws IOException {
        StringWriter warnings = new StringWriter();
        HeadFile.readPoints(head("pixels.csv", "x,y,z,r,g,b", 60), new PrintWriter(warnings, true));
        assertTrue(warnings.toString().contains("pixels?"), warnings.toString());
        Path twins = head("twins.csv", "x,y,z,r,g,b", 12);
        Files.writeString(twins, Files.readString(twins) + "0,0,1,1,2,0\n");
        HeadFile.readPoints(twins, new PrintWriter(warnings, true));
        assertTrue(warnings.toString().contains("row 13: the same position as row 1"), warnings.toString());
    }

    @Test
    void validatesWithEverythingChosenInsideTheFolds() throws IOException {
        atlas();
        Path out = folder.resolve("validation");
        assertEquals(
                0,
                permvi(
                        "heads",
                        "validate",
                        "--worms",
                        folder.resolve("heads"),
                        "--folds",
                        2,
                        "--reference",
                        "head01",
                        "--out",
                        out),
                errors.toString());
        assertEquals(
                2,
                output.toString()
                        .lines()
                        .filter(l -> l.contains("chosen within"))
                        .count());
        List<String> heads = Files.readAllLines(out.resolve("heads.csv"));
        // five heads tested, with the hand given, inferred, and inferred together
        assertEquals(1 + 3 * 5, heads.size());
        assertTrue(heads.stream().noneMatch(l -> l.startsWith("head01")));
        for (String line : heads.subList(1, heads.size())) {
            assertTrue(Double.parseDouble(line.split(",")[5]) > 0.8, line);
        }
    }

    @Test
    void refusesMoreFoldsThanHeads() {
        atlas();
        assertMistake(
                "--folds must be from 2 to",
                "heads",
                "validate",
                "--worms",
                folder.resolve("heads"),
                "--folds",
                7,
                "--no-tune",
                "--out",
                folder.resolve("none"));
    }

    private int validate(Path heads, Path out, Object... more) {
        Object[] first = {"heads", "validate", "--worms", heads, "--no-tune", "--no-infer", "--out", out};
        output.getBuffer().setLength(0);
        return permvi(
                java.util.stream.Stream.concat(java.util.stream.Stream.of(first), java.util.stream.Stream.of(more))
                        .toArray());
    }

    @Test
    void settingsChangedMeansAValidationOfItsOwn() throws IOException {
        Path heads = folder.resolve("changing");
        Path out = folder.resolve("changed");
        assertEquals(0, permvi("heads", "simulate", "--out", heads, "--heads", 4), errors.toString());
        assertEquals(0, validate(heads, out, "--folds", 2), errors.toString());
        // heads of no laboratory are told together only
        assertTrue(output.toString().contains("all: ") && !output.toString().contains("head01: "), output.toString());
        String before = Files.readString(out.resolve("heads.csv"));
        assertEquals(0, validate(heads, out, "--folds", 2), errors.toString());
        assertTrue(output.toString().contains("Going on after 4 rows"), output.toString());
        assertEquals(before, Files.readString(out.resolve("heads.csv")));
        assertEquals(0, validate(heads, out, "--folds", 3), errors.toString());
        assertTrue(output.toString().contains("folds = 2, now 3"), output.toString());
        assertEquals(0, permvi("heads", "simulate", "--out", heads, "--heads", 4, "--seed", 2), errors.toString());
        assertEquals(0, validate(heads, out, "--folds", 3), errors.toString());
        assertTrue(output.toString().contains("(worms = "), output.toString());
    }

    @Test
    void neverReplacesItsRecordings() throws IOException {
        Path atlas = atlas();
        Path head = folder.resolve("heads/head01.csv");
        String before = Files.readString(head);
        assertMistake("would be replaced", "heads", "name", "--atlas", atlas, "--in", head, "--out", head.getParent());
        assertEquals(before, Files.readString(head));
        errors.getBuffer().setLength(0);
        Files.createDirectories(folder.resolve("single"));
        Files.copy(head, folder.resolve("single/a.json"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Path single = folder.resolve("single/a.json");
        assertMistake("would be replaced", "heads", "learn", "--worms", single, "--out", single);
        assertEquals(before, Files.readString(single));
    }

    @Test
    void placeholdersAreNoNeurons() throws IOException {
        atlas();
        Path marked = Files.createDirectories(folder.resolve("marked"));
        for (String id : List.of("head01", "head02", "head03")) {
            List<String> lines = Files.readAllLines(folder.resolve("heads/" + id + ".csv"));
            for (int i = 1; i < lines.size(); i += 25) {
                String name = List.of("NA", "?", "unknown", lines.get(i).split(",", -1)[6] + "?")
                        .get(i / 25 % 4);
                lines.set(i, lines.get(i).replaceFirst("[^,]*$", java.util.regex.Matcher.quoteReplacement(name)));
            }
            Files.write(marked.resolve(id.toUpperCase(java.util.Locale.ROOT) + ".CSV"), lines);
        }
        Files.writeString(marked.resolve("._head01.csv"), "no head");
        Path learned = folder.resolve("marked.json");
        assertEquals(0, permvi("heads", "learn", "--worms", marked, "--out", learned), errors.toString());
        String text = Files.readString(learned);
        assertTrue(errors.toString().contains("end in a question mark"), errors.toString());
        assertTrue(!text.contains("\"NA\"") && !text.contains("UNKNOWN") && !text.contains("?"), "placeholders");
    }
}
