package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Upright bars from the foot of the plot, or from zero where that is shown.
 *
 * @param name in the legend; none where blank
 * @param x the middle of each bar
 * @param y its height; no bar where it is not finite
 * @param width of every bar, in units of the axis
 * @param color of the bars
 * @param counts whether its value is written above each bar
 */
public record Bars(String name, double[] x, double[] y, double width, Color color, boolean counts) implements Drawing {
    private static final double ROOM_OF_COUNTS = 1.06;

    /** @throws IllegalArgumentException when the lengths differ */
    public Bars {
        if (x.length != y.length) {
            throw new IllegalArgumentException(
                    "bars '" + name + "' have " + x.length + " places and " + y.length + " heights");
        }
    }

    /** The k-th of some groups of bars that share the places 0, 1, 2, ... */
    public static Bars grouped(String name, double[] y, int k, int groups, Color color) {
        double width = 0.8 / groups;
        double[] x = IntStream.range(0, y.length)
                .mapToDouble(i -> i + (k - (groups - 1) / 2.0) * width)
                .toArray();
        return new Bars(name, x, y, 0.92 * width, color, false);
    }

    @Override
    public DoubleStream xs() {
        return Arrays.stream(x).flatMap(at -> DoubleStream.of(at - width / 2, at + width / 2));
    }

    @Override
    public DoubleStream ys() {
        return counts ? Arrays.stream(y).map(value -> value * ROOM_OF_COUNTS) : Arrays.stream(y);
    }

    @Override
    public Optional<Key> key() {
        return name.isBlank() ? Optional.empty() : Optional.of(new Key(name, color, Mark.BOX));
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        double foot =
                plane.yRange().scale() == Axis.Scale.LINEAR && plane.yRange().low() < 0
                        ? plane.y(0)
                        : plane.box().getMaxY();
        Graphics2D inside = plane.clipped(graphics);
        for (int k = 0; k < x.length; k++) {
            double top = plane.y(y[k]);
            if (!Double.isFinite(top)) {
                continue;
            }
            double left = plane.x(x[k] - width / 2);
            double right = plane.x(x[k] + width / 2);
            inside.setColor(color);
            inside.fill(new Rectangle2D.Double(
                    Math.min(left, right), Math.min(top, foot), Math.abs(right - left), Math.abs(foot - top)));
            String count = Ticks.label(y[k], 1);
            if (counts && y[k] != 0 && Letters.SMALL.width(count) <= 1.3 * Math.abs(right - left)) {
                Letters.SMALL.draw(inside, count, (left + right) / 2, top - 8, 0.5, Palette.TRUTH);
            }
        }
        inside.dispose();
    }
}
