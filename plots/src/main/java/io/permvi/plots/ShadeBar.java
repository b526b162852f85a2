package io.permvi.plots;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/** The bar beside a matrix that says what its shades mean. */
final class ShadeBar {
    private static final int GAP = 14;
    private static final int WIDE = 13;

    private ShadeBar() {}

    static int width(Shades shades) {
        return GAP + WIDE + 8 + labelWidth(shades) + Letters.PLAIN.lineHeight() + 2;
    }

    private static int labelWidth(Shades shades) {
        return ticks(shades, 4).stream()
                .mapToInt(tick -> Letters.SMALL.width(tick.label()))
                .max()
                .orElse(0);
    }

    private static List<Ticks.Tick> ticks(Shades shades, int most) {
        if (shades.root() && shades.low() == 0) {
            return rootTicks(shades, Math.max(2, most));
        }
        Axis axis = Axis.of("").within(shades.low(), shades.high());
        return Ticks.of(axis, new Range(Axis.Scale.LINEAR, shades.low(), shades.high()), most);
    }

    /** 1, 2 and 5 times powers of ten from the top down, as far apart as they can be read, and zero. */
    private static List<Ticks.Tick> rootTicks(Shades shades, int most) {
        double gap = 0.65 / most;
        List<Ticks.Tick> ticks = new ArrayList<>();
        ticks.add(new Ticks.Tick(0, "0"));
        double last = Double.POSITIVE_INFINITY;
        for (int decade = (int) Math.floor(Math.log10(shades.high()));
                shades.position(5 * Math.pow(10, decade)) >= gap;
                decade--) {
            for (int multiple : new int[] {5, 2, 1}) {
                double value = multiple * Math.pow(10, decade);
                double position = shades.position(value);
                if (position <= 1 + 1e-9 && position >= gap && position <= last - gap) {
                    ticks.add(new Ticks.Tick(value, Ticks.label(value, Math.pow(10, decade))));
                    last = position;
                }
            }
        }
        return ticks;
    }

    static void paint(Graphics2D graphics, Shades shades, Rectangle2D box) {
        double left = box.getMaxX() + GAP;
        double high = Math.min(box.getHeight(), 260);
        double top = box.getCenterY() - high / 2;
        for (int k = 0; k < high; k++) {
            graphics.setColor(Shades.mixed(1 - (k + 0.5) / high));
            graphics.fill(new Rectangle2D.Double(left, top + k, WIDE, Math.min(1.2, high - k)));
        }
        graphics.setColor(new Color(150, 150, 150));
        graphics.setStroke(new BasicStroke(1));
        graphics.draw(new Rectangle2D.Double(left, top, WIDE, high));
        for (Ticks.Tick tick : ticks(shades, (int) Math.max(2, high / 45))) {
            double y = top + high * (1 - shades.position(tick.value()));
            Strokes.line(graphics, left + WIDE, y, left + WIDE + 3, y);
            Letters.SMALL.draw(graphics, tick.label(), left + WIDE + 6, y, 0, Palette.TRUTH);
            graphics.setColor(new Color(150, 150, 150));
        }
        double x = left + WIDE + 8 + labelWidth(shades) + Letters.PLAIN.lineHeight() / 2.0;
        Letters.PLAIN.drawUpright(graphics, shades.title(), x, box.getCenterY(), 0.5, Palette.TRUTH);
    }
}
