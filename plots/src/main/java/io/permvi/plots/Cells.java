package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * A matrix as shades: entry (i, j) fills the unit square around (j, i). Where the squares are large the values are written
 * too; where they are smaller than a pixel, the largest value of each pixel shows.
 *
 * @param values rows of one length
 * @param shade of the values
 * @param written whether values are written where there is room; those that round to zero never are
 */
public record Cells(double[][] values, Shades shade, boolean written) implements Drawing {
    private static final double WRITTEN_WIDTH = 34;
    private static final double WRITTEN_HEIGHT = 18;

    /** @throws IllegalArgumentException when there is no row, no column, or rows of several lengths */
    public Cells {
        if (values.length == 0 || values[0].length == 0) {
            throw new IllegalArgumentException("a matrix of no entries cannot be drawn");
        }
        for (double[] row : values) {
            if (row.length != values[0].length) {
                throw new IllegalArgumentException(
                        "rows must have one length, got " + values[0].length + " and " + row.length);
            }
        }
    }

    @Override
    public DoubleStream xs() {
        return DoubleStream.of(-0.5, values[0].length - 0.5);
    }

    @Override
    public DoubleStream ys() {
        return DoubleStream.of(-0.5, values.length - 0.5);
    }

    @Override
    public Optional<Shades> shades() {
        return Optional.of(shade);
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        double left = Math.min(plane.x(-0.5), plane.x(values[0].length - 0.5));
        double top = Math.min(plane.y(-0.5), plane.y(values.length - 0.5));
        double wide = Math.abs(plane.x(values[0].length - 0.5) - plane.x(-0.5));
        double high = Math.abs(plane.y(values.length - 0.5) - plane.y(-0.5));
        BufferedImage image = pixels(
                (int) Math.ceil(Picture.SCALE * wide),
                (int) Math.ceil(Picture.SCALE * high),
                plane.xAxis().reversed(),
                !plane.yAxis().reversed());
        Graphics2D inside = plane.clipped(graphics);
        inside.translate(left, top);
        inside.scale(wide / image.getWidth(), high / image.getHeight());
        inside.drawImage(image, 0, 0, null);
        inside.dispose();
        if (written && wide / values[0].length >= WRITTEN_WIDTH && high / values.length >= WRITTEN_HEIGHT) {
            write(graphics, plane);
        }
    }

    /** Each pixel shows the largest value of the cells that it meets. */
    private BufferedImage pixels(int wide, int high, boolean mirrored, boolean flipped) {
        int m = values.length;
        int n = values[0].length;
        BufferedImage image = new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
        for (int py = 0; py < high; py++) {
            int row = flipped ? high - 1 - py : py;
            int firstRow = (int) ((long) row * m / high);
            int lastRow = Math.max(firstRow + 1, (int) ((long) (row + 1) * m / high));
            for (int px = 0; px < wide; px++) {
                int column = mirrored ? wide - 1 - px : px;
                int firstColumn = (int) ((long) column * n / wide);
                int lastColumn = Math.max(firstColumn + 1, (int) ((long) (column + 1) * n / wide));
                image.setRGB(
                        px,
                        py,
                        shade.color(largest(firstRow, lastRow, firstColumn, lastColumn))
                                .getRGB());
            }
        }
        return image;
    }

    private double largest(int firstRow, int lastRow, int firstColumn, int lastColumn) {
        double largest = Double.NaN;
        for (int i = firstRow; i < lastRow; i++) {
            for (int j = firstColumn; j < lastColumn; j++) {
                largest = Double.isNaN(largest) || values[i][j] > largest ? values[i][j] : largest;
            }
        }
        return largest;
    }

    private void write(Graphics2D graphics, Plane plane) {
        double digit = Math.pow(10, Math.round(Math.log10((shade.high() - shade.low()) / 100)));
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                String text = Double.isFinite(values[i][j]) ? Ticks.label(values[i][j], digit) : "0";
                if (!text.equals("0")) {
                    boolean dark = shade.position(Math.max(shade.low(), values[i][j])) > 0.6;
                    Letters.SMALL.draw(graphics, text, plane.x(j), plane.y(i), 0.5, dark ? Color.WHITE : Palette.TRUTH);
                }
            }
        }
    }
}
