package io.permvi.inference.posterior;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.ConstrainedReals;
import io.permvi.inference.factor.GumbelMatching;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.files.ArrayFileException;
import io.permvi.inference.fit.AscentFile;
import io.permvi.inference.fit.FitFile;
import io.permvi.inference.fit.FitResult;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.models.DifferentiableModel;
import io.permvi.models.Domain;
import io.permvi.models.LatentValues;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Priors;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.linalg.SparsityPattern;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.permutation.Permutation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Summaries, files and tables of posteriors. */
class SavedPosteriorTest {
    private static final MatchingLatent X = new MatchingLatent("x", MatchingSpace.partial(SparsityPattern.all(3, 4)));
    private static final RealLatent RATE = new RealLatent("the rate", 1, 2, Domain.positive());
    private static final VariationalInference SHORT =
            VariationalInference.withDefaults().withSteps(40);

    @TempDir
    private Path folder;

    private static DifferentiableModel model() {
        var scores = new DMatrixRMaj(new double[][] {{2, 0, 0, -1}, {0, 1, 0, -1}, {0, 0, -1, -1}});
        return TapeModel.of(
                List.of(X, RATE),
                (tape, z) -> z.get(X).dot(tape.constant(scores)).plus(Priors.gamma(z.get(RATE), 3, 2)));
    }

    private static MeanField family() {
        return MeanField.of(new SequentialMatching(X), ConstrainedReals.of(RATE));
    }

    private static FitResult fit() {
        return SHORT.fit(model(), family(), new SplittableRandom(5));
    }

    @Test
    void aFitThatWasReadGoesOnAsIfItHadNotStopped() throws IOException {
        Path file = folder.resolve("fit.permvi");
        FitResult fit = fit();
        FitFile.write(file, fit);
        FitResult read = FitFile.read(file, family());
        assertArrayEquals(fit.posterior().parameters(), read.posterior().parameters());
        assertEquals(fit.evidence(), read.evidence());
        assertEquals(fit.message(), read.message());
        FitResult straight = SHORT.withSteps(80).fit(model(), family(), new SplittableRandom(5));
        FitResult resumed = SHORT.resume(model(), family(), read.state());
        assertArrayEquals(straight.posterior().parameters(), resumed.posterior().parameters());
        assertArrayEquals(fit.state().parameters(), AscentFile.read(file).parameters());
    }

    @Test
    void anotherFamilyIsRefusedWithTheReason() throws IOException {
        Path file = folder.resolve("fit.permvi");
        FitFile.write(file, fit());
        var other = MeanField.of(
                new SequentialMatching(X).withRowOrder(Permutation.of(2, 1, 0)), ConstrainedReals.of(RATE));
        assertTrue(refused(file, other).contains("settings differ"));
        var unlike = MeanField.of(
                new SequentialMatching(X), ConstrainedReals.of(new RealLatent("rate", 1, 2, Domain.positive())));
        assertTrue(refused(file, unlike).contains("the rate"));
        var shape = MeanField.of(
                new SequentialMatching(X), ConstrainedReals.of(new RealLatent("the rate", 1, 2, Domain.between(0, 9))));
        assertTrue(refused(file, shape).contains("saved as"));
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        assertTrue(refused(file, family()).contains("damaged"));
    }

    private static String refused(Path file, MeanField family) {
        return assertThrows(ArrayFileException.class, () -> FitFile.read(file, family))
                .getMessage();
    }

    @Test
    void drawsAreReadToTheBitAndByName() throws IOException {
        Path file = folder.resolve("draws.permvi");
        WeightedPosterior drawn = CorrectedPosterior.of(model(), fit().posterior(), 60, new SplittableRandom(6));
        PosteriorFile.write(file, drawn);
        WeightedPosterior read = PosteriorFile.read(file, List.of(RATE, X));
        assertArrayEquals(drawn.mean(X).data, read.mean(X).data);
        assertArrayEquals(drawn.mean(RATE).data, read.mean(RATE).data);
        assertEquals(drawn.evidence(), read.evidence());
        assertEquals(drawn.diagnostics().toString(), read.diagnostics().toString());
        assertThrows(ArrayFileException.class, () -> PosteriorFile.read(file, List.of(X)));
        assertThrows(ArrayFileException.class, () -> FitFile.read(file, family()));
    }

    /** Loads what another process saved, and prints what it finds. */
    public static final class Loader {
        private Loader() {}

        public static void main(String[] arguments) throws IOException {
            System.out.println(digest(
                    FitFile.read(Path.of(arguments[0]), family()).posterior(),
                    PosteriorFile.read(Path.of(arguments[1]), List.of(X, RATE))));
        }
    }

    private static String digest(FittedPosterior fit, WeightedPosterior drawn) {
        return Arrays.hashCode(fit.parameters()) + " "
                + Arrays.hashCode(fit.mean(RATE, 100, new SplittableRandom(1)).data) + " "
                + Arrays.hashCode(drawn.mean(X).data) + " " + Arrays.hashCode(drawn.mean(RATE).data) + " "
                + drawn.evidence();
    }

    @Test
    void anotherProcessFindsTheSameBits() throws IOException, InterruptedException {
        Path fitFile = folder.resolve("fit.permvi");
        Path drawsFile = folder.resolve("draws.permvi");
        FitResult fit = fit();
        WeightedPosterior drawn = CorrectedPosterior.of(model(), fit.posterior(), 60, new SplittableRandom(6));
        FitFile.write(fitFile, fit);
        PosteriorFile.write(drawsFile, drawn);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Loader.class.getName(),
                        fitFile.toString(),
                        drawsFile.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        assertEquals(digest(fit.posterior(), drawn), output.trim());
    }

    @Test
    void theSummaryHasEveryLatent() {
        PosteriorSummary summary = fit().posterior().summary();
        assertEquals(3, summary.items().size());
        assertEquals(2, summary.numbers().size());
        PosteriorSummary.Number number = summary.numbers().get(0);
        assertTrue(0 < number.low() && number.low() < number.median() && number.median() < number.high());
        assertTrue(summary.toString().contains("none ("), summary.toString());
        assertTrue(summary.toString().contains("the rate (1 x 2"), summary.toString());
    }

    @Test
    void tablesHaveOneRowADrawAndOneAPair() throws IOException {
        Path file = folder.resolve("draws.csv");
        WeightedPosterior drawn = WeightedPosterior.of(fit().posterior(), 25, new SplittableRandom(7));
        PosteriorTables.writeDraws(file, model(), drawn, 25, new SplittableRandom(8));
        List<String> rows = Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertEquals("lp__,x.1,x.2,x.3,the_rate.1.1,the_rate.1.2", rows.get(0));
        assertEquals(26, rows.size());
        LatentValues z = new LatentValues(drawn.latents());
        drawn.values().read(3, z);
        String[] cells = rows.get(4).split(",");
        assertEquals(z.get(RATE).get(0, 1), Double.parseDouble(cells[5]));
        assertEquals(model().newPass().forward(z), Double.parseDouble(cells[0]));
        Path marginals = folder.resolve("marginals.csv");
        PosteriorTables.writeMarginals(marginals, X, drawn.marginals(X));
        List<String> pairs = Files.readAllLines(marginals);
        assertEquals(1 + 12 + 3, pairs.size());
        double first = pairs.stream()
                .filter(row -> row.startsWith("0,"))
                .mapToDouble(row -> Double.parseDouble(row.split(",")[2]))
                .sum();
        assertEquals(1, first, 1e-12);
    }

    @Test
    void comparisonMeasuresDistanceToTheFirst() {
        Posterior fit = fit().posterior();
        Posterior other = SHORT.fit(
                        model(),
                        MeanField.of(new GumbelMatching(X), ConstrainedReals.of(RATE)),
                        new SplittableRandom(1))
                .posterior();
        Comparison comparison = Comparison.of("sequential", fit, "gumbel", other);
        assertEquals(0, comparison.rows().get(0).distance());
        assertTrue(comparison.rows().get(1).distance() > 0);
        assertTrue(comparison.toString().contains("not of the evidence")
                || comparison.toString().contains("no bound"));
    }

    @Test
    void leavingOneOutPredictsAsTheConjugateModelDoes() {
        // y_i ~ N(w, 1), w ~ N(0, 1): the posterior without y_i is N(s / n, 1 / n), where n - 1 data are left
        double[] y = {0.3, -0.4, 1.2, 0.9, 0.1, -0.8};
        var w = new RealLatent("w", 1, 1);
        double sum = Arrays.stream(y).sum();
        var rng = new SplittableRandom(9);
        Draws draws = new Draws(List.of(w));
        LatentValues z = new LatentValues(List.of(w));
        for (int s = 0; s < 20_000; s++) {
            z.get(w).data[0] = sum / 7 + rng.nextGaussian() / Math.sqrt(7);
            draws.add(z);
        }
        var posterior = new WeightedPosterior(draws, Evidence.none(), new Diagnostics.None());
        LeaveOneOut loo = LeaveOneOut.of(posterior, v -> {
            double[] terms = new double[6];
            Arrays.setAll(terms, i -> -0.5 * Math.pow(y[i] - v.get(w).data[0], 2) - 0.5 * Math.log(2 * Math.PI));
            return terms;
        });
        double expected = 0;
        for (double value : y) {
            double mean = (sum - value) / 6;
            double variance = 1 + 1.0 / 6;
            expected += -0.5 * (value - mean) * (value - mean) / variance - 0.5 * Math.log(2 * Math.PI * variance);
        }
        assertEquals(expected, loo.total(), 0.02);
        assertEquals(0, loo.unreliable());
        assertEquals(0, loo.minus(loo)[0]);
        double[][] again = posterior.predict((v, r) -> new double[] {v.get(w).data[0] + r.nextGaussian()}, 4000, rng);
        // the predictive variance is 1 + 1/7; the mean of 4000 has a standard error of .017
        assertEquals(
                sum / 7, Arrays.stream(again).mapToDouble(r -> r[0]).average().orElseThrow(), 0.09);
    }
}
