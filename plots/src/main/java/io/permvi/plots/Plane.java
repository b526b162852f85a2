package io.permvi.plots;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;

/** Where values stand within the box of a plot. */
record Plane(Rectangle2D box, Axis xAxis, Axis yAxis, Range xRange, Range yRange) {
    double x(double value) {
        double share = xRange.share(value);
        return box.getX() + box.getWidth() * (xAxis.reversed() ? 1 - share : share);
    }

    double y(double value) {
        double share = yRange.share(value);
        return box.getY() + box.getHeight() * (yAxis.reversed() ? share : 1 - share);
    }

    /** Paints within the box only. */
    Graphics2D clipped(Graphics2D graphics) {
        Graphics2D inside = (Graphics2D) graphics.create();
        inside.clip(box);
        return inside;
    }
}
