package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Single lines from point to point, each as wide and dark as its weight says: matched pairs, edges of a graph.
 *
 * @param name in the legend; none where blank
 * @param ends of each line: x and y of one end, then of the other
 * @param weights one a line, from 0 (invisible) to 1
 * @param color of the lines
 * @param widest width of a line of weight 1, in pixels
 */
public record Lines(String name, List<double[]> ends, List<Double> weights, Color color, double widest)
        implements Drawing {

    /** Lines one by one. */
    public Lines {
        if (ends.size() != weights.size()) {
            throw new IllegalArgumentException(
                    "lines '" + name + "' have " + ends.size() + " places and " + weights.size() + " weights");
        }
        ends = List.copyOf(ends);
        weights = List.copyOf(weights);
    }

    @Override
    public DoubleStream xs() {
        return ends.stream().flatMapToDouble(end -> DoubleStream.of(end[0], end[2]));
    }

    @Override
    public DoubleStream ys() {
        return ends.stream().flatMapToDouble(end -> DoubleStream.of(end[1], end[3]));
    }

    @Override
    public Optional<Key> key() {
        return name.isBlank() ? Optional.empty() : Optional.of(new Key(name, color, Mark.LINE));
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        Graphics2D inside = plane.clipped(graphics);
        for (int k = 0; k < ends.size(); k++) {
            double[] end = ends.get(k);
            double weight = weights.get(k);
            inside.setColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), (int) (70 + 185 * weight)));
            inside.setStroke(new BasicStroke((float) Math.max(0.6, widest * weight)));
            Strokes.line(inside, plane.x(end[0]), plane.y(end[1]), plane.x(end[2]), plane.y(end[3]));
        }
        inside.dispose();
    }
}
