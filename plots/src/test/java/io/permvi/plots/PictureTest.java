package io.permvi.plots;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.GraphicsEnvironment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plots have the size they say, show values where they belong, and reach the disk whole. */
class PictureTest {
    private static final Color RED = new Color(255, 0, 0);
    private static final Plot PLOT =
            Plot.of("Title", Axis.of("x (m)").within(0, 10), Axis.of("y (m)").within(0, 5));

    private static boolean isRed(int rgb) {
        Color color = new Color(rgb);
        return color.getRed() > 200 && color.getGreen() < 60 && color.getBlue() < 60;
    }

    /** The mean position of red pixels, not a number without any. */
    private static double[] centerOfRed(BufferedImage image) {
        double[] sum = new double[3];
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                if (isRed(image.getRGB(x, y))) {
                    sum[0] += x;
                    sum[1] += y;
                    sum[2]++;
                }
            }
        }
        return new double[] {sum[0] / sum[2], sum[1] / sum[2]};
    }

    private static double[] centerOfPoint(Plot plot, double x, double y) {
        return centerOfRed(plot.with(Series.points("", new double[] {x}, new double[] {y}, RED))
                .image());
    }

    @Test
    void filesAreTwiceTheNominalSizeAndWhole(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("plot.png");
        PLOT.save(file);
        BufferedImage read = ImageIO.read(file.toFile());
        assertEquals(2 * PLOT.width(), read.getWidth());
        assertEquals(2 * PLOT.height(), read.getHeight());
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void aFolderThatIsMissingIsSaid(@TempDir Path folder) {
        Path file = folder.resolve("missing").resolve("plot.png");
        UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> PLOT.save(file));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }

    @Test
    void pointsStandWhereTheirValuesAre() {
        double[] low = centerOfPoint(PLOT, 2, 1);
        double[] middle = centerOfPoint(PLOT, 5, 2.5);
        double[] high = centerOfPoint(PLOT, 8, 4);
        for (int d = 0; d < 2; d++) {
            assertEquals(middle[d], (low[d] + high[d]) / 2, 1.0);
        }
        assertTrue(low[0] < high[0] && low[1] > high[1]);
        Plot logarithmic = PLOT.withAxes(
                Axis.logarithmic("x").within(1, 100), Axis.of("y").within(0, 5).reverse());
        double[] ten = centerOfPoint(logarithmic, 10, 1);
        assertEquals((centerOfPoint(logarithmic, 2, 1)[0] + centerOfPoint(logarithmic, 50, 1)[0]) / 2, ten[0], 1.0);
        assertTrue(centerOfPoint(logarithmic, 10, 4)[1] > ten[1]);
    }

    @Test
    void unitsAreEqualWhereBothAxesAreLengths() {
        Plot equal = PLOT.withAxes(Axis.of("x"), Axis.of("y"))
                .with(Series.points("", new double[] {0, 40}, new double[] {0, 10}, Color.BLUE))
                .withEqualUnits();
        double across = centerOfPoint(equal, 10, 0)[0] - centerOfPoint(equal, 0, 0)[0];
        double upward = centerOfPoint(equal, 0, 0)[1] - centerOfPoint(equal, 0, 10)[1];
        assertEquals(across, upward, 2.0);
    }

    @Test
    void linesEndAtTheBoxAndValuesThatAreNotFiniteAreLeftOut() {
        double nan = Double.NaN;
        double[] x = {-100, 3, nan, 6, 7, Double.POSITIVE_INFINITY};
        double[] y = {2, 2, 1, nan, 2, 2};
        Plot plot = PLOT.with(Series.line("", x, y, RED));
        BufferedImage image = plot.image();
        int boxLeft = 2 * new Frame(plot).insets().left;
        for (int py = 0; py < image.getHeight(); py++) {
            for (int px = 0; px < boxLeft - 4; px++) {
                assertFalse(isRed(image.getRGB(px, py)), "red at " + px + ", " + py);
            }
        }
        assertTrue(Double.isFinite(centerOfRed(image)[0]));
        Plot nothing = PLOT.with(Series.line("", new double[] {nan}, new double[] {1}, RED));
        assertTrue(Double.isNaN(centerOfRed(nothing.image())[0]));
    }

    @Test
    void constantEmptyAndSinglePointDataAreDrawn() {
        double[][] columns = {{}, {3}, {3, 3, 3}, {Double.NaN}, {0, 1e-300}, {-1e300, 1e300}, {1e15, 1e15 + 1}};
        for (double[] values : columns) {
            for (Axis axis : List.of(Axis.of("v"), Axis.logarithmic("v"))) {
                Plot plot = Plot.of("t", axis, axis)
                        .with(Series.line("line", values, values, RED).withPoints())
                        .with(Series.points("points", values, values, RED).withErrors(values))
                        .with(new Bars("bars", values, values, 1, RED, true))
                        .with(Guide.diagonal());
                assertEquals(2 * plot.width(), plot.image().getWidth(), Arrays.toString(values));
            }
        }
    }

    @Test
    void longTitlesAreWrappedWithinThePicture() {
        assumeTrue(Letters.areFound(), "without a font there are no titles");
        String title = "A title that is much longer than the picture is wide, ".repeat(4);
        Plot plot = PLOT.withTitle(title);
        assertTrue(new Frame(plot).insets().top > 3 * Letters.TITLE.lineHeight());
        BufferedImage image = plot.image();
        for (int y = 0; y < image.getHeight(); y++) {
            assertEquals(Color.WHITE.getRGB(), image.getRGB(0, y));
            assertEquals(Color.WHITE.getRGB(), image.getRGB(image.getWidth() - 1, y));
        }
    }

    @Test
    void withoutFontsNumbersAreStrokesAndWordsAreLeftOut() {
        Letters bare = new Letters(12, Font.PLAIN, false);
        assertTrue(bare.width("-1.5e10") > 0);
        assertEquals(0, bare.width("words"));
        assertNotEquals(0, inked(bare, "8"));
        assertTrue(inked(bare, "8") > inked(bare, "1"));
        assertEquals(0, inked(bare, "words"));
    }

    private static int inked(Letters letters, String text) {
        BufferedImage image = new BufferedImage(60, 30, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        letters.draw(graphics, text, 30, 15, 0.5, Color.WHITE);
        int inked = 0;
        for (int rgb : image.getRGB(0, 0, 60, 30, null, 0, 60)) {
            inked += rgb == Color.BLACK.getRGB() ? 0 : 1;
        }
        return inked;
    }

    @Test
    void panelsAlignTheirBoxesAndShareALegend() {
        Plot wide = PLOT.withAxes(PLOT.xAxis(), Axis.of("y").within(0, 1e6))
                .with(Series.line("a", new double[] {0, 10}, new double[] {0, 5}, RED))
                .with(Series.line("b", new double[] {0, 10}, new double[] {5, 0}, Color.BLUE));
        Panels panels = Panels.of("Two", 1, List.of(PLOT.with(wide.layers()), wide));
        Panels single = Panels.of("Two", 1, List.of(PLOT, PLOT));
        assertEquals(640, panels.width());
        int legend = panels.height() - single.height();
        assertTrue(legend > 15 && legend < 40, "one line of legend, got " + legend);
        assertEquals(2 * panels.height(), panels.image().getHeight());
    }

    @Test
    void aWindowNeedsADisplay() {
        if (GraphicsEnvironment.isHeadless()) {
            assertTrue(assertThrows(IllegalStateException.class, PLOT::show)
                    .getMessage()
                    .contains("save it"));
        }
    }

    @Test
    void mistakesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> PLOT.withSize(10, 400));
        assertThrows(IllegalArgumentException.class, () -> Axis.of("x").within(1, 1));
        assertThrows(IllegalArgumentException.class, () -> Axis.logarithmic("x").from(0));
        assertThrows(IllegalArgumentException.class, () -> Series.line("a", new double[2], new double[3], RED));
        assertThrows(IllegalArgumentException.class, () -> Panels.of("", 1, List.of()));
        assertThrows(IllegalArgumentException.class, () -> new Shades("p", 1, 1, false));
        Shades shades = Shades.ofProbabilities();
        assertThrows(IllegalArgumentException.class, () -> new Cells(new double[0][0], shades, true));
        assertThrows(IllegalArgumentException.class, () -> new Cells(new double[][] {{1}, {1, 2}}, shades, true));
    }

    @Test
    void methodsKeepTheirLooksWhateverStandsBesideThem() {
        assertEquals(Palette.of("sequential", 0), Palette.of("sequential", 5));
        assertNotEquals(Palette.of("sequential", 0), Palette.of("gumbel-sinkhorn", 0));
        assertEquals(Palette.TRUTH, Palette.of("exact posterior", 3).color());
        assertTrue(Palette.look(8).dashed());
    }
}
