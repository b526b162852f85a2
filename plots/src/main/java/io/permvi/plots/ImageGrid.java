package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Objects;

/**
 * Small images in rows under headings, with a title above and a note below. Immutable.
 *
 * @param title above all
 * @param headings one above each column
 * @param rows images, one under each heading
 * @param cell width and height of an image in pixels
 * @param note in small letters below
 */
public record ImageGrid(String title, List<String> headings, List<List<BufferedImage>> rows, int cell, String note)
        implements Picture {
    private static final int GAP = 10;
    private static final int PAD = 16;

    /** @throws IllegalArgumentException when a row has not as many images as there are headings */
    public ImageGrid {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(note, "note");
        headings = List.copyOf(headings);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<BufferedImage> row : rows) {
            if (row.size() != headings.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " images stands under " + headings.size() + " headings");
            }
        }
    }

    /** An image of pixels in [0, 1], row by row, channels innermost. */
    public static BufferedImage image(double[] pixels, int height, int width, int channels) {
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

    /** An image of a matrix, an entry a pixel. */
    public static BufferedImage image(org.ejml.data.DMatrixRMaj matrix, Shades shades) {
        BufferedImage image = new BufferedImage(matrix.numCols, matrix.numRows, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < matrix.numRows; i++) {
            for (int j = 0; j < matrix.numCols; j++) {
                image.setRGB(j, i, shades.color(matrix.get(i, j)).getRGB());
            }
        }
        return image;
    }

    private int columnWidth() {
        int widest = headings.stream().mapToInt(Letters.PLAIN::width).max().orElse(0);
        return Math.max(cell, widest) + GAP;
    }

    /** Room for the images, and for a short title in one line. */
    @Override
    public int width() {
        int title = Math.min(520, Letters.TITLE.width(title()));
        return 2 * PAD + Math.max(headings.size() * columnWidth() - GAP, title);
    }

    private int head() {
        return PAD + titleLines().size() * Letters.TITLE.lineHeight() + 28;
    }

    private List<String> titleLines() {
        return Letters.TITLE.wrapped(title, width() - 2 * PAD);
    }

    @Override
    public int height() {
        return head() + rows.size() * (cell + GAP) + PAD + Plot.noteHeight(note, width());
    }

    @Override
    public void paint(Graphics2D graphics) {
        double y = PAD + Letters.TITLE.lineHeight() / 2.0 - 4;
        Letters.TITLE.drawLines(graphics, titleLines(), width() / 2.0, y, 0.5, Palette.TRUTH);
        double start = (width() - headings.size() * columnWidth() + GAP) / 2.0;
        for (int k = 0; k < headings.size(); k++) {
            double middle = start + k * columnWidth() + (columnWidth() - GAP) / 2.0;
            Letters.PLAIN.draw(graphics, headings.get(k), middle, head() - 12, 0.5, Palette.TRUTH);
            for (int r = 0; r < rows.size(); r++) {
                paintImage(graphics, rows.get(r).get(k), middle - cell / 2.0, head() + r * (cell + GAP));
            }
        }
        Plot.paintNote(graphics, note, width(), head() + rows.size() * (cell + GAP) + 2);
    }

    private void paintImage(Graphics2D graphics, BufferedImage image, double left, double top) {
        Graphics2D part = (Graphics2D) graphics.create();
        part.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
        part.translate(left, top);
        part.scale((double) cell / image.getWidth(), (double) cell / image.getHeight());
        part.drawImage(image, 0, 0, null);
        part.dispose();
        graphics.setColor(Palette.FAINT);
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Rectangle2D.Double(left - 0.5, top - 0.5, cell + 1.0, cell + 1.0));
    }
}
