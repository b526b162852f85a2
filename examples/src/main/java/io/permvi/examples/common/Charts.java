package io.permvi.examples.common;

import io.permvi.applications.files.OutputFolder;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.List;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

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

    /** Pixels of a picture for each of its chart's. */
    private static final int SCALE = 2;

    private Charts() {}

    /** Applies the common look. */
    public static void style(Styler styler) {
        if (styler instanceof XYStyler axes) {
            axes.setXAxisTickMarkSpacingHint(100);
        }
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotBorderColor(Color.GRAY);
        styler.setSeriesColors(COLORS.toArray(Color[]::new));
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendBorderColor(Color.WHITE);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    }

    /** Writes a chart as PNG; see {@link #save(List, int, OutputFolder, String)}. */
    public static boolean save(Chart<?, ?> chart, OutputFolder out, String name) {
        return save(List.of(chart), 1, out, name);
    }

    /**
     * Writes charts of one size side by side as one PNG. Where Java finds no font, one line says what to install, and the
     * program goes on: its numbers matter more.
     *
     * @param columns how many charts stand in a row
     * @return whether the picture was drawn
     */
    public static boolean save(List<? extends Chart<?, ?>> charts, int columns, OutputFolder out, String name) {
        try {
            out.write(name, temporary -> ImageIO.write(draw(charts, columns), "png", temporary.toFile()));
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

    /** Draws at twice the nominal size, so that text is sharp in print. */
    private static BufferedImage draw(List<? extends Chart<?, ?>> charts, int columns) {
        int width = charts.get(0).getWidth();
        int height = charts.get(0).getHeight();
        int rows = (charts.size() + columns - 1) / columns;
        BufferedImage image =
                new BufferedImage(SCALE * width * columns, SCALE * height * rows, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(SCALE, SCALE);
        for (int k = 0; k < charts.size(); k++) {
            Graphics2D cell = (Graphics2D) graphics.create();
            cell.translate(k % columns * width, k / columns * height);
            charts.get(k).paint(cell, width, height);
            cell.dispose();
        }
        graphics.dispose();
        return image;
    }
}
