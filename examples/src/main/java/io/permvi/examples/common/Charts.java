package io.permvi.examples.common;

import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;

/** One look for all charts, and their way into files. */
public final class Charts {
    /** Colors that stay apart for most color-blind readers (Okabe and Ito 2008), without black and yellow. */
    public static final List<Color> COLORS = List.of(
            new Color(0, 114, 178),
            new Color(213, 94, 0),
            new Color(0, 158, 115),
            new Color(204, 121, 167),
            new Color(230, 159, 0),
            new Color(86, 180, 233),
            new Color(90, 90, 90));

    /** Dots an inch of the pictures. */
    private static final int RESOLUTION = 144;

    private Charts() {}

    /** Applies the common look. */
    public static void style(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(Color.GRAY);
        styler.setSeriesColors(COLORS.toArray(Color[]::new));
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }

    /**
     * Writes a chart as PNG. Where Java finds no font, the numbers are written all the same, and one line says what to
     * install.
     *
     * @return whether the picture was drawn
     */
    public static boolean save(Chart<?, ?> chart, OutputFolder out, String name) {
        try {
            out.write(name, temporary -> {
                try (java.io.OutputStream stream = java.nio.file.Files.newOutputStream(temporary)) {
                    writePng(chart, stream);
                }
            });
            return true;
        } catch (Error e) {
            if (!String.valueOf(e.getMessage()).contains("font")) {
                throw e;
            }
            System.err.println("permvi: " + name + " was not drawn, Java finds no font; install the packages fontconfig"
                    + " and fonts-dejavu-core");
            return false;
        }
    }

    private static void writePng(Chart<?, ?> chart, java.io.OutputStream stream) throws IOException {
        // the encoder of the library closes no stream and knows no resolution for streams, so draw at double size
        java.awt.image.BufferedImage image = BitmapEncoder.getBufferedImage(chart);
        int scale = RESOLUTION / 72;
        java.awt.image.BufferedImage large = new java.awt.image.BufferedImage(
                image.getWidth() * scale, image.getHeight() * scale, java.awt.image.BufferedImage.TYPE_INT_RGB);
        java.awt.Graphics2D graphics = large.createGraphics();
        graphics.scale(scale, scale);
        chart.paint(graphics, image.getWidth(), image.getHeight());
        graphics.dispose();
        javax.imageio.ImageIO.write(large, BitmapFormat.PNG.name(), stream);
    }
}
