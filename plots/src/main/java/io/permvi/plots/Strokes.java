package io.permvi.plots;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;

/** Lines between pixels, left out where an end is not finite. */
final class Strokes {
    private static final double CAP = 3;

    private Strokes() {}

    static void line(Graphics2D graphics, double x1, double y1, double x2, double y2) {
        if (Double.isFinite(x1 + y1 + x2 + y2)) {
            graphics.draw(new Line2D.Double(x1, y1, x2, y2));
        }
    }

    /** An upright interval with caps. */
    static void interval(Graphics2D graphics, double x, double y1, double y2) {
        line(graphics, x, y1, x, y2);
        line(graphics, x - CAP, y1, x + CAP, y1);
        line(graphics, x - CAP, y2, x + CAP, y2);
    }

    /** A level interval with caps. */
    static void levelInterval(Graphics2D graphics, double y, double x1, double x2) {
        line(graphics, x1, y, x2, y);
        line(graphics, x1, y - CAP, x1, y + CAP);
        line(graphics, x2, y - CAP, x2, y + CAP);
    }
}
