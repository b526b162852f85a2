package io.permvi.examples.transport;

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
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransportCommandTest {
    @TempDir
    private Path folder;

    private record Result(int code, String out, String err) {}

    private static Result permvi(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(arguments, new PrintWriter(out, true), new PrintWriter(err, true));
        return new Result(code, out.toString(), err.toString());
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    @Test
    void solvesAProblemFromFiles() throws IOException {
        String cost = file("cost.csv", "0,1\n1,0\n");
        String rows = file("rows.csv", "mass\n0.7\n0.3\n");
        String out = folder.resolve("out").toString();
        Result result = permvi("transport", "--cost", cost, "--rows", rows, "--temperature", "0.5", "--out", out);
        assertEquals(0, result.code, result.err);
        List<String> plan = Files.readAllLines(Path.of(out, "plan.csv"));
        assertEquals("row,column,cost,plan", plan.get(0));
        double sum =
                plan.stream().skip(1).mapToDouble(TransportCommandTest::last).sum();
        assertEquals(1, sum, 1e-8);
        assertTrue(Files.size(Path.of(out, "plan.png")) > 1000);
        assertEquals(5, Files.readAllLines(Path.of(out, "potentials.csv")).size());
        assertTrue(Files.readString(Path.of(out, "summary.json")).contains("\"gap\""));
    }

    private static double last(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
    }

    @Test
    void manhattanAgreesWithItsReferenceValues() throws IOException {
        String data = System.getenv("PERMVI_DATA");
        Assumptions.assumeTrue(data != null && Files.isDirectory(Path.of(data, "transport")), "PERMVI_DATA is not set");
        List<double[]> bakeries = new ArrayList<>();
        List<double[]> cafes = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(data, "transport", "manhattan_points.csv"))) {
            String[] cells = line.split(",");
            if (!cells[0].equals("kind")) {
                double[] point = {
                    Double.parseDouble(cells[2]), Double.parseDouble(cells[3]), Double.parseDouble(cells[4]) / 441
                };
                (cells[0].equals("bakery") ? bakeries : cafes).add(point);
            }
        }
        double largest = bakeries.stream()
                .flatMapToDouble(b -> cafes.stream().mapToDouble(c -> squares(b, c)))
                .max()
                .orElseThrow();
        String cost = file(
                "cost.csv",
                bakeries.stream()
                        .map(b -> cafes.stream()
                                .map(c -> Double.toString(squares(b, c) / largest))
                                .collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\n")));
        String rows = file("rows.csv", masses(bakeries));
        String columns = file("columns.csv", masses(cafes));
        for (String[] reference : new String[][] {{"0.5", "0.23705861882735696"}, {"0.1", "0.141433733627118"}}) {
            String out = folder.resolve("out" + reference[0]).toString();
            Result result = permvi(
                    "transport",
                    "--cost",
                    cost,
                    "--rows",
                    rows,
                    "--columns",
                    columns,
                    "--temperature",
                    reference[0],
                    "--tolerance",
                    "1e-13",
                    "--out",
                    out);
            assertEquals(0, result.code, result.err);
            String summary = Files.readString(Path.of(out, "summary.json"));
            String value = summary.replaceAll("(?s).*\"transportCost\": ([0-9.eE+-]+).*", "$1");
            assertEquals(Double.parseDouble(reference[1]), Double.parseDouble(value), 1e-11);
        }
    }

    private static double squares(double[] a, double[] b) {
        return (a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]);
    }

    private static String masses(List<double[]> points) {
        return points.stream().map(p -> Double.toString(p[2])).collect(Collectors.joining("\n"));
    }

    @Test
    void aSmallStudyWritesItsTablesAndPictures() throws IOException {
        Path out = folder.resolve("study");
        Result result = permvi("transport", "--size", "8", "--steps", "30", "--largest", "10", "--out", out.toString());
        assertEquals(0, result.code, result.err);
        for (String name : List.of(
                "learning.csv",
                "cost_of_size.csv",
                "cost_of_iterations.csv",
                "summary.json",
                "learning_calibrated.png",
                "learning_mis-calibrated.png",
                "cost_of_size.png",
                "cost_of_iterations.png")) {
            assertTrue(Files.size(out.resolve(name)) > 100, name);
        }
        assertEquals(
                1 + 2 * 2 * 3 * 30,
                Files.readAllLines(out.resolve("learning.csv")).size());
    }

    @Test
    void settingsChangedMeansATableOfItsOwn() throws IOException {
        Path out = folder.resolve("again");
        String[] first = {"transport", "--size", "4", "--steps", "6", "--largest", "10", "--out", out.toString()};
        String[] second = {"transport", "--size", "4", "--steps", "7", "--largest", "10", "--out", out.toString()};
        assertEquals(0, permvi(first).code);
        String curves = Files.readString(out.resolve("learning.csv"));
        Result changed = permvi(second);
        assertTrue(changed.out.contains("steps = 6, now 7"), changed.out);
        assertEquals(
                1 + 2 * 2 * 3 * 7,
                Files.readAllLines(out.resolve("learning.csv")).size());
        Result back = permvi(first);
        assertTrue(back.out.contains("Going on after 12 rows"), back.out);
        assertEquals(curves, Files.readString(out.resolve("learning.csv")));
    }

    @Test
    void aPlanThatIsNotSettledIsWrittenAndHasAnExitCodeOfItsOwn() throws IOException {
        var rng = new SplittableRandom(2);
        String cost = file(
                "cost.csv",
                IntStream.range(0, 40)
                        .mapToObj(
                                i -> rng.doubles(37).mapToObj(Double::toString).collect(Collectors.joining(",")))
                        .collect(Collectors.joining("\n")));
        Path out = folder.resolve("loose");
        Result result = permvi(
                "transport", "--cost", cost, "--temperature", "1", "--tolerance", "1e-300", "--out", out.toString());
        assertEquals(3, result.code, result.err);
        assertTrue(Files.exists(out.resolve("plan.csv")));
    }

    @Test
    void neverReplacesItsInput() throws IOException {
        String cost = file("plan.csv", "0,1\n1,0\n");
        Result result = permvi("transport", "--cost", cost, "--temperature", "1", "--out", folder.toString());
        assertEquals(2, result.code);
        assertEquals("0,1\n1,0\n", Files.readString(Path.of(cost)));
        assertFalse(Files.exists(folder.resolve("plan.png")));
    }

    @Test
    void mistakesEndWithOneLineAndNoFiles() throws IOException {
        String good = file("good.csv", "1,2\n3,4\n");
        String out = folder.resolve("none").toString();
        List<String[]> mistakes = List.of(
                new String[] {"--cost", folder.resolve("absent.csv").toString(), "--temperature", "1"},
                new String[] {"--cost", good},
                new String[] {"--cost", good, "--temperature", "0"},
                new String[] {"--cost", file("ragged.csv", "1,2\n3\n"), "--temperature", "1"},
                new String[] {"--cost", file("text.csv", "1,2\n3,x\n"), "--temperature", "1"},
                new String[] {"--cost", file("empty.csv", ""), "--temperature", "1"},
                new String[] {"--cost", good, "--rows", file("three.csv", "1\n2\n3\n"), "--temperature", "1"},
                new String[] {"--cost", good, "--rows", file("negative.csv", "1\n-1\n"), "--temperature", "1"},
                new String[] {
                    "--cost",
                    good,
                    "--rows",
                    file("a.csv", "1\n1\n"),
                    "--columns",
                    file("b.csv", "1\n2\n"),
                    "--temperature",
                    "1"
                },
                new String[] {"--rows", good},
                new String[] {"--cost", good, "--temperature", "1", "--largest", "5"},
                new String[] {"--size", "0"});
        for (String[] mistake : mistakes) {
            List<String> arguments = new ArrayList<>(List.of("transport", "--out", out));
            arguments.addAll(List.of(mistake));
            Result result = permvi(arguments.toArray(String[]::new));
            assertEquals(2, result.code, String.join(" ", mistake) + ": " + result.err);
            assertEquals(1, result.err.lines().count(), result.err);
            assertTrue(result.err.toLowerCase(Locale.ROOT).startsWith("permvi:"), result.err);
            assertFalse(Files.exists(Path.of(out, "plan.csv")));
        }
    }
}
