package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Level intervals with caps, one above another.
 *
 * @param name in the legend; none where blank
 * @param low where each begins
 * @param high where it ends
 * @param y the height of each
 * @param color of the lines
 */
public record Intervals(String name, double[] low, double[] high, double[] y, Color color) implements Drawing {
    /** @throws IllegalArgumentException when the lengths differ */
    public Intervals {
        if (low.length != high.length || low.length != y.length) {
            throw new IllegalArgumentException("intervals need as many ends as heights, got " + low.length + ", "
                    + high.length + " and " + y.length);
        }
    }

    /** One below another at the heights 0, 1, 2, ... */
    public static Intervals of(String name, double[] low, double[] high, Color color) {
        return new Intervals(
                name, low, high, IntStream.range(0, low.length).asDoubleStream().toArray(), color);
    }

    @Override
    public DoubleStream xs() {
        return DoubleStream.concat(Arrays.stream(low), Arrays.stream(high));
    }

    @Override
    public DoubleStream ys() {
        return Arrays.stream(y);
    }

    @Override
    public Optional<Key> key() {
        return name.isBlank() ? Optional.empty() : Optional.of(new Key(name, color, Mark.LINE));
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        Graphics2D inside = plane.clipped(graphics);
        inside.setColor(color);
        inside.setStroke(new BasicStroke(1.6f));
        for (int k = 0; k < y.length; k++) {
            Strokes.levelInterval(inside, plane.y(y[k]), plane.x(low[k]), plane.x(high[k]));
        }
        inside.dispose();
    }
}
