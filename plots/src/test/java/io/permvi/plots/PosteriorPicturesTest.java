package io.permvi.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.permvi.inference.factor.DiagonalGaussian;
import io.permvi.inference.factor.MeanField;
import io.permvi.inference.factor.PreimagePermutation;
import io.permvi.inference.factor.SequentialMatching;
import io.permvi.inference.fit.VariationalInference;
import io.permvi.inference.posterior.MatchingMarginals;
import io.permvi.inference.posterior.Posterior;
import io.permvi.inference.posterior.Trace;
import io.permvi.models.MatchingLatent;
import io.permvi.models.Model;
import io.permvi.models.RealLatent;
import io.permvi.models.TapeModel;
import io.permvi.relaxations.permutation.MatchingSpace;
import io.permvi.relaxations.sinkhorn.SinkhornOperator;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.junit.jupiter.api.Test;

/** Every picture of a posterior, from fits and from numbers at the edge of what can be drawn. */
class PosteriorPicturesTest {
    private static final List<String> NAMES = List.of("Ann", "Bob", "Cid");

    private static void assertDrawn(Picture picture) {
        BufferedImage image = picture.image();
        assertEquals(2 * picture.width(), image.getWidth());
        assertEquals(2 * picture.height(), image.getHeight());
        long inked = Arrays.stream(image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth()))
                .filter(rgb -> (rgb & 0xFFFFFF) != 0xFFFFFF)
                .count();
        assertTrue(inked > 500, "only " + inked + " pixels are not white");
    }

    private static MatchingMarginals marginals(double... rows) {
        int n = (int) Math.sqrt(rows.length);
        return new MatchingMarginals(MatchingSpace.permutations(n), new DMatrixRMaj(n, n, true, rows));
    }

    @Test
    void aFitIsDrawnInOneLineEach() {
        MatchingLatent x = new MatchingLatent("matching", 3);
        RealLatent w = new RealLatent("shift", 1, 2);
        DMatrixRMaj scores = new DMatrixRMaj(new double[][] {{3, 0, 0}, {0, 3, 0}, {0, 0, 1}});
        Model model = TapeModel.of(List.of(x, w), (tape, z) -> z.get(x)
                .dot(tape.constant(scores))
                .plus(z.get(w).sumOfSquares().times(-0.5)));
        Posterior posterior = VariationalInference.withDefaults()
                .withSteps(50)
                .fit(model, MeanField.of(new SequentialMatching(x), new DiagonalGaussian(w)), new SplittableRandom(1))
                .posterior();
        assertDrawn(MatchingPictures.marginals(posterior, x));
        assertDrawn(MatchingPictures.candidates(posterior.marginals(x), NAMES, List.of()));
        assertDrawn(RankingPictures.places(posterior, x, NAMES));
        assertDrawn(RankingPictures.before(posterior, x, NAMES));
        assertDrawn(RealPictures.intervals(posterior, w));
        assertDrawn(FitPictures.diagnostics(posterior));
        Posterior relaxed = VariationalInference.withDefaults()
                .withSteps(20)
                .fit(
                        model,
                        MeanField.of(new PreimagePermutation(x, new SinkhornOperator(5, 0)), new DiagonalGaussian(w)),
                        new SplittableRandom(1))
                .posterior();
        assertDrawn(FitPictures.diagnostics(relaxed));
    }

    @Test
    void itemsStandInAnOrderThatSaysSomething() {
        MatchingMarginals m = marginals(0, 0, 1, 1, 0, 0, 0, 1, 0);
        assertEquals(
                List.of("Bob", "Cid", "Ann"),
                MatchingPictures.marginals(m, NAMES, List.of()).yAxis().labels());
        assertEquals(
                List.of("Bob", "Cid", "Ann"),
                RankingPictures.places(m, NAMES).yAxis().labels());
        DMatrixRMaj before = new DMatrixRMaj(new double[][] {{0, .1, .2}, {.9, 0, .3}, {.8, .7, 0}});
        assertEquals(
                List.of("Cid", "Bob", "Ann"),
                RankingPictures.before(before, NAMES).yAxis().labels());
        assertThrows(IllegalArgumentException.class, () -> MatchingPictures.marginals(m, List.of("Ann"), List.of()));
        assertThrows(IllegalArgumentException.class, () -> MatchingPictures.candidates(m, List.of("Ann"), List.of()));
    }

    @Test
    void oneItemAndManyItemsAreDrawn() {
        assertDrawn(MatchingPictures.marginals(marginals(1)));
        assertDrawn(RankingPictures.places(marginals(1), List.of("only")));
        int n = 700;
        DMatrixRMaj identity = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            identity.set(i, i, 1);
        }
        MatchingMarginals large = new MatchingMarginals(MatchingSpace.permutations(n), identity);
        assertDrawn(MatchingPictures.marginals(large));
        Picture table = MatchingPictures.candidates(large, List.of(), List.of());
        assertDrawn(table);
        assertTrue(table.height() < 1200, "a table of " + table.height() + " pixels");
    }

    @Test
    void tracesOfAnyLengthAreDrawn() {
        for (int steps : new int[] {0, 1, 2, 7, 3000}) {
            Trace trace = new Trace();
            for (int s = 0; s < steps; s++) {
                trace.add(s == 0 ? -1e9 : -100.0 / (s + 1), 1, Math.max(0.1, 1 - s / 1000.0));
            }
            assertDrawn(FitPictures.trace(trace));
        }
        Trace broken = new Trace();
        broken.add(-3, 1, 1);
        broken.add(Double.NaN, 1, 1);
        assertDrawn(FitPictures.trace(broken));
    }

    @Test
    void chainsOfDifferentLengthsAreDrawn() {
        double[] rising = {-1000, -10, -9, -9.5};
        assertDrawn(FitPictures.chains("log density", List.of(rising, new double[] {-9, -9}, new double[0]), 1));
        assertDrawn(FitPictures.chains("log density", List.of(), 0));
        assertDrawn(FitPictures.chains("log density", List.of(new double[] {5, 5, 5}), 2));
    }

    @Test
    void reliabilityCountsStatementsAndTheirError() {
        List<Double> said = List.of(0.9, 0.9, 0.9, 0.9, 0.2, 1.0);
        List<Boolean> right = List.of(true, true, true, false, false, true);
        ReliabilityCurve curve = ReliabilityCurve.of("sequential", said, right);
        assertEquals(0.92, curve.said()[9], 1e-12);
        assertEquals(0.8, curve.right()[9], 1e-12);
        assertEquals((5 * 0.12 + 0.2) / 6, curve.calibrationError(), 1e-12);
        // Wilson's interval of 4 out of 5
        assertEquals(0.3755, curve.wilson(9, -1), 1e-4);
        assertEquals(0.9638, curve.wilson(9, 1), 1e-4);
        assertDrawn(CalibrationPictures.reliability(curve));
        ReliabilityCurve empty = ReliabilityCurve.of("rounding", List.of(), List.of());
        assertDrawn(CalibrationPictures.reliability(List.of(curve, empty)));
    }

    @Test
    void realDrawsOfAnyKindAreDrawn() {
        double nan = Double.NaN;
        for (double[] draws : List.of(new double[0], new double[] {nan}, new double[] {2}, new double[] {2, 2, 2})) {
            assertDrawn(RealPictures.histogram("sigma", draws));
        }
        double[] many = new SplittableRandom(1).doubles(500).toArray();
        assertDrawn(RealPictures.histogram("sigma", many));
        assertEquals(0.5, RealPictures.quantile(new double[] {0, 1}, 0.5), 1e-12);
        List<double[]> columns = List.of(many, new double[] {nan}, new double[] {1});
        assertDrawn(RealPictures.intervals("Weights", NAMES, columns, new double[] {0.5, 1, nan}));
        assertThrows(IllegalArgumentException.class, () -> RealPictures.intervals("w", NAMES, columns, new double[2]));
    }

    @Test
    void graphsPairsAndNamesAreDrawn() {
        DMatrixRMaj ring = new DMatrixRMaj(new double[][] {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}});
        assertDrawn(GraphPictures.matched(ring, ring, new int[] {1, 2, 0}));
        double[][] points = {{0, 0}, {1, 0}, {0, 1}};
        assertDrawn(
                MatchingPictures.pairs("Pairs", "a", points, "b", points, marginals(1, 0, 0, 0, .5, .5, 0, .5, .5)));
        double[] same = {1, 1, 1};
        assertDrawn(Plot.of("Names", Axis.of("x"), Axis.of("y")).with(new Names(NAMES, same, same, Palette.TRUTH)));
    }

    @Test
    void imagesKeepTheirTitlesWithinTheGrid() {
        BufferedImage image = ImageGrid.image(new double[] {0, 0.5, 1, 2}, 2, 2, 1);
        ImageGrid grid = new ImageGrid(
                "One image from the pieces of another: a title wider than a picture",
                List.of("a"),
                List.of(List.of(image)),
                50,
                "note");
        assertDrawn(grid);
        assertTrue(grid.width() > 300 || !Letters.areFound());
        assertThrows(
                IllegalArgumentException.class,
                () -> new ImageGrid("t", List.of("a", "b"), List.of(List.of(image)), 50, ""));
    }
}
