package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;

/**
 * A thin gray line that guides the eye: upright or level at a value, or the diagonal.
 *
 * @param direction of the line
 * @param at its value; without meaning for the diagonal
 * @param label written beside its end; none where blank
 */
public record Guide(Direction direction, double at, String label) implements Drawing {
    /** The direction of a guide. */
    public enum Direction {
        /** All of one value across. */
        UPRIGHT,
        /** All of one value upward. */
        LEVEL,
        /** Both values equal. */
        DIAGONAL
    }

    /** An upright guide. */
    public static Guide upright(double x, String label) {
        return new Guide(Direction.UPRIGHT, x, label);
    }

    /** A level guide. */
    public static Guide level(double y, String label) {
        return new Guide(Direction.LEVEL, y, label);
    }

    /** The diagonal. */
    public static Guide diagonal() {
        return new Guide(Direction.DIAGONAL, 0, "");
    }

    @Override
    public void paint(Graphics2D graphics, Plane plane) {
        Graphics2D inside = plane.clipped(graphics);
        inside.setColor(Palette.FAINT);
        inside.setStroke(Series.stroke(1.2f, true));
        switch (direction) {
            case UPRIGHT -> {
                double x = plane.x(at);
                Strokes.line(inside, x, plane.box().getMinY(), x, plane.box().getMaxY());
                boolean left = x + 6 + Letters.SMALL.width(label) > plane.box().getMaxX();
                write(inside, left ? x - 5 : x + 5, plane.box().getMinY() + 10, left ? 1 : 0);
            }
            case LEVEL -> {
                double y = plane.y(at);
                Strokes.line(inside, plane.box().getMinX(), y, plane.box().getMaxX(), y);
                boolean below = y - 16 < plane.box().getMinY();
                write(inside, plane.box().getMaxX() - 5, below ? y + 9 : y - 8, 1);
            }
            case DIAGONAL -> {
                double low = Math.max(end(plane.xRange(), 0), end(plane.yRange(), 0));
                double high = Math.min(end(plane.xRange(), 1), end(plane.yRange(), 1));
                Strokes.line(inside, plane.x(low), plane.y(low), plane.x(high), plane.y(high));
            }
        }
        inside.dispose();
    }

    /** On a white ground, so that it can be read over lines. */
    private void write(Graphics2D graphics, double x, double y, double align) {
        int wide = Letters.SMALL.width(label);
        if (wide > 0) {
            graphics.setColor(new Color(255, 255, 255, 200));
            graphics.fill(new java.awt.geom.Rectangle2D.Double(x - align * wide - 2, y - 8, wide + 4, 16));
            Letters.SMALL.draw(graphics, label, x, y, align, new Color(90, 90, 90));
        }
    }

    private static double end(Range range, int side) {
        return range.scale().backward(side == 0 ? range.low() : range.high());
    }
}
