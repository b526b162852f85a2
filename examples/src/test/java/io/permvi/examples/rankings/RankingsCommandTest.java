package io.permvi.examples.rankings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.examples.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingsCommandTest {
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

    private void requireFiles(Path out, String... names) throws IOException {
        for (String name : names) {
            assertTrue(Files.size(out.resolve(name)) > 0, name);
        }
    }

    @Test
    void describesAFile() throws IOException {
        Path in = file("votes.soi", "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 4\n3: 1,2\n2: 2,3,1\n");
        Path out = folder.resolve("out");
        assertEquals(0, permvi("rankings", "describe", "--in", in, "--out", out), errors.toString());
        requireFiles(out, "items.csv", "pairs.csv", "summary.txt", "summary.json", "before.png");
        assertTrue(output.toString().contains("nobody ranked 4"), output.toString());
        assertTrue(errors.toString().contains("--unlisted unseen"), errors.toString());
    }

    @Test
    void fitsTheConsensus() throws IOException {
        Path in = file("ranks.csv", "count,a,b,c,d\n9,1,2,3,4\n5,2,1,3,4\n4,1,2,4,3\n1,4,3,2,1\n");
        Path out = folder.resolve("out");
        for (String distance : List.of("kendall", "ulam")) {
            assertEquals(
                    0, permvi("rankings", "fit", "--in", in, "--distance", distance, "--out", out), errors.toString());
            requireFiles(out, "consensus.csv", "places.csv", "before.csv", "spread.csv", "summary.txt", "summary.json");
            requireFiles(out, "places.png", "before.png");
            List<String> rows = Files.readAllLines(out.resolve("consensus.csv"));
            assertTrue(rows.get(1).startsWith("a,1,"), rows.toString());
            assertTrue(rows.get(4).startsWith("d,4,"), rows.toString());
        }
        assertTrue(output.toString().contains("log evidence"), output.toString());
    }

    @Test
    void saysWhatIsWrongInOneLine() throws IOException {
        Path in = file("votes.soi", "# DATA TYPE: soi\n# NUMBER ALTERNATIVES: 4\n3: 1,1\n");
        assertEquals(2, permvi("rankings", "describe", "--in", in, "--out", folder.resolve("o")));
        assertTrue(errors.toString().contains("line 3: alternative 1 is ranked twice"), errors.toString());
        Path good = file("r.csv", "a,b\n1,2\n");
        assertEquals(2, permvi("rankings", "fit", "--in", good, "--level", "1", "--out", folder.resolve("o")));
        assertEquals(2, permvi("rankings", "fit", "--in", good, "--ties", "maybe", "--out", folder.resolve("o")));
        assertEquals(2, permvi("rankings", "fit", "--in", good, "--prior-rate", "0", "--out", folder.resolve("o")));
        assertEquals(
                4,
                errors.toString()
                        .lines()
                        .filter(line -> !line.contains("distance is kendall"))
                        .count(),
                errors.toString());
    }

    @Test
    void chainsServeWhatIsNotExact() throws IOException {
        Path in = file("pairs.csv", "assessor,winner,loser\n1,a,b\n1,b,c\n2,a,c\n3,c,d\n3,a,b\n4,b,d\n");
        Path out = folder.resolve("out");
        int code = permvi("rankings", "fit", "--in", in, "--method", "mcmc", "--distance", "footrule", "--out", out);
        assertTrue(code == 0 || code == 3, errors.toString());
        requireFiles(out, "consensus.csv", "diagnostics.csv", "trace.png");
        assertEquals(code == 0, output.toString().contains("\nconverged: "), output.toString());
        assertEquals(6, Files.readAllLines(out.resolve("diagnostics.csv")).size());
    }

    @Test
    void fitsWorthsWithTiesAndCovariates() throws IOException {
        Path in = file("pairs.csv", "winner,loser,count,tie\na,b,6,0\nb,a,2,0\na,b,3,1\nb,c,4,0\nc,b,4,0\na,c,9,0\n");
        Path out = folder.resolve("out");
        assertEquals(2, permvi("rankings", "fit", "--in", in, "--model", "plackett-luce", "--out", out));
        assertTrue(errors.toString().contains("--ties model"), errors.toString());
        assertEquals(
                0,
                permvi("rankings", "fit", "--in", in, "--model", "plackett-luce", "--ties", "model", "--out", out),
                errors.toString());
        requireFiles(out, "worths.csv", "coefficients.csv", "worths.png", "summary.json");
        assertTrue(Files.readAllLines(out.resolve("worths.csv")).get(1).startsWith("a,"));
        Path winner = file("winner.csv", "winner,loser\na,b\na,c\nb,c\n");
        assertEquals(
                0,
                permvi(
                        "rankings",
                        "fit",
                        "--in",
                        winner,
                        "--model",
                        "plackett-luce",
                        "--prior-sd",
                        "Infinity",
                        "--pseudo",
                        "0.5",
                        "--out",
                        out),
                errors.toString());
        assertTrue(Files.readAllLines(out.resolve("worths.csv")).get(1).startsWith("a,"));
        Path items = file("items.csv", "item,size\na,2\nb,1\nc,0.5\n");
        assertEquals(
                0,
                permvi(
                        "rankings",
                        "fit",
                        "--in",
                        in,
                        "--model",
                        "plackett-luce",
                        "--ties",
                        "model",
                        "--out",
                        out,
                        "--item-covariates",
                        items),
                errors.toString());
        assertTrue(Files.readString(out.resolve("coefficients.csv")).contains("size,"));
    }

    @Test
    void simulatesAndChecksItself() throws IOException {
        Path out = folder.resolve("out");
        assertEquals(
                0, permvi("rankings", "simulate", "--items", "6", "--rankings", "9", "--out", out), errors.toString());
        assertEquals(10, Files.readAllLines(out.resolve("rankings.csv")).size());
        assertEquals(0, permvi("rankings", "demo", "--out", folder.resolve("demo")), errors.toString());
        assertTrue(output.toString().contains("the truth has alpha 4.0"), output.toString());
        assertEquals(0, permvi("rankings", "validate", "--sets", "20", "--out", out), errors.toString());
        assertEquals(22, Files.readAllLines(out.resolve("calibration.csv")).size());
    }

    @Test
    void comparesModelsAndNumbersOfClusters() throws IOException {
        Path in = file("two.csv", "count,a,b,c,d,e\n9,1,2,3,4,5\n5,2,1,3,4,5\n4,1,2,4,3,5\n9,5,4,3,2,1\n7,5,4,2,3,1\n");
        Path out = folder.resolve("out");
        assertEquals(
                0,
                permvi(
                        "rankings",
                        "compare",
                        "--in",
                        in,
                        "--models",
                        "mallows:kendall,plackett-luce",
                        "--clusters",
                        "1..2",
                        "--runs",
                        "2",
                        "--out",
                        out),
                errors.toString());
        requireFiles(out, "comparison.csv", "summary.txt", "elbow.png");
        assertTrue(output.toString().contains("most probable: mallows:kendall in 2 clusters"), output.toString());
        assertEquals(2, permvi("rankings", "compare", "--in", in, "--clusters", "3..2", "--out", out));
        assertEquals(2, permvi("rankings", "compare", "--in", in, "--models", "borda", "--out", out));
        assertTrue(errors.toString().contains("unknown model 'borda'"), errors.toString());
        int code = permvi("rankings", "fit", "--in", in, "--clusters", "2", "--chains", "2", "--out", out);
        assertTrue(code == 0 || code == 3, errors.toString());
        requireFiles(out, "clusters.csv", "assessors.csv", "consensus.csv", "clusters.png", "bump.png");
        assertEquals(3, Files.readAllLines(out.resolve("clusters.csv")).size());
        assertEquals(11, Files.readAllLines(out.resolve("consensus.csv")).size());
    }

    @Test
    void fitsASpreadOfEachPlace() throws IOException {
        Path in = file("ranks.csv", "count,a,b,c,d\n9,1,2,3,4\n5,1,2,4,3\n4,1,3,2,4\n");
        Path out = folder.resolve("out");
        assertEquals(
                0,
                permvi("rankings", "fit", "--in", in, "--model", "generalized-mallows", "--out", out),
                errors.toString());
        requireFiles(out, "stages.csv", "consensus.csv", "places.png");
        List<String> rows = Files.readAllLines(out.resolve("stages.csv"));
        double first = Double.parseDouble(rows.get(1).split(",")[1]);
        double second = Double.parseDouble(rows.get(2).split(",")[1]);
        assertTrue(first > second, rows.toString());
        assertEquals(
                0,
                permvi(
                        "rankings",
                        "fit",
                        "--in",
                        in,
                        "--method",
                        "variational",
                        "--distance",
                        "footrule",
                        "--out",
                        out),
                errors.toString());
        assertTrue(output.toString().contains("corrected by weights"), output.toString());
        int code = permvi("rankings", "fit", "--in", in, "--own-spread", "--chains", "2", "--out", out);
        assertTrue(code == 0 || code == 3, errors.toString());
        assertEquals(19, Files.readAllLines(out.resolve("assessors.csv")).size());
        for (String what : List.of("worths", "distance", "clusters", "modes")) {
            assertEquals(
                    0, permvi("rankings", "validate", "--what", what, "--sets", "1", "--out", out), errors.toString());
        }
        assertTrue(output.toString().contains("intervals of log worths hold the truth"), output.toString());
    }

    @Test
    void fitsPairsThatGoInACircle() throws IOException {
        Path in = file("circle.csv", "assessor,winner,loser\n1,a,b\n1,b,c\n1,c,a\n2,a,b\n2,a,c\n3,a,b\n3,b,c\n");
        Path out = folder.resolve("out");
        assertEquals(2, permvi("rankings", "fit", "--in", in, "--out", out));
        assertTrue(errors.toString().contains("--pair-errors bernoulli"), errors.toString());
        int code = permvi("rankings", "fit", "--in", in, "--pair-errors", "bernoulli", "--chains", "2", "--out", out);
        assertTrue(code == 0 || code == 3, errors.toString());
        assertTrue(output.toString().contains("mistakes, number 1"), output.toString());
    }

    @Test
    void predictsRanksAndScoresThoseThatWereHidden() throws IOException {
        StringBuilder rows = new StringBuilder("a,b,c,d,e,f\n");
        for (int k = 0; k < 12; k++) {
            rows.append(k % 3 == 0 ? "1,2,3,4,5,6\n" : k % 3 == 1 ? "2,1,3,4,6,5\n" : "1,2,3,,4,6\n");
        }
        Path in = file("blanks.csv", rows.toString());
        Path out = folder.resolve("out");
        int code = permvi(
                "rankings", "predict", "--in", in, "--hide", "0.3", "--chains", "2", "--sweeps", "256", "--out", out);
        assertTrue(code == 0 || code == 3, errors.toString());
        requireFiles(out, "predicted.csv", "scores.csv", "summary.txt");
        List<String> scores = Files.readAllLines(out.resolve("scores.csv"));
        double model = Double.parseDouble(scores.get(1).split(",")[2]);
        double guessing = Double.parseDouble(scores.get(3).split(",")[2]);
        assertTrue(model > guessing, scores.toString());
        assertEquals(2, permvi("rankings", "predict", "--in", in, "--hide", "1", "--out", out));
    }
}
