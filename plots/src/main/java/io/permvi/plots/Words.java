package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Words centered at points; {@link Names} finds free spots beside them instead.
 *
 * @param texts the words
 * @param x where they stand
 * @param y where they stand
 * @param color of the letters
 */
public record Words(List<String> texts, double[] x, double[] y, Color color) implements Drawing {
    /** @throws IllegalArgumentException when there are not as many words as points */
    public Words {
        texts = List.copyOf(texts);
        if (texts.size() != x.length || x.length != y.length) {
            throw new IllegalArgumentException(
                    "there are " + texts.size() + " words for " + x.length + " and " + y.length + " coordinates");
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
        for (int k = 0; k < x.length; k++) {
            double px = plane.x(x[k]);
            double py = plane.y(y[k]);
            if (Double.isFinite(px) && Double.isFinite(py)) {
                Letters.SMALL.draw(graphics, texts.get(k), px, py, 0.5, color);
            }
        }
    }
}
