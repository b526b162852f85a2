package io.permvi.plots;

import java.awt.Color;
import java.awt.Graphics2D;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** Something drawn in the box of a plot. */
public interface Drawing {
    /** Paints it. */
    void paint(Graphics2D graphics, Plane plane);

    /** The values across that must be seen. */
    default DoubleStream xs() {
        return DoubleStream.empty();
    }

    /** The values upward that must be seen. */
    default DoubleStream ys() {
        return DoubleStream.empty();
    }

    /** Its entry in the legend. */
    default Optional<Key> key() {
        return Optional.empty();
    }

    /** The shades that a bar beside the plot explains. */
    default Optional<Shades> shades() {
        return Optional.empty();
    }

    /** How a series is recognized. */
    record Key(String name, Color color, Mark mark, boolean dashed, Series.Shape shape) {
        Key(String name, Color color, Mark mark) {
            this(name, color, mark, false, Series.Shape.CIRCLE);
        }
    }

    /** The sign of a series in the legend. */
    enum Mark {
        /** A line. */
        LINE,
        /** A point. */
        POINT,
        /** A line with points. */
        BOTH,
        /** A filled box. */
        BOX
    }
}
