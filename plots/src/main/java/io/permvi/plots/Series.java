package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Points in the order given, joined by a line, or both; with an error bar each where {@code errors} has entries. Values
 * that are not finite are left out and interrupt the line.
 *
 * @param name in the legend; none where blank
 * @param x across
 * @param y upward
 * @param errors half the length of each bar, or empty
 * @param mark a line, points or both
 * @param color of all of it
 * @param width of the line in pixels, or size of the points
 * @param dashed whether the line is dashed
 * @param shape of the points
 */
public record Series(
        String name,
        double[] x,
        double[] y,
        double[] errors,
        Mark mark,
        Color color,
        double width,
        boolean dashed,
        Shape shape)
        implements Drawing {

    /** The shape of a point. */
    public enum Shape {
        /** A disk. */
        CIRCLE(SeriesMarkers.CIRCLE),
        /** A square on its tip. */
        DIAMOND(SeriesMarkers.DIAMOND),
        /** A triangle. */
        TRIANGLE(SeriesMarkers.TRIANGLE_UP),
        /** A cross. */
        CROSS(SeriesMarkers.CROSS);

        private final Marker marker;

        Shape(Marker marker) {
            this.marker = marker;
        }

        /** Paints one. */
        void paint(Graphics2D graphics, double x, double y, int size) {
            marker.paint(graphics, x, y, size);
        }
    }

    /** @throws IllegalArgumentException when the lengths differ */
    public Series {
        Objects.requireNonNull(name, "name");
        if (x.length != y.length || errors.length != 0 && errors.length != x.length) {
            throw new IllegalArgumentException("series '" + name + "' has " + x.length + " values across, " + y.length
                    + " upward and " + errors.length + " error bars");
        }
    }

    /** A line. */
    public static Series line(String name, double[] x, double[] y, Color color) {
        return new Series(name, x, y, new double[0], Mark.LINE, color, 2, false, Shape.CIRCLE);
    }

    /** A line that looks as its method always does. */
    public static Series line(String name, double[] x, double[] y, Palette.Look look) {
        return new Series(name, x, y, new double[0], Mark.LINE, look.color(), 2, look.dashed(), Shape.CIRCLE);
    }

    /** Points. */
    public static Series points(String name, double[] x, double[] y, Color color) {
        return new Series(name, x, y, new double[0], Mark.POINT, color, 6, false, Shape.CIRCLE);
    }

    /** With points on a line. */
    public Series withPoints() {
        return new Series(name, x, y, errors, Mark.BOTH, color, width, dashed, shape);
    }

    /** With points of this shape. */
    public Series withShape(Shape newShape) {
        return new Series(name, x, y, errors, mark, color, width, dashed, newShape);
    }

    /** With lines or points of this size. */
    public Series withWidth(double newWidth) {
        return new Series(name, x, y, errors, mark, color, newWidth, dashed, shape);
    }

    /** With a dashed line. */
    public Series withDashes() {
        return new Series(name, x, y, errors, mark, color, width, true, shape);
    }

    /** With a bar of half this length above and below each point. */
    public Series withErrors(double[] halves) {
        return new Series(name, x, y, halves, mark, color, width, dashed, shape);
    }

    @Override
    public DoubleStream xs() {
        return Arrays.stream(x);
    }

    @Override
    public DoubleStream ys() {
        if (errors.length == 0) {
            return Arrays.stream(y);
        }
        return DoubleStream.concat(ends(-1), ends(1));
    }

    private DoubleStream ends(int side) {
        return java.util.stream.IntStream.range(0, y.length)
                .mapToDouble(k -> y[k] + (Double.isFinite(errors[k]) ? side * errors[k] : 0));
    }

    @Override
    public Optional<Key> key() {
        return name.isBlank() ? Optional.empty() : Optional.of(new Key(name, color, mark, dashed, shape));
    }

    /** Lines end at the box; a point at its border is drawn whole. */
    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        Graphics2D inside = plane.clipped(graphics);
        paintErrors(inside, plane);
        if (mark != Mark.POINT) {
            paintPath(inside, plane);
        }
        inside.dispose();
        if (mark != Mark.LINE) {
            paintPoints(graphics, plane);
        }
    }

    /** Points of one shape stand on whole pixels of the file, which compress to a quarter. */
    private void paintPoints(Graphics2D graphics, Plane plane) {
        int size = (int) Math.round(mark == Mark.BOTH ? 6 : width);
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(1));
        for (int k = 0; k < x.length; k++) {
            double px = Math.rint(Picture.SCALE * plane.x(x[k])) / Picture.SCALE;
            double py = Math.rint(Picture.SCALE * plane.y(y[k])) / Picture.SCALE;
            if (plane.box().intersects(px - 1, py - 1, 2, 2)) {
                shape.paint(graphics, px, py, size);
            }
        }
    }

    private void paintPath(Graphics2D graphics, Plane plane) {
        Path2D path = new Path2D.Double();
        boolean pen = false;
        for (int k = 0; k < x.length; k++) {
            double px = plane.x(x[k]);
            double py = plane.y(y[k]);
            boolean shown = Double.isFinite(px) && Double.isFinite(py) && Math.abs(px) < 1e6 && Math.abs(py) < 1e6;
            if (shown && pen) {
                path.lineTo(px, py);
            } else if (shown) {
                path.moveTo(px, py);
            }
            pen = shown;
        }
        graphics.setColor(color);
        graphics.setStroke(stroke((float) width, dashed));
        graphics.draw(path);
    }

    static BasicStroke stroke(float width, boolean dashed) {
        return dashed
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 4}, 0)
                : new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    }

    private void paintErrors(Graphics2D graphics, Plane plane) {
        graphics.setColor(color);
        graphics.setStroke(new BasicStroke(1.2f));
        for (int k = 0; k < errors.length; k++) {
            Strokes.interval(graphics, plane.x(x[k]), plane.y(y[k] - errors[k]), plane.y(y[k] + errors[k]));
        }
    }
}
