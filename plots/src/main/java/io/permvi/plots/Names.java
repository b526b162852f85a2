package io.permvi.plots;

import io.permvi.relaxations.permutation.Permutation;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Names beside points. Each goes to the nearest free spot around its point, with a thin line where that is not next to
 * it; one that finds no spot is left out.
 *
 * @param texts the names
 * @param x of their points
 * @param y of their points
 * @param color of the letters
 */
public record Names(List<String> texts, double[] x, double[] y, Color color) implements Drawing {
    private static final double[] RADII = {8, 14, 22, 32, 44, 58, 74};
    private static final int DIRECTIONS = 16;
    private static final double POINT = 4;

    /** @throws IllegalArgumentException when there are not as many names as points */
    public Names {
        texts = List.copyOf(texts);
        if (texts.size() != x.length || x.length != y.length) {
            throw new IllegalArgumentException(
                    "there are " + texts.size() + " names for " + x.length + " and " + y.length + " coordinates");
        }
    }

    @Override
    public DoubleStream xs() {
        return Arrays.stream(x);
    }

    @Override
    public DoubleStream ys() {
        return Arrays.stream(y);
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        List<Rectangle2D> taken = new ArrayList<>();
        for (int k = 0; k < x.length; k++) {
            taken.add(around(plane.x(x[k]), plane.y(y[k]), 2 * POINT, 2 * POINT));
        }
        // the most crowded ones have the fewest spots, so they choose first
        int[] order = Permutation.sortedBy(x.length, k -> -crowd(taken, k));
        for (int k : order) {
            double px = plane.x(x[k]);
            double py = plane.y(y[k]);
            spot(taken, texts.get(k), px, py, plane.box()).ifPresent(spot -> {
                taken.add(spot);
                double cx = spot.getCenterX();
                double cy = spot.getCenterY();
                if (Math.hypot(nearest(px, spot.getMinX(), spot.getMaxX()) - px, cy - py) > 9) {
                    graphics.setColor(Palette.FAINT);
                    graphics.setStroke(new BasicStroke(0.5f));
                    Strokes.line(graphics, px, py, nearest(px, spot.getMinX(), spot.getMaxX()), cy);
                }
                Letters.TINY.draw(graphics, texts.get(k), cx, cy, 0.5, color);
            });
        }
    }

    private static double nearest(double value, double low, double high) {
        return Math.max(low, Math.min(high, value));
    }

    private static double crowd(List<Rectangle2D> points, int k) {
        double crowd = 0;
        for (Rectangle2D other : points) {
            double dx = other.getCenterX() - points.get(k).getCenterX();
            double dy = other.getCenterY() - points.get(k).getCenterY();
            crowd += Math.exp(-(dx * dx + dy * dy) / (2 * 30 * 30));
        }
        return crowd;
    }

    private static Rectangle2D around(double x, double y, double wide, double high) {
        return new Rectangle2D.Double(x - wide / 2, y - high / 2, wide, high);
    }

    private static Optional<Rectangle2D> spot(
            List<Rectangle2D> taken, String text, double px, double py, Rectangle2D box) {
        double wide = Letters.TINY.width(text) + 2;
        double high = Letters.TINY.lineHeight() - 3;
        for (double radius : RADII) {
            for (int d = 0; d < DIRECTIONS; d++) {
                double angle = 2 * Math.PI * d / DIRECTIONS - Math.PI / 2;
                double cx = px + Math.cos(angle) * (radius + wide / 2);
                double cy = py + Math.sin(angle) * (radius + high / 4);
                Rectangle2D spot = around(cx, cy, wide, high);
                if (box.contains(spot) && taken.stream().noneMatch(spot::intersects)) {
                    return Optional.of(spot);
                }
            }
        }
        return Optional.empty();
    }
}
