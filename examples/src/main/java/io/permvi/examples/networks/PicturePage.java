package io.permvi.examples.networks;

import io.permvi.applications.files.OutputFolder;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.ejml.data.DMatrixRMaj;

/** A page of small pictures in rows under headings, with a title and a note below. */
final class PicturePage {
    private static final int GAP = 14;
    private static final int MARGIN = 24;
    private static final int HEADING = 30;

    private final int cell;
    private final String title;
    private final List<String> headings;
    private final String note;
    private final List<List<BufferedImage>> rows = new ArrayList<>();

    /** A page whose pictures are so many pixels wide and high. */
    PicturePage(int cell, String title, List<String> headings, String note) {
        this.cell = cell;
        this.title = title;
        this.headings = headings;
        this.note = note;
    }

    /** Adds a row, a picture under each heading. */
    void add(List<BufferedImage> row) {
        rows.add(row);
    }

    /** A picture of pixels in [0, 1], row by row, channels innermost. */
    static BufferedImage picture(double[] pixels, int height, int width, int channels) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            int rgb = 0;
            for (int c = 0; c < 3; c++) {
                double value = pixels[i * channels + Math.min(c, channels - 1)];
                rgb = rgb << 8 | (int) Math.rint(255 * Math.min(1, Math.max(0, value)));
            }
            image.setRGB(i % width, i / width, rgb);
        }
        return image;
    }

    /** A heat map of a matrix: its smallest entry white, its largest dark blue. */
    static BufferedImage heatMap(DMatrixRMaj matrix) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < matrix.getNumElements(); i++) {
            low = Math.min(low, matrix.data[i]);
            high = Math.max(high, matrix.data[i]);
        }
        double scale = high > low ? 1 / (high - low) : 0;
        double[] colors = new double[3 * matrix.getNumElements()];
        for (int i = 0; i < matrix.getNumElements(); i++) {
            double t = (matrix.data[i] - low) * scale;
            colors[3 * i] = 1 - 0.95 * t;
            colors[3 * i + 1] = 1 - 0.75 * t;
            colors[3 * i + 2] = 1 - 0.45 * t;
        }
        return picture(colors, matrix.numRows, matrix.numCols, 3);
    }

    /** Writes the page; without any font on the machine, without words. */
    void save(OutputFolder out, String name) {
        out.write(name, temporary -> ImageIO.write(draw(), "png", temporary.toFile()));
    }

    private BufferedImage draw() {
        int width = 2 * MARGIN + headings.size() * (cell + GAP) - GAP;
        int height = 2 * MARGIN + 2 * HEADING + rows.size() * (cell + GAP) + HEADING;
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, width, height);
        graphics.setRenderingHint(
                RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        int top = MARGIN + 2 * HEADING;
        for (List<BufferedImage> row : rows) {
            for (int k = 0; k < row.size(); k++) {
                drawCell(graphics, row.get(k), MARGIN + k * (cell + GAP), top);
            }
            top += cell + GAP;
        }
        drawWords(graphics, width, top);
        graphics.dispose();
        return image;
    }

    private void drawCell(Graphics2D graphics, BufferedImage picture, int left, int top) {
        graphics.drawImage(picture, left, top, cell, cell, null);
        graphics.setColor(Color.GRAY);
        graphics.drawRect(left - 1, top - 1, cell + 1, cell + 1);
    }

    private void drawWords(Graphics2D graphics, int width, int bottom) {
        try {
            graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
            graphics.setColor(Color.BLACK);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
            graphics.drawString(title, MARGIN, MARGIN + 16);
            graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
            for (int k = 0; k < headings.size(); k++) {
                int left = MARGIN + k * (cell + GAP);
                int length = graphics.getFontMetrics().stringWidth(headings.get(k));
                graphics.drawString(headings.get(k), left + Math.max(0, (cell - length) / 2), MARGIN + 2 * HEADING - 8);
            }
            graphics.drawString(note, MARGIN, bottom + 18);
        } catch (Error e) {
            if (!String.valueOf(e.getMessage()).contains("font")) {
                throw e;
            }
            System.err.println("permvi: pictures have no words, Java finds no font; install the packages fontconfig and"
                    + " fonts-dejavu-core");
        }
    }
}
